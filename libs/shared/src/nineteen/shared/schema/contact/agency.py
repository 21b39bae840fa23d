"""What an agency is and how it works: offices, hours, holidays, numbers, staff."""

from datetime import date, time
from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.settings import PolicyValues
from nineteen.shared.schema.words import Line, Zone

__all__ = [
    "AgencyRegistered",
    "HolidaysSet",
    "HoursSet",
    "OfficeClosed",
    "OfficeOpened",
    "PolicySet",
    "ReturnAddressSet",
    "RoleChanged",
    "StaffAdded",
    "StaffRemoved",
    "StaffRole",
]
StaffRole = Literal["counselor", "job_developer", "supervisor", "steward", "operator", "auditor"]


class AgencyRegistered(Event):
    """An agency runs Nineteen from now on."""

    name: Line
    zone: Zone


class OfficeOpened(Event):
    """An agency opened an office."""

    office: Id
    name: Line


class OfficeClosed(Event):
    """An office closed."""

    office: Id


class HolidaysSet(Event):
    """These days are off at the agency, in place of the US federal holidays."""

    holidays: tuple[date, ...]


class HoursSet(Event):
    """Asks go out between these local hours of the host."""

    opens: time
    closes: time


class PolicySet(Event):
    """The agency's own numbers, stricter than or equal to the installation's."""

    policy_version: int
    policy: PolicyValues


class ReturnAddressSet(Event):
    """Letters and mails name this postal address of the agency."""

    address: Line


class StaffAdded(Event):
    """A person works for the agency."""

    staff: Id
    name: Annotated[Line, PII("staff")]
    email: Annotated[str | None, PII("staff")] = None
    roles: tuple[StaffRole, ...]
    office: Id | None = None


class RoleChanged(Event):
    """A staff member has these roles now."""

    staff: Id
    roles: tuple[StaffRole, ...]


class StaffRemoved(Event):
    """A staff member left."""

    staff: Id
