"""S19: an ask is for advice and not for a job, names its minutes, asks once, and is short."""

import pytest

from nineteen.contact.domain.linter import lint
from nineteen.contact.domain.request import draft_text
from nineteen.shared.schema.clauses import purpose_clause

GOOD = (
    "Hello Ms. Alvarez, I am not asking for a job. I would like to learn how a sawmill plans its "
    "maintenance, and I would value your advice. Could you spare 19 minutes next week?"
)


def errors(text: str, minutes: int = 19) -> tuple[str, ...]:
    return lint(text, minutes, words=120)


def test_s19_a_precise_ask_has_no_errors() -> None:
    assert errors(GOOD) == ()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (GOOD.replace("I am not asking for a job. ", ""), "not_a_job_missing"),
        (GOOD.replace("learn", "see").replace("advice", "time"), "purpose_missing"),
        (GOOD.replace("19 minutes", "a moment"), "minutes_missing"),
        (GOOD.replace("19 minutes", "18 minutes"), "minutes_missing"),
        (f"{GOOD} Would you introduce me to your director?", "more_than_one_ask"),
        (f"{GOOD} Please forward this to a colleague.", "more_than_one_ask"),
        (f"{GOOD} {'truly ' * 100}", "too_long"),
    ],
)
def test_s19_each_missing_element_has_its_name(text: str, error: str) -> None:
    assert errors(text) == (error,)


@pytest.mark.parametrize("language", ["en", "es"])
def test_s19_the_template_is_clean(language: str) -> None:
    _, body = draft_text("Cedar Mill Inc.", 19, language)

    assert errors(body) == ()


@pytest.mark.parametrize(
    "said",
    [
        "I'm not asking for a job.",
        "I\u2019m not looking for a position.",
        "This isn't a job application.",
        "I write for advice rather than a job.",
        "I am not applying.",
        "No busco trabajo.",
        "No le estoy pidiendo empleo.",
        "Busco consejo en lugar de un puesto.",
        purpose_clause("en"),
        purpose_clause("es"),
    ],
)
def test_s4_not_asking_for_a_job_has_many_words(said: str) -> None:
    assert "not_a_job_missing" not in errors(said)


@pytest.mark.parametrize(
    "said",
    [
        "I have no job and need one.",
        "I am not employed; I want a job.",
        "I would rather apply with you.",
        "I could not find a job.",
        "No tengo trabajo.",
        "I am not shy. A job would be nice.",
    ],
)
def test_s4_talking_of_jobs_is_not_the_same(said: str) -> None:
    assert "not_a_job_missing" in errors(said)


@pytest.mark.parametrize(
    "said", ["nineteen minutes", "19-minute talk", "19 of your minutes", "diecinueve minutos"]
)
def test_s19_minutes_may_be_words(said: str) -> None:
    assert "minutes_missing" not in errors(said)


def test_s19_two_questions_in_one_sentence_are_one_ask() -> None:
    assert "more_than_one_ask" not in errors("Could you, or would you, spare 19 minutes?")


def test_s19_an_ask_without_a_question_mark_is_an_ask() -> None:
    assert "more_than_one_ask" in errors("Could you call me. I'd like to ask you to read this.")


def test_s19_the_text_stays_under_the_words_of_the_policy() -> None:
    assert "too_long" not in errors("word " * 119)
    assert "too_long" in errors("word " * 120)
