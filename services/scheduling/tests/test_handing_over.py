"""A host hands the meeting over to a colleague before it begins (P3, S22, S32)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nineteen.scheduling.domain.appointment import appointments
from nineteen.scheduling.domain.appointment_commands import DelegateHost
from nineteen.scheduling.domain.session import sessions
from nineteen.scheduling.domain.session_commands import EndSession, NamedStandIn, PrepareSession
from nineteen.scheduling.policies.session_clock import session_clock
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.scheduling import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    HostDelegated,
    InviteIssued,
    PromiseKept,
    SessionEnded,
    SessionPrepared,
    SessionStarted,
    StandIn,
    TimeAccepted,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import CAMPAIGN, FOREMAN, MILL, PERSON
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.given import JOBSEEKER, NOON, Given, given

ZONE = "America/Los_Angeles"
TEN = NOON + timedelta(days=2, hours=-2)
ASK = Ask(
    request=an_id("request", 18),
    campaign=CAMPAIGN,
    jobseeker=JOBSEEKER.id,
    employer=MILL,
    contact=FOREMAN,
    person=PERSON,
    route="list",
)
OPENED = AppointmentOpened(
    ask=ASK,
    minutes=19,
    zone=ZONE,
    employer_zone=ZONE,
    coach_at=NOON + timedelta(days=14),
    lapse_at=NOON + timedelta(days=21),
)
PICKED = TimeAccepted(ask=ASK, generation=1, by="host", starts_at=TEN, minutes=19, mode="in_person")
CONFIRMED = AppointmentConfirmed(
    ask=ASK,
    generation=1,
    starts_at=TEN,
    minutes=19,
    zone=ZONE,
    employer_zone=ZONE,
    mode="in_person",
    place="workplace",
)
FIRST = InviteIssued(
    ask=ASK,
    uid=f"{ASK.request}@nineteen",
    method="REQUEST",
    sequence=0,
    starts_at=TEN,
    minutes=19,
)
INES = NamedStandIn(name="Ines Calloway", email="ines@people.example.org")
TO_INES = DelegateHost(to=INES)


def delegate(number: int, named: NamedStandIn = INES) -> StandIn:
    subject = natural_id("delegate", ASK.request, str(number))
    return StandIn(**{**named.model_dump(), "person": subject})


def appointment(*more: AppointmentConfirmed | InviteIssued | AppointmentCancelled) -> Given:
    return given(appointments, OPENED, PICKED, *more).on(ASK.request)


def test_a_colleague_gets_the_next_revision_of_the_invitation() -> None:
    """S22: the same UID, and the sequence rises; said again, it is not news."""
    second = FIRST.model_copy(update={"sequence": 1})

    appointment(CONFIRMED, FIRST).when(TO_INES).then(
        HostDelegated(ask=ASK, to=delegate(0)), second
    ).and_when(TO_INES).then()


def test_before_a_time_stands_nothing_is_sent() -> None:
    appointment().when(TO_INES).then(HostDelegated(ask=ASK, to=delegate(0)))


def test_another_colleague_is_another_person() -> None:
    other = NamedStandIn(name="Bo Umbertide")
    first = appointment(CONFIRMED, FIRST).when(TO_INES)

    handed, _ = first.and_when(DelegateHost(to=other)).then_types(HostDelegated, InviteIssued)

    assert handed == HostDelegated(ask=ASK, to=delegate(1, other))


def test_what_is_over_or_has_begun_is_not_handed_over() -> None:
    off = AppointmentCancelled(ask=ASK, by="host", confirmed=True)
    appointment(CONFIRMED, FIRST, off).when(TO_INES).then_rejected("appointment_over")

    appointment(CONFIRMED, FIRST).beside(sessions, ASK.request, *running()).when(
        TO_INES
    ).then_rejected("talk_begun")


def test_a_meeting_is_not_passed_round_for_ever() -> None:
    handed = appointment(CONFIRMED, FIRST)
    for number in range(5):
        event = HostDelegated(ask=ASK, to=delegate(number))
        handed = replace(handed, events=(*handed.events, event))

    handed.when(DelegateHost(to=NamedStandIn(name="Yet Another"))).then_rejected(
        "handed_over_too_often"
    )


def prepared(host: str | None = None) -> SessionPrepared:
    return SessionPrepared(
        ask=ASK,
        generation=1,
        scheduled_start=TEN,
        minutes=19,
        zone=ZONE,
        employer_zone=ZONE,
        mode="in_person",
        host=host,
    )


def running(host: str | None = None) -> tuple[SessionPrepared, SessionStarted]:
    ends = TEN + timedelta(minutes=19)
    cue = TEN + timedelta(minutes=17)
    return prepared(host), SessionStarted(ask=ASK, started_at=TEN, promised_end=ends, cue_at=cue)


@pytest.mark.parametrize("when", ["before the time stood", "after it"])
def test_p4_the_session_knows_who_is_met(when: str) -> None:
    """P4: the colleague's id reaches the session, whichever was first; and stays when it moves."""
    handed, book = HostDelegated(ask=ASK, to=delegate(0)), Chronicle()
    facts = [handed, CONFIRMED] if when == "before the time stood" else [CONFIRMED, handed]
    moved = AppointmentRescheduled(
        ask=ASK, generation=2, by="host", starts_at=TEN + timedelta(days=1), was=TEN, minutes=19
    )
    book.write("appointment", ASK.request, NOON, *facts, moved)
    m, orders = session_clock.initial(), []
    for fact in book.facts:
        m, todos = session_clock.react(m, fact)
        orders += [each.command for each in todos if isinstance(each.command, PrepareSession)]

    assert [each.host for each in orders][-2:] == [delegate(0).person] * 2
    assert orders[-1].scheduled_start == TEN + timedelta(days=1)


def test_p4_the_same_meeting_with_another_host_is_prepared_anew() -> None:
    other = delegate(0).person
    order = PrepareSession(**prepared(other).model_dump())

    given(sessions, prepared()).when(order).then(prepared(other)).and_when(order).then()
    given(sessions, *running()).when(order).then()


@pytest.mark.parametrize("came", ["attended", "stand_in"])
def test_s32_the_talk_tells_whom_to_thank(came: str) -> None:
    """S32: the colleague who came in the host's place, unless somebody else did."""
    other = delegate(0).person
    order = EndSession.model_validate({"host": came})
    ended, _ = (
        given(sessions, *running(other))
        .at(TEN + timedelta(minutes=18))
        .when(order)
        .then_types(SessionEnded, PromiseKept)
    )

    assert isinstance(ended, SessionEnded)
    assert ended.delegate == (other if came == "attended" else None)
