"""E4 (c): somebody speaks in the host's place, and is somebody to thank."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from nineteen.scheduling.domain.session import sessions
from nineteen.scheduling.domain.session_commands import EndSession, NamedStandIn
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.scheduling import (
    PromiseKept,
    SessionEnded,
    SessionPrepared,
    SessionStarted,
    StandIn,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import CAMPAIGN, FOREMAN, MILL, PERSON
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import JOBSEEKER, Given, given

TEN = datetime(2026, 3, 18, 17, tzinfo=UTC)
ASK = Ask(
    request=an_id("request", 18),
    campaign=CAMPAIGN,
    jobseeker=JOBSEEKER.id,
    employer=MILL,
    contact=FOREMAN,
    person=PERSON,
    route="list",
)


def talk() -> Given:
    """A talk that runs since 18 minutes."""
    ready = SessionPrepared(
        ask=ASK,
        generation=1,
        scheduled_start=TEN,
        minutes=19,
        zone="America/Los_Angeles",
        employer_zone="America/Los_Angeles",
        mode="in_person",
    )
    promised = TEN + timedelta(minutes=19)
    runs = SessionStarted(
        ask=ASK, started_at=TEN, promised_end=promised, cue_at=TEN + timedelta(minutes=17)
    )
    return given(sessions, ready, runs).at(TEN + timedelta(minutes=18))


STANDS_IN = NamedStandIn(name="Ines Calloway", title="Shift lead", email="ines@people.example.org")


def test_e4_who_stood_in_is_named_under_an_id_that_follows_from_the_talk() -> None:
    """E4 (c): the talk is held, and the stand-in is a person of their own."""
    command = EndSession(host="stand_in", stand_in=STANDS_IN)
    finish, _ = talk().when(command).then_types(SessionEnded, PromiseKept)

    assert isinstance(finish, SessionEnded)
    assert (finish.held, finish.host) == (True, "stand_in")
    assert finish.stand_in == StandIn(
        person=natural_id("stand-in", ASK.request), **STANDS_IN.model_dump(exclude={"person"})
    )


def test_e4_a_known_person_stands_in_under_their_own_id() -> None:
    known = STANDS_IN.model_copy(update={"person": FOREMAN})
    (finish, _) = (
        talk()
        .when(EndSession(host="stand_in", stand_in=known))
        .then_types(SessionEnded, PromiseKept)
    )

    assert isinstance(finish, SessionEnded)
    assert finish.stand_in is not None
    assert finish.stand_in.person == FOREMAN


def test_e4_a_host_who_came_has_no_stand_in() -> None:
    with pytest.raises(ValidationError, match="stand_in"):
        EndSession(host="attended", stand_in=STANDS_IN)
