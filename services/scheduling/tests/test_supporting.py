"""Who comes along, and the interpreter without whom no time stands (P3, C27)."""

from datetime import timedelta

import pytest

from nineteen.scheduling.domain.appointment import appointments
from nineteen.scheduling.domain.appointment_commands import (
    ArrangeSupport,
    Confirm,
    OverrideInterpreter,
    Reschedule,
)
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.scheduling import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    InterpreterAwaited,
    InterpreterOverridden,
    InviteIssued,
    SupportArranged,
    TimeAccepted,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import CAMPAIGN, FOREMAN, MILL, PERSON
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, NOON, Given, given

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
NEEDED = ArrangeSupport(attendees=("interpreter",), jobseeker_agrees=True)
RESERVED = ArrangeSupport(
    attendees=("interpreter",), jobseeker_agrees=True, interpreter_reserved=True
)
NEEDS = SupportArranged(ask=ASK, attendees=("interpreter",))
HAS = SupportArranged(ask=ASK, attendees=("interpreter",), interpreter_for=1)
AWAITED = InterpreterAwaited(ask=ASK, generation=1)
NOTED = "Step-free access, please."


def appointment(*events: Event) -> Given:
    return given(appointments, OPENED, *events).on(ASK.request)


def confirmed() -> Given:
    """A time that stands, with its interpreter."""
    done = appointment(NEEDS, PICKED, AWAITED).when(RESERVED)
    return appointment(NEEDS, PICKED, AWAITED, *done.events)


def test_p3_a_time_waits_for_the_interpreter_and_then_stands() -> None:
    """P3: confirmed only with a reserved interval and, where one is needed, the interpreter."""
    waiting = appointment(NEEDS, PICKED).when(Confirm(generation=1)).then(AWAITED)
    waiting.and_when(Confirm(generation=1)).then()

    waiting.and_when(RESERVED).then_types(SupportArranged, AppointmentConfirmed, InviteIssued)


def test_p3_an_interpreter_who_was_reserved_first_is_not_waited_for() -> None:
    appointment(NEEDS, PICKED).when(RESERVED).then(HAS).and_when(Confirm(generation=1)).then_types(
        AppointmentConfirmed, InviteIssued
    )


def test_p3_a_moved_talk_needs_its_interpreter_anew() -> None:
    later = TEN + timedelta(days=1)
    moving = confirmed().when(Reschedule(by="host", starts_at=later))
    waiting = moving.and_when(Confirm(generation=2))
    waiting.then(InterpreterAwaited(ask=ASK, generation=2))

    moved = waiting.and_when(RESERVED).then_types(
        SupportArranged, AppointmentRescheduled, InviteIssued
    )

    assert isinstance(moved[1], AppointmentRescheduled)
    assert moved[1].starts_at == later


def test_p3_staff_let_a_time_stand_without_the_interpreter() -> None:
    override = OverrideInterpreter(reason="The host speaks Somali.")
    waiting = appointment(NEEDS, PICKED, AWAITED)

    waiting.by(JOBSEEKER).when(override).then_rejected("staff_only")
    overridden, _, _ = (
        waiting.by(COUNSELOR)
        .when(override)
        .then_types(InterpreterOverridden, AppointmentConfirmed, InviteIssued)
    )
    assert overridden == InterpreterOverridden(ask=ASK, generation=1, reason=override.reason)
    appointment(PICKED).by(COUNSELOR).when(override).then_rejected("no_interpreter_awaited")


@pytest.mark.parametrize(
    "shown", [{"attendees": ("job_coach",)}, {"access_note": NOTED}], ids=["coach", "access"]
)
def test_what_the_host_learns_needs_the_jobseekers_yes(shown: dict[str, object]) -> None:
    command = ArrangeSupport.model_validate(shown)
    agreed = command.model_copy(update={"jobseeker_agrees": True})

    appointment().when(command).then_rejected("jobseeker_must_agree")
    appointment().when(agreed).then_types(SupportArranged)
    appointment().when(agreed).and_when(agreed).then()


def test_what_was_arranged_can_be_taken_back_without_a_yes() -> None:
    appointment(NEEDS).when(ArrangeSupport()).then(SupportArranged(ask=ASK))


def test_an_interpreter_is_reserved_for_a_time() -> None:
    appointment(NEEDS).when(RESERVED).then_rejected("no_time_to_interpret")
    coach = ArrangeSupport(
        attendees=("job_coach",), jobseeker_agrees=True, interpreter_reserved=True
    )
    appointment(PICKED).when(coach).then_rejected("no_time_to_interpret")


def test_p3_where_a_time_stands_the_interpreter_comes_reserved_or_not_at_all() -> None:
    stands = appointment(PICKED).when(Confirm(generation=1))
    standing = appointment(PICKED, *stands.events)

    standing.when(NEEDED).then_rejected("interpreter_not_reserved")
    _, invite = standing.when(RESERVED).then_types(SupportArranged, InviteIssued)
    assert isinstance(invite, InviteIssued)
    assert invite.sequence == 1


def test_for_what_is_over_nothing_is_arranged() -> None:
    off = AppointmentCancelled(ask=ASK, by="host", confirmed=False)

    appointment(off).when(NEEDED).then_rejected("appointment_over")
