"""The prep sheet: what a jobseeker takes along to a talk (S11, S18, S35)."""

from typing import Any

from nineteen.contact.domain.dossier import dossier_id
from nineteen.shared.schema.contact import RequestDrafted

QUESTIONS = [f"What is the {word} part of the work?" for word in ("best", "worst", "first", "last")]


async def sheet(cascade: Any, dossier: str, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = await cascade.nineteen.get(
        f"/contact/v1/dossiers/{dossier}/prep-sheet", **query
    )
    return found


async def researched(cascade: Any) -> str:
    """A dossier with four facts and a shared interest."""
    await cascade.opens("03-02")
    (drafted,) = await cascade.of(RequestDrafted, await cascade.drafts(1))
    office, employer = cascade.office, drafted.ask.employer
    dossier = dossier_id(office.campaign, employer)
    await office.ask(
        "/contact/v1/dossiers",
        campaign=office.campaign,
        employer=employer,
        shared_interest="We both mend old boats.",
    )
    return dossier


async def test_a_prep_sheet_warns_and_does_not_block(cascade: Any) -> None:
    dossier = await researched(cascade)

    thin = await sheet(cascade, dossier)
    await cascade.office.ask(
        f"/contact/v1/dossiers/{dossier}/plan-talk",
        questions=[*QUESTIONS, "Who else should I ask?"],
        self_facts=["Ran a line of twelve people."],
    )
    full = await sheet(cascade, dossier)

    assert thin["warnings"] == ["fewer_than_5_questions", "no_self_facts"]
    assert full["warnings"] == []
    assert full["questions"][:4] == QUESTIONS
    assert full["self_facts"] == ["Ran a line of twelve people."]


async def test_the_shared_interest_and_the_opening_stand_on_the_prep_sheet(cascade: Any) -> None:
    """S4, S18, S35: in the reader's language, with questions to choose from."""
    dossier = await researched(cascade)

    english, spanish = await sheet(cascade, dossier), await sheet(cascade, dossier, language="es")

    assert english["research"]["shared_interest"] == "We both mend old boats."
    assert english["minutes"] == 19
    assert "not a request for a job" in english["opening"]
    assert "No es una solicitud de empleo" in spanish["opening"]
    assert len(english["suggestions"]) >= 25
    assert english["suggestions"] != spanish["suggestions"]
