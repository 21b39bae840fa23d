"""A held interview counts for its campaign."""

from datetime import UTC, datetime

import pytest

from nineteen.contact.domain.campaign import NoteHeld
from nineteen.contact.policies.goal import goal
from nineteen.shared.policy import Target
from nineteen.shared.schema.scheduling import SessionEnded
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import CAMPAIGN, FOREMAN, MILL, PERSON
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.given import JOBSEEKER

ENDED = datetime(2026, 3, 18, 17, 18, 40, tzinfo=UTC)
ASK = Ask(
    request=an_id("request", 37),
    campaign=CAMPAIGN,
    jobseeker=JOBSEEKER.id,
    employer=MILL,
    contact=FOREMAN,
    person=PERSON,
    route="warm",
)


def ended(*, held: bool) -> SessionEnded:
    return SessionEnded(
        ask=ASK,
        started_at=datetime(2026, 3, 18, 17, tzinfo=UTC),
        ended_at=ENDED,
        actual_s=1120,
        precision="second",
        held=held,
        zone="America/Los_Angeles",
        employer_zone="America/Los_Angeles",
    )


@pytest.mark.parametrize("held", [True, False])
def test_s6_only_a_held_interview_counts(held: bool) -> None:  # noqa: FBT001
    book = Chronicle()
    book.write("session", ASK.request, ENDED, ended(held=held))

    assert goal.key(book.facts[0]) == (ASK.request if held else None)


def test_s6_the_session_and_its_employer_are_noted_in_the_campaign() -> None:
    book = Chronicle()
    book.write("session", ASK.request, ENDED, ended(held=True))

    _, (todo,) = goal.react(goal.initial(), book.facts[0])

    assert todo.target == Target("campaign", CAMPAIGN)
    assert todo.command == NoteHeld(session=ASK.request, employer=MILL)
    assert todo.due is None
