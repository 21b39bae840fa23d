"""The people of an agency have one role or more."""

from nineteen.contact.domain.agency import agencies
from nineteen.contact.domain.staff import AddStaff, ChangeRole, RemoveStaff, staff_members
from nineteen.shared.schema.contact import RoleChanged, StaffAdded, StaffRemoved
from nineteen.shared.testing.cast import (
    AGENCY_ID,
    AGENCY_REGISTERED,
    COUNSELOR_ADDED,
    OFFICE,
    OFFICE_OPENED,
)
from nineteen.shared.testing.given import COUNSELOR, given

GONE = StaffRemoved(staff=COUNSELOR.id)


def test_somebody_is_added_with_each_role_once() -> None:
    command = AddStaff(name="Ada Counselor", roles=("steward", "counselor", "steward"))

    given(staff_members).on(COUNSELOR.id).when(command).then(
        StaffAdded(staff=COUNSELOR.id, name="Ada Counselor", roles=("counselor", "steward"))
    )


def test_somebody_is_added_to_an_open_office() -> None:
    command = AddStaff(name="Ada Counselor", roles=("counselor",), office=OFFICE)
    empty = given(staff_members).on(COUNSELOR.id)

    empty.beside(agencies, AGENCY_ID, AGENCY_REGISTERED, OFFICE_OPENED).when(command).then(
        COUNSELOR_ADDED.model_copy(update={"office": OFFICE})
    )
    empty.beside(agencies, AGENCY_ID, AGENCY_REGISTERED).when(command).then_rejected(
        "office_unknown"
    )


def test_nobody_is_added_twice_under_one_id() -> None:
    command = AddStaff(name="Ada Counselor", roles=("counselor",))

    given(staff_members, COUNSELOR_ADDED).when(command).then_rejected("already_exists")


def test_roles_change_and_the_same_roles_are_not_news() -> None:
    changed = (
        given(staff_members, COUNSELOR_ADDED)
        .when(ChangeRole(roles=("supervisor",)))
        .then(RoleChanged(staff=COUNSELOR.id, roles=("supervisor",)))
    )

    changed.and_when(ChangeRole(roles=("supervisor", "supervisor"))).then()


def test_somebody_leaves_once() -> None:
    left = given(staff_members, COUNSELOR_ADDED).when(RemoveStaff()).then(GONE)

    left.and_when(RemoveStaff()).then()


def test_who_left_gets_no_roles() -> None:
    history = given(staff_members, COUNSELOR_ADDED, GONE)

    history.when(ChangeRole(roles=("counselor",))).then_rejected("staff_gone")


def test_nobody_is_nobody() -> None:
    given(staff_members).when(RemoveStaff()).then_rejected("not_found")
