"""S4: the purpose is unmistakable in the request, the invitation and the opening script."""

import pytest

from nineteen.contact.domain.opening_script import opening_script
from nineteen.contact.domain.request import Parties, draft_text, message_of
from nineteen.shared.schema.clauses import explainer, opt_out_line, purpose_clause

PARTIES = Parties(
    jobseeker="Marta Machinist",
    agency="Puget Sound Works",
    agency_address="1 Pine Street, Everett",
    reply_to="marta@example.org",
    to="frank@mill.example.org",
)
LINK = "https://nineteen.example.org/h/7QX2"


@pytest.mark.parametrize("language", ["en", "es", "es-MX", "so"])
def test_s4_the_clause_stands_word_for_word_in_request_and_script(language: str) -> None:
    clause = purpose_clause(language)
    _, body = draft_text("Cedar Mill Inc.", 19, language)

    assert clause in body
    assert clause in opening_script(19, language)


def test_s21_the_script_names_the_promised_minutes() -> None:
    assert "17 minutes" in opening_script(17)


def test_s20_the_message_explains_itself_and_has_a_way_out() -> None:
    message = message_of(PARTIES, draft_text("Cedar Mill Inc.", 19), LINK)

    assert message.sender == "Marta Machinist via Puget Sound Works"
    assert (message.reply_to, message.to) == (PARTIES.reply_to, PARTIES.to)
    for said in (purpose_clause(), explainer(), opt_out_line(), LINK, "1 Pine Street"):
        assert said in message.text
