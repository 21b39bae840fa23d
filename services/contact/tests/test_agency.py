"""An agency sets its own rules, never looser than the installation's."""

from datetime import date, time

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.agency import (
    CloseOffice,
    OpenOffice,
    RegisterAgency,
    RegisteredAgency,
    SetHolidays,
    SetHours,
    SetPolicy,
    SetReturnAddress,
    agencies,
)
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    AgencyRegistered,
    HolidaysSet,
    HoursSet,
    OfficeClosed,
    OfficeOpened,
    PolicySet,
    ReturnAddressSet,
)
from nineteen.shared.schema.settings import PolicyValues
from nineteen.shared.testing.cast import AGENCY_REGISTERED, OFFICE, OFFICE_OPENED
from nineteen.shared.testing.given import Given, given

REGISTER = RegisterAgency(name="Puget Sound Works", zone="America/Los_Angeles")
NEW_YEAR = date(2026, 1, 1)
RAINIER = date(2026, 7, 20)


def agency(*events: Event) -> Given:
    return given(agencies, AGENCY_REGISTERED, *events)


def test_an_agency_registers() -> None:
    given(agencies).when(REGISTER).then(
        AgencyRegistered(name="Puget Sound Works", zone="America/Los_Angeles")
    )


def test_registering_the_same_agency_again_is_not_news() -> None:
    agency().when(REGISTER).then()


def test_a_tenant_holds_one_agency() -> None:
    agency().when(RegisterAgency(name="Other", zone="UTC")).then_rejected("already_exists")


def test_an_agency_that_is_not_registered_decides_nothing() -> None:
    given(agencies).when(OpenOffice(name="Everett")).then_rejected("not_found")


def test_an_office_opens_under_an_id_that_follows_from_its_name() -> None:
    agency().when(OpenOffice(name="Everett")).then(OfficeOpened(office=OFFICE, name="Everett"))


def test_opening_an_open_office_is_not_news() -> None:
    agency(OFFICE_OPENED).when(OpenOffice(name="Everett")).then()


def test_a_closed_office_can_open_again() -> None:
    opened = agency(OFFICE_OPENED)

    closed = opened.when(CloseOffice(office=OFFICE)).then(OfficeClosed(office=OFFICE))

    closed.and_when(OpenOffice(name="Everett")).then(OFFICE_OPENED)


def test_closing_an_office_that_is_not_open_is_not_news() -> None:
    agency().when(CloseOffice(office=OFFICE)).then()


def test_holidays_are_kept_in_order_and_once() -> None:
    agency().when(SetHolidays(holidays=(RAINIER, NEW_YEAR, RAINIER))).then(
        HolidaysSet(holidays=(NEW_YEAR, RAINIER))
    )


def test_no_holidays_at_all_differs_from_the_federal_ones() -> None:
    agency().when(SetHolidays(holidays=())).then(HolidaysSet(holidays=()))


def test_setting_the_same_holidays_is_not_news() -> None:
    agency(HolidaysSet(holidays=(NEW_YEAR,))).when(SetHolidays(holidays=(NEW_YEAR,))).then()


def test_hours_can_be_shorter_than_the_installations() -> None:
    command = SetHours(opens=time(9), closes=time(16))

    changed = agency().when(command).then(HoursSet(opens=time(9), closes=time(16)))

    changed.and_when(command).then()


@pytest.mark.parametrize(
    ("opens", "closes"), [("07:59", "17:00"), ("08:00", "17:01"), ("12:00", "12:00")]
)
def test_hours_cannot_be_longer_than_the_installations_or_empty(opens: str, closes: str) -> None:
    with pytest.raises(ValidationError):
        SetHours.model_validate({"opens": opens, "closes": closes})


def test_hours_are_local_ones() -> None:
    with pytest.raises(ValidationError, match="without a time zone"):
        SetHours.model_validate({"opens": "09:00Z", "closes": "16:00"})


def test_numbers_can_be_stricter_and_get_a_version() -> None:
    strict = PolicyValues(asks_a_day=2)

    first = agency().when(SetPolicy(policy=strict)).then(PolicySet(policy_version=1, policy=strict))

    first.and_when(SetPolicy(policy=strict)).then()
    looser = PolicyValues(asks_a_day=3)
    first.and_when(SetPolicy(policy=looser)).then(PolicySet(policy_version=2, policy=looser))


@pytest.mark.parametrize(
    "looser", [{"minutes": 21}, {"asks_a_day": 4}, {"asks_a_week": 9}, {"words": 121}]
)
def test_s21_no_agency_is_looser_than_the_installation(looser: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        SetPolicy.model_validate({"policy": looser})


def test_the_return_address_is_set_once() -> None:
    command = SetReturnAddress(address="PO Box 19, Everett WA 98206")

    changed = agency().when(command).then(ReturnAddressSet(address="PO Box 19, Everett WA 98206"))

    changed.and_when(command).then()


def test_the_settings_in_force_follow_from_the_events() -> None:
    state = agency(
        OFFICE_OPENED,
        HolidaysSet(holidays=(NEW_YEAR,)),
        HoursSet(opens=time(9), closes=time(16)),
        PolicySet(policy_version=1, policy=PolicyValues(goal=12)),
        ReturnAddressSet(address="PO Box 19"),
    ).state

    assert isinstance(state, RegisteredAgency)
    assert state.offices == {OFFICE}
    assert state.settings.known
    assert state.settings.holidays == (NEW_YEAR,)
    assert (state.settings.opens, state.settings.closes) == (time(9), time(16))
    assert (state.settings.policy_version, state.settings.policy.goal) == (1, 12)
    assert state.settings.return_address == "PO Box 19"
