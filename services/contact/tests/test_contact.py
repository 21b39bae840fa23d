"""Somebody who could be asked is known once, by the best key there is."""

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.contact import (
    AddContact,
    AttachProvenance,
    Known,
    NoteBounce,
    RecordOptOut,
    contacts,
)
from nineteen.contact.domain.contact_key import is_personal
from nineteen.contact.domain.employer import employers
from nineteen.shared.schema.contact import (
    ChannelBounced,
    ContactAdded,
    ContactOptedOut,
    ContactProvenanceAttached,
    Provenance,
)
from nineteen.shared.testing.cast import (
    FERRY,
    FERRY_REGISTERED,
    FOREMAN,
    FOREMAN_ADDED,
    MILL,
    MILL_REGISTERED,
    PERSON,
)
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import POLICY, Given, given

REQUEST = an_id("request", 1)
ADD = AddContact(
    employer=MILL,
    person=PERSON,
    ledger=FOREMAN_ADDED.ledger,
    name="Frank Foreman",
    title="Foreman",
    email="frank@mill.example.org",
    phone="+14255550123",
)
FROM_FEED = Provenance(source="feed", feed="county", record=an_id("record", 2))
OPTED_OUT = ContactOptedOut(
    contact=FOREMAN,
    person=PERSON,
    employer=MILL,
    ledger=FOREMAN_ADDED.ledger,
    request=REQUEST,
)

foreman = given(contacts, FOREMAN_ADDED)


def nobody() -> Given:
    return (
        given(contacts)
        .on(FOREMAN)
        .beside(employers, MILL, MILL_REGISTERED)
        .beside(employers, FERRY, FERRY_REGISTERED)
    )


def said(**fields: str | None) -> AddContact:
    return AddContact.model_validate({"employer": MILL, **fields})


def test_a_contact_is_added_with_the_channels_that_lead_there() -> None:
    nobody().when(ADD).then(FOREMAN_ADDED)


def test_a_contact_needs_an_employer_that_is_listed() -> None:
    given(contacts).on(FOREMAN).when(ADD).then_rejected("employer_unknown")


def test_adding_the_same_contact_from_the_same_source_is_not_news() -> None:
    foreman.when(ADD).then()


def test_another_source_of_a_known_contact_is_attached_once() -> None:
    again = ADD.model_copy(update={"provenance": FROM_FEED})
    attached = ContactProvenanceAttached(
        contact=FOREMAN, person=PERSON, employer=MILL, provenance=FROM_FEED
    )

    foreman.when(again).then(attached).and_when(again).then()
    foreman.when(AttachProvenance(provenance=FROM_FEED)).then(attached)


def test_a_referral_to_a_known_contact_keeps_the_lead() -> None:
    lead, session = an_id("lead", 1), an_id("session", 1)
    referral = Provenance(source="referral")

    foreman.when(AttachProvenance(lead=lead, root_session=session, provenance=referral)).then(
        ContactProvenanceAttached(
            contact=FOREMAN,
            person=PERSON,
            employer=MILL,
            lead=lead,
            root_session=session,
            provenance=referral,
        )
    )


def test_a_personal_mailbox_tells_a_person_apart_whatever_the_name() -> None:
    jose = said(name="J. Ramirez", email="Ramirez@plant.example.org")
    same = said(name="Jose Ramirez", email="ramirez@plant.example.org", phone="+14255550177")

    assert jose.secret() == same.secret() == ("contact", "email", "ramirez@plant.example.org")


def test_a_shared_mailbox_needs_the_name() -> None:
    one, other = (
        said(name="Ann", email="info@example.org"),
        said(name="Bo", email="info@example.org"),
    )

    assert one.secret() == ("contact", "mailbox", "info@example.org", "ann")
    assert one.secret() != other.secret()


def test_a_phone_needs_the_name_and_comes_before_a_shared_mailbox() -> None:
    by_phone = said(name="Ann Lee", email="hr@example.org", phone="+14255550177")

    assert by_phone.secret() == ("contact", "phone", "4255550177", "ann lee")


def test_without_more_the_name_or_the_role_at_the_employer_counts() -> None:
    assert said(name="Ann Lee").secret() == ("contact", "employer", MILL, "ann lee")
    assert said(title="Store Manager").secret() == ("contact", "employer", MILL, "store manager")


def test_who_could_be_anybody_is_not_added() -> None:
    with pytest.raises(ValidationError, match="name, a title or a personal"):
        said(phone="+14255550177", email="info@example.org")


@pytest.mark.parametrize("shared", ["info@a.example", "H.R.@a.example", "front-desk+x@a.example"])
def test_a_mailbox_of_several_names_nobody(shared: str) -> None:
    assert not is_personal(shared)
    assert is_personal("ann.lee@a.example")


def test_the_ledger_key_never_uses_an_id_of_one_agency() -> None:
    assert MILL not in said(name="Ann Lee").sealed()["ledger"]
    assert said(email="ann@example.org").sealed()["ledger"] == (
        "contact",
        "email",
        "ann@example.org",
    )


def test_the_same_role_at_two_employers_has_two_ledgers() -> None:
    manager = AddContact(employer=MILL, person=PERSON, title="Manager", ledger=an_id("manager"))

    (here,) = nobody().when(manager).then_types(ContactAdded)
    elsewhere = manager.model_copy(update={"employer": FERRY})
    (there,) = nobody().when(elsewhere).then_types(ContactAdded)

    assert isinstance(here, ContactAdded)
    assert isinstance(there, ContactAdded)
    assert here.ledger not in {there.ledger, manager.ledger}


def test_an_opt_out_holds_for_ever_and_is_recorded_once() -> None:
    out = foreman.when(RecordOptOut(request=REQUEST)).then(OPTED_OUT)

    out.and_when(RecordOptOut(request=REQUEST)).then()
    out.and_when(RecordOptOut(scope="this_agency")).then()


def test_a_narrow_opt_out_can_widen() -> None:
    narrow = OPTED_OUT.model_copy(update={"scope": "this_jobseeker"})

    given(contacts, FOREMAN_ADDED, narrow).when(RecordOptOut(request=REQUEST)).then(OPTED_OUT)


def test_an_import_does_not_clear_an_opt_out() -> None:
    again = ADD.model_copy(update={"provenance": FROM_FEED})
    opted_out = given(contacts, FOREMAN_ADDED, OPTED_OUT)

    (attached,) = opted_out.when(again).then_types(ContactProvenanceAttached)

    state = given(contacts, FOREMAN_ADDED, OPTED_OUT, attached).state
    assert isinstance(state, Known)
    assert state.opted_out == {"anyone"}


def test_a_bounce_closes_the_channel_once() -> None:
    bounce = NoteBounce(channel="email", request=REQUEST)
    bounced = ChannelBounced(contact=FOREMAN, channel="email", request=REQUEST)

    foreman.by(POLICY).when(bounce).then(bounced).and_when(bounce).then()
    state = given(contacts, FOREMAN_ADDED, bounced).state
    assert isinstance(state, Known)
    assert state.channels == ("phone",)


def test_nobody_opts_out_for_nobody() -> None:
    given(contacts).when(RecordOptOut()).then_rejected("not_found")
