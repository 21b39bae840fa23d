"""The four services that one process composes."""

from nineteen.contact.main import service as contact
from nineteen.dashboard.main import service as dashboard
from nineteen.followup.main import service as followup
from nineteen.scheduling.main import service as scheduling

SERVICES = [contact, scheduling, followup, dashboard]
