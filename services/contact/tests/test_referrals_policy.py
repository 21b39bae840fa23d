"""Somebody whom a host named becomes a contact who can be asked."""

from typing import Any

import pytest

from nineteen.contact.domain.contact import AddContact
from nineteen.contact.policies.referrals import Nothing, referrals
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import Provenance
from nineteen.shared.schema.followup import NameUseGranted, ReferralNamed
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.given import JOBSEEKER, NOON, POLICY

LEAD = "00000000-0000-4000-8000-00000000001a"
SESSION = "00000000-0000-4000-8000-000000000018"
PERSON = "00000000-0000-4000-8000-000000000005"
EMPLOYER = "00000000-0000-4000-8000-00000000000e"
KEYS: dict[str, Any] = {
    "lead": LEAD,
    "person": PERSON,
    "campaign": "00000000-0000-4000-8000-00000000000c",
    "jobseeker": JOBSEEKER.id,
    "source": "session",
    "session": SESSION,
    "root_session": SESSION,
    "referrer": "00000000-0000-4000-8000-000000000037",
}
NAMED = ReferralNamed(
    **KEYS,
    name="Rosa Quill",
    title="Foreman",
    email="rosa@example.org",
    phone="+12065550123",
    employer=EMPLOYER,
)


def recorded(event: Event) -> Recorded:
    return Recorded(event, Stream("agency", "lead", LEAD), 1, "0.0", NOON, NOON, POLICY)


def added(named: ReferralNamed) -> AddContact:
    _, (todo,) = referrals.react(Nothing(), recorded(named))
    assert isinstance(todo.command, AddContact)
    return todo.command


def test_p6_s13_a_name_with_an_employer_becomes_a_contact() -> None:
    command = AddContact(
        employer=EMPLOYER,
        person=PERSON,
        name="Rosa Quill",
        title="Foreman",
        email="rosa@example.org",
        phone="+12065550123",
        lead=LEAD,
        root_session=SESSION,
        provenance=Provenance(source="referral"),
    )

    assert referrals.key(recorded(NAMED)) == LEAD
    _, todos = referrals.react(Nothing(), recorded(NAMED))
    assert todos == [Todo("add", Target("contact"), command)]


def test_a_name_without_an_employer_stays_a_lead() -> None:
    assert referrals.key(recorded(NAMED.model_copy(update={"employer": None}))) is None


def test_a_permission_adds_nobody_twice() -> None:
    assert referrals.key(recorded(NameUseGranted(**KEYS))) is None


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("email", "ask at the desk"),
        ("email", ""),
        ("phone", "555-0123"),
        ("title", ""),
        ("title", "x" * 201),
    ],
)
def test_what_has_no_proper_form_is_left_out(field: str, said: str) -> None:
    command = added(NAMED.model_copy(update={field: said}))

    assert command == added(NAMED.model_copy(update={field: None}))
    assert command.name == "Rosa Quill"


def test_an_erased_name_harms_nobody() -> None:
    erased = {"name": "[erased]", "title": "[erased]", "email": "[erased]", "phone": "[erased]"}

    command = added(NAMED.model_copy(update=erased))

    assert (command.email, command.phone) == (None, None)
