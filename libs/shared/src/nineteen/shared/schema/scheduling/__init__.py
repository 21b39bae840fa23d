"""The vocabulary of the scheduling service: when, and the conduct."""

from nineteen.shared.schema.scheduling.appointment import *
from nineteen.shared.schema.scheduling.session import *
