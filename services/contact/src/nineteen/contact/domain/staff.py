"""Staff: the people of an agency and their roles."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from nineteen.contact.domain.agency import NoAgency, agencies, agency_id
from nineteen.shared.decider import Command, Decider, Facts, Missing, Ref, Rejected
from nineteen.shared.schema.contact import RoleChanged, StaffAdded, StaffRemoved, StaffRole
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.partner import Email
from nineteen.shared.schema.words import Line

Roles = Annotated[tuple[StaffRole, ...], Field(min_length=1, max_length=6)]


class AddStaff(Command):
    """Add a person who works for the agency, in one or more roles."""

    creates: ClassVar[bool] = True

    name: Line
    email: Email | None = Field(
        default=None, description="where answers go if the jobseeker has no mailbox"
    )
    roles: Roles
    office: Id | None = None


class ChangeRole(Command):
    """Give a staff member these roles, in place of the ones before."""

    roles: Roles


class RemoveStaff(Command):
    """Note that a staff member left."""


StaffCommand = AddStaff | ChangeRole | RemoveStaff
StaffEvent = StaffAdded | RoleChanged | StaffRemoved


@dataclass(frozen=True, slots=True)
class NoStaff:
    """Nobody with this id."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody who works for the agency."""

    staff: str
    roles: frozenset[StaffRole]
    office: str | None


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who left."""

    staff: str


Staff = NoStaff | AtWork | Gone


def needs(staff: Staff, command: StaffCommand) -> tuple[Ref, ...]:
    """An office must be one of the agency's."""
    if isinstance(command, AddStaff) and command.office:
        return (Ref(agencies, agency_id(command.tenant)),)
    return ()


def decide(staff: Staff, command: StaffCommand, facts: Facts) -> list[StaffEvent]:
    match staff, command:
        case NoStaff(), AddStaff():
            refuse_closed_office(command.office, command, facts)
            return [
                StaffAdded(
                    staff=command.target,
                    name=command.name,
                    email=command.email,
                    roles=ordered(command.roles),
                    office=command.office,
                )
            ]
        case _, AddStaff():
            raise Rejected(
                "already_exists",
                "A staff member with this id exists already. Nothing was changed; "
                "leave the id out to get a new one.",
            )
        case AtWork(), ChangeRole(roles=roles):
            same = frozenset(roles) == staff.roles
            return [] if same else [RoleChanged(staff=staff.staff, roles=ordered(roles))]
        case AtWork(), RemoveStaff():
            return [StaffRemoved(staff=staff.staff)]
        case Gone(), RemoveStaff():
            return []
        case Gone(), _:
            raise Rejected(
                "staff_gone",
                "This staff member left. Nothing was changed; add the person anew.",
            )
        case _:
            raise Missing("not_found", "There is no staff member with this id. Check the id.")


def ordered(roles: tuple[StaffRole, ...]) -> tuple[StaffRole, ...]:
    return tuple(sorted(set(roles)))


def refuse_closed_office(office: str | None, command: Command, facts: Facts) -> None:
    """Raise unless the agency has this office (no office is fine)."""
    if office is None:
        return
    agency = facts.of(agencies, agency_id(command.tenant))
    if isinstance(agency, NoAgency) or office not in agency.offices:
        raise Missing(
            "office_unknown",
            "The agency has no open office with this id. Nothing was kept; "
            "open the office first, or choose another.",
        )


def evolve(staff: Staff, event: StaffEvent) -> Staff:
    match event:
        case StaffAdded():
            return AtWork(event.staff, frozenset(event.roles), event.office)
        case RoleChanged():
            roles = frozenset(event.roles)
            return replace(staff, roles=roles) if isinstance(staff, AtWork) else staff
        case StaffRemoved():
            return Gone(event.staff)
    assert_never(event)


staff_members: Decider[Staff, StaffCommand, StaffEvent] = Decider(
    kind="staff",
    collection="staff",
    initial=NoStaff(),
    decide=decide,
    evolve=evolve,
    commands=(AddStaff, ChangeRole, RemoveStaff),
    events=(StaffAdded, RoleChanged, StaffRemoved),
    needs=needs,
)
