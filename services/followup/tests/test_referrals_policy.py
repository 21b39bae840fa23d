"""Names given in a talk or a reply become leads, and leads become contacts."""

from typing import Any

from nineteen.followup.domain.lead import MarkBecameContact, NameReferral
from nineteen.followup.policies.referrals import Named, referrals
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    ContactAdded,
    ContactProvenanceAttached,
    Provenance,
    RequestDeclined,
)
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import ReferralsAsked
from nineteen.shared.schema.words import Ask, NamedPerson
from nineteen.shared.testing.given import JOBSEEKER, NOON

SESSION = "00000000-0000-4000-8000-000000000018"
ELSEWHERE = "00000000-0000-4000-8000-00000000000f"
CONTACT = "00000000-0000-4000-8000-000000000049"
LEAD = natural_id("lead", SESSION, "0")
ASK = Ask(
    request=SESSION,
    campaign="00000000-0000-4000-8000-00000000000c",
    jobseeker=JOBSEEKER.id,
    employer="00000000-0000-4000-8000-00000000000e",
    contact="00000000-0000-4000-8000-000000000037",
    person="00000000-0000-4000-8000-000000000001",
    route="referral",
    lead="00000000-0000-4000-8000-00000000001a",
    root_session="00000000-0000-4000-8000-000000000012",
)
ROSA = NamedPerson(
    person="00000000-0000-4000-8000-000000000005",
    name="Rosa Quill",
    email="rosa@example.org",
    name_use="granted",
    employer=ELSEWHERE,
)
IVAN = NamedPerson(person="00000000-0000-4000-8000-000000000006", name="Ivan")


def recorded(event: Event) -> Recorded:
    return Recorded(event, Stream("agency", "session", SESSION), 1, "0.0", NOON, NOON, JOBSEEKER)


def play(*events: Event) -> list[Todo]:
    memory, todos = Named(), []
    for event in map(recorded, events):
        memory, planned = referrals.react(memory, event)
        todos += planned
    return todos


def commands(*events: Event) -> list[Any]:
    return [todo.command for todo in play(*events)]


def asked(*names: NamedPerson) -> ReferralsAsked:
    return ReferralsAsked(ask=ASK, answer="names", names=names)


def test_p6_s13_each_name_becomes_a_lead_with_its_way() -> None:
    rosa, ivan = commands(asked(ROSA, IVAN))

    assert rosa == NameReferral(
        source="session",
        origin=SESSION,
        index=0,
        campaign=ASK.campaign,
        jobseeker=ASK.jobseeker,
        referrer=ASK.contact,
        parent=ASK.lead,
        root_session=ASK.root_session,
        person=ROSA.person,
        name="Rosa Quill",
        email="rosa@example.org",
        name_use="granted",
        employer=ELSEWHERE,
    )
    assert (ivan.index, ivan.person, ivan.employer) == (1, IVAN.person, None)


def test_a_name_told_twice_is_one_lead() -> None:
    told = play(asked(ROSA), asked(ROSA, IVAN))

    assert [(todo.step, todo.command.model_dump()["index"]) for todo in told] == [
        ("name/0", 0),
        ("name/1", 1),
    ]


def test_e3_a_colleague_offered_instead_becomes_a_lead_whose_referrer_may_be_named() -> None:
    colleague = ROSA.model_copy(update={"employer": None})

    (command,) = commands(RequestDeclined(ask=ASK, colleague=colleague))

    assert (command.source, command.origin, command.index) == ("reply", SESSION, 0)
    assert command.name_use == "granted"
    assert command.employer == ASK.employer, "a colleague works where the host does"


def test_a_refusal_without_a_colleague_names_nobody() -> None:
    assert referrals.key(recorded(RequestDeclined(ask=ASK))) is None
    assert referrals.key(recorded(ReferralsAsked(ask=ASK, answer="none"))) is None


def test_a_contact_that_came_from_a_lead_is_told_to_the_lead() -> None:
    keys: dict[str, Any] = {
        "contact": CONTACT,
        "person": ROSA.person,
        "employer": ELSEWHERE,
        "lead": LEAD,
        "provenance": Provenance(source="referral"),
    }
    became = Todo(
        f"became/{CONTACT}",
        Target("lead", LEAD),
        MarkBecameContact(contact=CONTACT, employer=ELSEWHERE),
    )

    assert play(ContactAdded(**keys, ledger=CONTACT)) == [became]
    assert play(ContactProvenanceAttached(**keys)) == [became]


def test_other_contacts_concern_no_lead() -> None:
    listed = ContactAdded(
        contact=CONTACT,
        person=ROSA.person,
        employer=ELSEWHERE,
        ledger=CONTACT,
        provenance=Provenance(source="staff"),
    )

    assert referrals.key(recorded(listed)) is None


def test_e12_a_reply_and_a_talk_number_their_names_apart() -> None:
    declined = RequestDeclined(ask=ASK, colleague=IVAN)

    def ids(*events: Event) -> set[str]:
        return {natural_id(*command.natural()) for command in commands(*events)}

    assert ids(declined, asked(ROSA)) == ids(asked(ROSA), declined)
    assert len(ids(declined, asked(ROSA))) == 2


def test_an_erased_name_harms_nobody() -> None:
    erased = ROSA.model_copy(
        update={"name": "[erased]", "email": "[erased]", "phone": "[erased]", "title": "[erased]"}
    )

    assert len(play(asked(erased))) == 1
