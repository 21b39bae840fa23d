"""The vocabulary of the contact service: who, and the ask."""

from nineteen.shared.schema.contact.agency import *
from nineteen.shared.schema.contact.campaign import *
from nineteen.shared.schema.contact.feed import *
from nineteen.shared.schema.contact.host import *
from nineteen.shared.schema.contact.jobseeker import *
from nineteen.shared.schema.contact.ledger import *
from nineteen.shared.schema.contact.request import *
