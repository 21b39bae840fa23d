"""The vocabulary of the follow-up service: keeping the promise, and the result."""

from nineteen.shared.schema.followup.outcome import *
from nineteen.shared.schema.followup.plan import *
from nineteen.shared.schema.followup.work_search import *
