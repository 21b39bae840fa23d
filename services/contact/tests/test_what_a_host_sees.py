"""S38: no application, no barrier and no resume can reach a host: there is no field for them."""

from dataclasses import fields

import pytest
from pydantic import ValidationError

from nineteen.contact.api.host_words import WORDS
from nineteen.contact.domain.request.commands import DraftRequest
from nineteen.contact.domain.request.message import Message, Parties, message_of
from nineteen.shared.schema.contact import JobseekerEnrolled, RequestSent

PARTIES = Parties(
    jobseeker="Tamsin Okafor",
    agency="Cascade Works",
    agency_address="1 Pier Street",
    reply_to="tamsin@example.org",
    to="host@example.org",
)
OF_THE_CASE = {"segment", "barrier", "disability", "support", "languages", "interpreter"}


def test_a_mail_to_a_host_has_room_for_names_addresses_and_the_ask_alone() -> None:
    """S3, S38: nothing else can be put in."""
    assert {each.name for each in fields(Parties)} == {
        *("jobseeker", "agency", "agency_address", "reply_to", "to"),
    }
    assert {each.name for each in fields(Message)} == {
        *("sender", "reply_to", "to", "subject", "text"),
    }


def test_a_mail_to_a_host_says_what_was_written_and_how_to_stop_it() -> None:
    """S20, S38: the text of the ask, the explainer, the link and the agency's address."""
    mail = message_of(PARTIES, ("19 minutes", "Hello, may I ask?"), "https://example.org/host/x")

    first, *rest = mail.text.split("\n\n")
    assert (mail.sender, mail.to) == ("Tamsin Okafor via Cascade Works", "host@example.org")
    assert first == "Hello, may I ask?"
    assert any("https://example.org/host/x" in line for line in rest)
    assert rest[-1] == "1 Pier Street"


def test_what_the_case_knows_of_a_person_is_in_no_fact_about_an_ask() -> None:
    """S38: the segment is an opaque code, and the sent ask does not carry it."""
    assert "segment" in JobseekerEnrolled.model_fields
    assert OF_THE_CASE.isdisjoint(RequestSent.model_fields)


def test_a_draft_has_no_field_for_an_application() -> None:
    """S3, S37: there is none, and one that somebody sends is refused."""
    known = DraftRequest.model_fields.keys()
    assert not [name for name in known if "appl" in name or "resume" in name or name == "job"]
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        DraftRequest.model_validate({"application": "I apply."})


@pytest.mark.parametrize("language", WORDS)
def test_the_host_page_says_the_same_in_each_language(language: str) -> None:
    """S20: no sentence is missing, and none is left in English."""
    english, words = WORDS["en"], WORDS[language]

    assert words.keys() == english.keys()
    assert all(words.values())
    if language != "en":
        assert [name for name in words if words[name] == english[name]] == ["answer_no"]
