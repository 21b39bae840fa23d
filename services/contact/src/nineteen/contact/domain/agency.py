"""Agency: offices, holidays, hours and numbers of an organisation that runs Nineteen."""

from dataclasses import dataclass, field, replace
from datetime import time
from typing import Annotated, ClassVar, Self, assert_never

from pydantic import AfterValidator, Field, model_validator

from nineteen.shared.decider import Command, Decider, Facts, Missing, Rejected
from nineteen.shared.schema.contact import (
    AgencyRegistered,
    HolidaysSet,
    HoursSet,
    OfficeClosed,
    OfficeOpened,
    PolicySet,
    ReturnAddressSet,
)
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.settings import DEFAULTS, PolicyValues, Settings
from nineteen.shared.schema.words import Day, Line, Zone

FIRST_HOUR, LAST_HOUR = time(8), time(17)
"""The installation's hours: an agency may be stricter, never looser (PRODUCT 4.1)."""


def without_zone(hour: time) -> time:
    """Hours are the host's local ones."""
    if hour.tzinfo is not None:
        raise ValueError("give a local hour, without a time zone")
    return hour


LocalHour = Annotated[time, Field(ge=FIRST_HOUR, le=LAST_HOUR), AfterValidator(without_zone)]


def agency_id(tenant: str) -> Id:
    """The id of a tenant's one agency."""
    return natural_id("agency", tenant)


class RegisterAgency(Command):
    """Register the agency that runs Nineteen under this tenant."""

    creates: ClassVar[bool] = True

    name: Line
    zone: Zone

    def natural(self) -> tuple[str, ...]:
        """One agency per tenant."""
        return ("agency", self.tenant)


class OpenOffice(Command):
    """Open an office; its id follows from its name."""

    name: Line


class CloseOffice(Command):
    """Close an office."""

    office: Id


class SetHolidays(Command):
    """Set the days off, in place of the US federal holidays."""

    holidays: tuple[Day, ...] = Field(max_length=400)


class SetHours(Command):
    """Set the host's local hours in which asks go out, within 08:00 to 17:00."""

    opens: LocalHour
    closes: LocalHour

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        """An empty window would send nothing, for ever."""
        if self.opens >= self.closes:
            raise ValueError("opens must lie before closes")
        return self


class SetPolicy(Command):
    """Set the agency's numbers, as strict as the installation's or stricter."""

    policy: PolicyValues


class SetReturnAddress(Command):
    """Set the postal address that letters and mails name."""

    address: Line


AgencyCommand = (
    RegisterAgency
    | OpenOffice
    | CloseOffice
    | SetHolidays
    | SetHours
    | SetPolicy
    | SetReturnAddress
)
AgencyEvent = (
    AgencyRegistered
    | OfficeOpened
    | OfficeClosed
    | HolidaysSet
    | HoursSet
    | PolicySet
    | ReturnAddressSet
)


@dataclass(frozen=True, slots=True)
class NoAgency:
    """Nobody registered yet."""


@dataclass(frozen=True, slots=True)
class RegisteredAgency:
    """An agency at work; `offices` are the open ones, `settings` what is in force."""

    name: str
    settings: Settings
    offices: frozenset[str] = field(default_factory=frozenset)


Agency = NoAgency | RegisteredAgency


def decide(agency: Agency, command: AgencyCommand, _facts: Facts) -> list[AgencyEvent]:
    if isinstance(command, RegisterAgency):
        return register(agency, command)
    if isinstance(agency, NoAgency):
        raise Missing("not_found", "There is no agency with this id. Register it first.")
    settings = agency.settings
    match command:
        case OpenOffice(name=name):
            office = natural_id("office", command.tenant, name)
            return [] if office in agency.offices else [OfficeOpened(office=office, name=name)]
        case CloseOffice(office=office):
            return [OfficeClosed(office=office)] if office in agency.offices else []
        case SetHolidays():
            days = tuple(sorted(set(command.holidays)))
            return [] if days == settings.holidays else [HolidaysSet(holidays=days)]
        case SetHours(opens=opens, closes=closes):
            same = (opens, closes) == (settings.opens, settings.closes)
            return [] if same else [HoursSet(opens=opens, closes=closes)]
        case SetPolicy(policy=policy):
            if policy == settings.policy:
                return []
            return [PolicySet(policy_version=settings.policy_version + 1, policy=policy)]
        case SetReturnAddress(address=address):
            same = address == settings.return_address
            return [] if same else [ReturnAddressSet(address=address)]
    assert_never(command)


def register(agency: Agency, command: RegisterAgency) -> list[AgencyEvent]:
    if isinstance(agency, NoAgency):
        return [AgencyRegistered(name=command.name, zone=command.zone)]
    if (command.name, command.zone) == (agency.name, agency.settings.zone):
        return []
    raise Rejected(
        "already_exists",
        f"This agency is registered as {agency.name} in the zone {agency.settings.zone}. "
        "Nothing was changed; use another tenant for another agency.",
    )


def evolve(agency: Agency, event: AgencyEvent) -> Agency:
    if isinstance(event, AgencyRegistered):
        settings = DEFAULTS.model_copy(update={"known": True, "zone": event.zone})
        return RegisteredAgency(event.name, settings)
    if isinstance(agency, NoAgency):
        return agency
    match event:
        case OfficeOpened():
            return replace(agency, offices=agency.offices | {event.office})
        case OfficeClosed():
            return replace(agency, offices=agency.offices - {event.office})
        case HolidaysSet():
            return setting(agency, holidays=event.holidays)
        case HoursSet():
            return setting(agency, opens=event.opens, closes=event.closes)
        case PolicySet():
            return setting(agency, policy_version=event.policy_version, policy=event.policy)
        case ReturnAddressSet():
            return setting(agency, return_address=event.address)
    assert_never(event)


def setting(agency: RegisteredAgency, **values: object) -> RegisteredAgency:
    return replace(agency, settings=agency.settings.model_copy(update=values))


agencies: Decider[Agency, AgencyCommand, AgencyEvent] = Decider(
    kind="agency",
    collection="agencies",
    initial=NoAgency(),
    decide=decide,
    evolve=evolve,
    commands=(
        RegisterAgency,
        OpenOffice,
        CloseOffice,
        SetHolidays,
        SetHours,
        SetPolicy,
        SetReturnAddress,
    ),
    events=(
        AgencyRegistered,
        OfficeOpened,
        OfficeClosed,
        HolidaysSet,
        HoursSet,
        PolicySet,
        ReturnAddressSet,
    ),
)
