"""Something was not right: a supervisor sees to it, and nobody asks that person meanwhile (4.1)."""

from datetime import UTC, datetime

from nineteen.contact.domain.concerns import RaiseConcern, SettleConcern
from nineteen.contact.domain.contact import contacts
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    ConcernRaised,
    ConcernSettled,
    ContactAdded,
    Provenance,
)
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, Given, given

HOST = Actor("host", an_id("request"))
SUPERVISOR = Actor("supervisor", an_id("supervisor"))
FRIDAY = datetime(2026, 3, 6, 18, tzinfo=UTC)
ADDED = ContactAdded(
    contact=an_id("foreman"),
    person=an_id("frank"),
    ledger=an_id("ledger"),
    employer=an_id("mill"),
    channels=("email",),
    provenance=Provenance(source="staff"),
)
RAISE = RaiseConcern(
    text="They came to my house.", request=an_id("request"), concern=an_id("concern")
)
RAISED = ConcernRaised(
    contact=an_id("foreman"),
    person=an_id("frank"),
    employer=an_id("mill"),
    concern=an_id("concern"),
    request=an_id("request"),
    text="They came to my house.",
    settle_by=datetime(2026, 3, 10, 0, tzinfo=UTC),
)
SETTLE = SettleConcern(concern=an_id("concern"), conclusion="apologised")
SETTLED = ConcernSettled(
    contact=an_id("foreman"),
    person=an_id("frank"),
    employer=an_id("mill"),
    concern=an_id("concern"),
    conclusion="apologised",
)


def known(*events: Event) -> Given:
    return given(contacts, ADDED, *events).at(FRIDAY)


def test_a_concern_is_seen_to_within_one_business_day() -> None:
    """Raised on a Friday: a supervisor has until Monday at 17:00."""
    known().by(HOST).when(RAISE).then(RAISED)


def test_only_a_supervisor_settles_a_concern() -> None:
    for actor in (HOST, COUNSELOR):
        known(RAISED).by(actor).when(SETTLE).then_rejected("supervisor_only")
    known(RAISED).by(SUPERVISOR).when(SETTLE).then(SETTLED).and_when(SETTLE).then()


def test_a_concern_that_nobody_raised_cannot_be_settled() -> None:
    known().by(SUPERVISOR).when(SETTLE).then_rejected("concern_unknown")
    given(contacts).by(SUPERVISOR).when(SETTLE).then_rejected("not_found")


def test_two_concerns_are_settled_one_by_one() -> None:
    other = RAISED.model_copy(update={"concern": an_id("other")})

    state = known(RAISED, other, SETTLED).state

    assert state.concerns.open == {an_id("other")}
