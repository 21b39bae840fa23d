"""Somebody whom a host named, and how far that name led."""

from typing import Any

from nineteen.followup.domain.lead import (
    CloseLead,
    GrantNameUse,
    MarkBecameContact,
    NameReferral,
    RefuseNameUse,
    leads,
)
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import (
    NameUseGranted,
    NameUseRefused,
    ReferralBecameContact,
    ReferralClosed,
    ReferralNamed,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.given import JOBSEEKER, POLICY, Given, given

SESSION = "00000000-0000-4000-8000-000000000018"
LEAD = natural_id("lead", SESSION, "0")
PARENT = "00000000-0000-4000-8000-00000000001a"
HOST = "00000000-0000-4000-8000-000000000037"
GRANDHOST = "00000000-0000-4000-8000-000000000012"
CONTACT = "00000000-0000-4000-8000-000000000049"
EMPLOYER = "00000000-0000-4000-8000-00000000000e"
PERSON = "00000000-0000-4000-8000-000000000005"
KEYS: dict[str, Any] = {
    "lead": LEAD,
    "person": PERSON,
    "campaign": "00000000-0000-4000-8000-00000000000c",
    "jobseeker": JOBSEEKER.id,
    "source": "session",
    "session": SESSION,
    "request": SESSION,
    "root_session": SESSION,
    "referrer": HOST,
    "generation": 1,
}
NAMED = ReferralNamed(**KEYS, name="Rosa Quill", employer=EMPLOYER, ancestors=(HOST,))
GRANTED = NameUseGranted(**KEYS)
REFUSED = NameUseRefused(**KEYS)
BECAME = ReferralBecameContact(**KEYS, contact=CONTACT, employer=EMPLOYER)
CLOSED = ReferralClosed(**KEYS, reason="Moved away.")
NAME = NameReferral(
    source="session",
    origin=SESSION,
    campaign=KEYS["campaign"],
    jobseeker=JOBSEEKER.id,
    referrer=HOST,
    person=PERSON,
    name="Rosa Quill",
    employer=EMPLOYER,
)


def lead(*events: Event) -> Given:
    return given(leads, *events).by(POLICY).on(LEAD)


def of_parent(change: dict[str, Any]) -> ReferralNamed:
    """The name that led to the host: given by the grandhost in an earlier talk."""
    earlier = {"lead": PARENT, "referrer": GRANDHOST, "ancestors": (GRANDHOST,)}
    return NAMED.model_copy(update={**earlier, **change})


def test_s13_a_name_is_a_lead() -> None:
    lead().when(NAME).then(NAMED)


def test_its_id_follows_from_the_talk_and_its_place_there() -> None:
    assert natural_id(*NAME.natural()) == LEAD


def test_a_reply_has_a_list_of_names_of_its_own() -> None:
    reply = NAME.model_copy(update={"source": "reply"})

    assert natural_id(*reply.natural()) != LEAD


def test_the_same_name_in_the_same_place_is_not_news() -> None:
    lead(NAMED).when(NAME).then()


def test_e3_a_name_can_come_with_permission_to_say_who_gave_it() -> None:
    reply = NAME.model_copy(update={"source": "reply", "name_use": "granted"})

    named, granted = lead().when(reply).then_types(ReferralNamed, NameUseGranted)

    assert isinstance(named, ReferralNamed)
    assert (named.source, named.session, named.request) == ("reply", None, SESSION)
    assert isinstance(granted, NameUseGranted)
    assert granted.lead == LEAD


def test_a_name_can_come_without_that_permission() -> None:
    refused = NAME.model_copy(update={"name_use": "refused"})

    lead().when(refused).then(NAMED, REFUSED)


def test_a_name_from_a_lead_is_of_the_next_generation_and_knows_the_way() -> None:
    parent = of_parent({"root_session": PARENT})
    command = NAME.model_copy(update={"parent": PARENT, "root_session": PARENT})

    (event,) = lead().beside(leads, PARENT, parent).when(command).then_types(ReferralNamed)

    assert isinstance(event, ReferralNamed)
    assert (event.generation, event.ancestors) == (2, (GRANDHOST, HOST))
    assert event.root_session == PARENT


def test_a_name_on_the_way_to_itself_is_refused() -> None:
    command = NAME.model_copy(update={"parent": PARENT, "contact": GRANDHOST})

    lead().beside(leads, PARENT, of_parent({})).when(command).then_rejected("referral_loop")


def test_a_host_cannot_be_their_own_referral() -> None:
    command = NAME.model_copy(update={"contact": HOST})

    lead().when(command).then_rejected("referral_loop")


def test_a_jobseeker_names_nobody_apart_from_a_talk() -> None:
    lead().by(JOBSEEKER).when(NAME).then_rejected("staff_only")


def test_the_use_of_a_name_is_granted_once() -> None:
    lead(NAMED).when(GrantNameUse()).then(GRANTED)
    lead(NAMED, GRANTED).when(GrantNameUse()).then()


def test_the_use_of_a_name_is_refused_once() -> None:
    lead(NAMED).when(RefuseNameUse()).then(REFUSED)
    lead(NAMED, REFUSED).when(RefuseNameUse()).then()


def test_a_referrer_can_change_their_mind() -> None:
    lead(NAMED, REFUSED).when(GrantNameUse()).then(GRANTED)


def test_the_name_of_a_closed_lead_is_not_used() -> None:
    lead(NAMED, CLOSED).when(GrantNameUse()).then_rejected("lead_closed")
    lead(NAMED, CLOSED).when(RefuseNameUse()).then_rejected("lead_closed")


def test_a_lead_becomes_a_contact_once() -> None:
    became = MarkBecameContact(contact=CONTACT, employer=EMPLOYER)

    lead(NAMED).when(became).then(BECAME)
    lead(NAMED, BECAME).when(became).then()


def test_a_lead_that_turns_out_to_be_a_loop_is_closed() -> None:
    became = MarkBecameContact(contact=HOST, employer=EMPLOYER)

    lead(NAMED).when(became).then_types(ReferralClosed)


def test_a_lead_is_closed_once() -> None:
    lead(NAMED).when(CloseLead(reason="Moved away.")).then(CLOSED)
    lead(NAMED, CLOSED).when(CloseLead(reason="Once more.")).then()


def test_nothing_is_said_of_a_name_that_nobody_gave() -> None:
    lead().when(GrantNameUse()).then_rejected("not_yet")
    lead().when(CloseLead(reason="Moved away.")).then_rejected("not_yet")
    lead().when(MarkBecameContact(contact=CONTACT, employer=EMPLOYER)).then_rejected("not_yet")
