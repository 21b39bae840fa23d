"""Group visits: an appointment for each jobseeker, the same start, one group (P3, P14)."""

from datetime import timedelta

import pytest

from nineteen.scheduling.domain.appointment import appointments
from nineteen.scheduling.domain.appointment_commands import (
    Confirm,
    JoinGroup,
    NoteGroup,
    Reschedule,
)
from nineteen.scheduling.policies.agreement import agreement
from nineteen.shared.policy import Target
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.scheduling import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    GroupJoined,
    InviteIssued,
    TimeAccepted,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import CAMPAIGN, FOREMAN, MILL, PERSON
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.given import NOON, Given, given

ZONE = "America/Los_Angeles"
TEN = NOON + timedelta(days=2, hours=-2)


def ask(number: int, contact: str = FOREMAN) -> Ask:
    return Ask(
        request=an_id("request", number),
        campaign=CAMPAIGN,
        jobseeker=an_id("jobseeker", number),
        employer=MILL,
        contact=contact,
        person=PERSON,
        route="list",
    )


FIRST, SECOND = ask(1), ask(2)
TOGETHER = JoinGroup(beside=FIRST.request)


def opened(of: Ask) -> AppointmentOpened:
    return AppointmentOpened(
        ask=of,
        minutes=19,
        zone=ZONE,
        employer_zone=ZONE,
        coach_at=NOON + timedelta(days=14),
        lapse_at=NOON + timedelta(days=21),
    )


def picked(of: Ask) -> TimeAccepted:
    return TimeAccepted(
        ask=of,
        generation=1,
        by="host",
        starts_at=TEN,
        minutes=19,
        mode="in_person",
        address="1 Harbor Way",
        travel_minutes=45,
    )


def stood(of: Ask) -> list[Event]:
    """A time that stands."""
    done = given(appointments, opened(of), picked(of)).on(of.request).when(Confirm(generation=1))
    return [opened(of), picked(of), *done.events]


JOINED = GroupJoined(ask=SECOND, group=FIRST.request, beside=FIRST.request, starts_at=TEN)


def joining(*first: Event, second: Ask = SECOND) -> Given:
    """Somebody for whom a time is sought, and the one whom they join."""
    own = given(appointments, opened(second)).on(second.request)
    return own.beside(appointments, FIRST.request, *first)


def test_p3_who_joins_picks_the_time_and_place_of_the_first() -> None:
    joining(*stood(FIRST)).when(TOGETHER).then(JOINED, picked(SECOND))


def test_p3_the_own_calendar_still_decides_and_the_visit_is_named() -> None:
    confirmed, _ = (
        joining(*stood(FIRST))
        .when(TOGETHER)
        .and_when(Confirm(generation=1))
        .then_types(AppointmentConfirmed, InviteIssued)
    )

    assert isinstance(confirmed, AppointmentConfirmed)
    assert (confirmed.group, confirmed.starts_at) == (FIRST.request, TEN)


def test_p3_joined_again_is_not_news() -> None:
    joining(*stood(FIRST)).when(TOGETHER).and_when(TOGETHER).then()


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ([opened(FIRST)], SECOND, "nothing_to_join"),
        ([], SECOND, "nothing_to_join"),
        (stood(FIRST), ask(2, contact=an_id("another host")), "another_visit"),
    ],
    ids=["no time stands", "no such appointment", "another host"],
)
def test_p3_there_must_be_a_visit_to_the_same_host(
    first: list[Event], second: Ask, code: str
) -> None:
    joining(*first, second=second).when(TOGETHER).then_rejected(code)


def test_p3_nobody_joins_what_is_past_or_with_a_time_of_their_own() -> None:
    joining(*stood(FIRST)).at(TEN).when(TOGETHER).then_rejected("time_passed")
    own = given(appointments, *stood(SECOND)).on(SECOND.request)
    own.beside(appointments, FIRST.request, *stood(FIRST)).when(TOGETHER).then_rejected(
        "time_stands"
    )
    off = AppointmentCancelled(ask=SECOND, by="host", confirmed=False)
    over = given(appointments, opened(SECOND), off).on(SECOND.request)
    over.beside(appointments, FIRST.request, *stood(FIRST)).when(TOGETHER).then_rejected(
        "appointment_over"
    )


def test_p3_the_first_learns_that_others_come_too() -> None:
    book = Chronicle()
    book.write("appointment", SECOND.request, NOON, JOINED)
    _, (todo,) = agreement.react(agreement.initial(), book.facts[0])
    assert todo.target == Target("appointment", FIRST.request)
    noted = NoteGroup(group=FIRST.request, starts_at=TEN)
    assert todo.command == noted

    first = given(appointments, *stood(FIRST)).on(FIRST.request)
    first.when(noted).then(GroupJoined(ask=FIRST, group=FIRST.request, starts_at=TEN)).and_when(
        noted
    ).then()
    moved = noted.model_copy(update={"starts_at": TEN + timedelta(hours=1)})
    first.when(moved).then()


def test_p3_who_moves_leaves_the_visit() -> None:
    """The same start, or no visit together."""
    later = TEN + timedelta(days=1)
    joined = joining(*stood(FIRST)).when(TOGETHER).and_when(Confirm(generation=1))
    moved = joined.and_when(Reschedule(by="host", starts_at=later)).and_when(Confirm(generation=2))
    moved.then_types(AppointmentRescheduled, InviteIssued)

    history = (*moved.given.events, *moved.events)
    assert given(appointments, *history).state.agreement.group is None
