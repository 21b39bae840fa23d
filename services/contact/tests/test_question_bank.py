"""S35: a bank of questions that a jobseeker chooses from, in both languages."""

import pytest

from nineteen.contact.domain.linter import lint
from nineteen.contact.domain.question_bank import OF_FAMILY, every_row, questions


def test_there_are_at_least_forty_questions_in_both_languages() -> None:
    rows = list(every_row())

    assert len(rows) >= 40
    for column in (0, 1):
        texts = [row[column] for row in rows]
        assert len(set(texts)) == len(texts)
        assert all(text.endswith("?") for text in texts)


@pytest.mark.parametrize("language", ["en", "es", "es-MX"])
def test_each_purpose_has_questions_in_each_language(language: str) -> None:
    """S36: learning, network, advice and impression."""
    found = {each.purpose for each in questions(language)}

    assert found == {"learn", "network", "advice", "impression"}


@pytest.mark.parametrize("family", OF_FAMILY)
def test_an_occupation_gets_the_questions_of_its_family_first(family: str) -> None:
    found = questions("en", f"{family}-1011")

    assert found[0].family == family
    assert len(found) == len(questions("en")) + len(OF_FAMILY[family])


def test_a_language_without_questions_gets_the_english_ones() -> None:
    assert questions("so", "51-1011") == questions("en", "51-1011")


def test_no_question_asks_for_a_job() -> None:
    """S3: the linter's own measure of what speaks of a job."""
    for row in every_row():
        assert "job" not in row[0].lower()
        assert "empleo" not in row[1].lower()
        assert "more_than_one_ask" not in lint(row[0], 19, 120)
