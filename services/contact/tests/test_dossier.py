"""Nobody is asked before the homework is done."""

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.dossier import (
    MINIMUM,
    CompleteResearch,
    NoteResearch,
    OverrideGate,
    PlanTalk,
    dossier_id,
    dossiers,
    may_ask,
)
from nineteen.contact.domain.employer import employers
from nineteen.shared.schema.base import ERASED
from nineteen.shared.schema.contact import (
    ResearchCompleted,
    ResearchGateOverridden,
    ResearchNoted,
    TalkPlanned,
)
from nineteen.shared.testing.cast import CAMPAIGN, MILL, MILL_REGISTERED, OPENED
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, given

DOSSIER = dossier_id(CAMPAIGN, MILL)
OF = {
    "dossier": DOSSIER,
    "campaign": CAMPAIGN,
    "jobseeker": JOBSEEKER.id,
    "employer": MILL,
}
FACTS = {
    "what_they_do": "They saw cedar for boats.",
    "size_class": "10-49",
    "mission_note": "No tree is wasted.",
    "why_them": "My father was a shipwright.",
}
ALL = ResearchNoted(**OF, **FACTS, noted=tuple(MINIMUM))
COMPLETED = ResearchCompleted(**OF)
OVERRIDDEN = ResearchGateOverridden(**OF, reason="Met them at the job fair.")
OVERRIDE = OverrideGate(reason="Met them at the job fair.")

begin = given(dossiers).on(DOSSIER).by(JOBSEEKER)
ready = begin.beside(campaigns, CAMPAIGN, OPENED).beside(employers, MILL, MILL_REGISTERED)


def note(**facts: str) -> NoteResearch:
    return NoteResearch.model_validate({"campaign": CAMPAIGN, "employer": MILL, **facts})


def test_s9_the_first_note_begins_the_dossier() -> None:
    command = note(what_they_do="They saw cedar for boats.")

    ready.when(command).then(
        ResearchNoted(**OF, what_they_do="They saw cedar for boats.", noted=("what_they_do",))
    )
    assert command.natural() == ("dossier", CAMPAIGN, MILL)


def test_a_dossier_belongs_to_a_campaign_and_an_employer() -> None:
    command = note(size_class="10-49")

    begin.beside(employers, MILL, MILL_REGISTERED).when(command).then_rejected("campaign_unknown")
    begin.beside(campaigns, CAMPAIGN, OPENED).when(command).then_rejected("employer_unknown")


def test_a_later_note_adds_to_the_dossier() -> None:
    begun = ResearchNoted(**OF, size_class="10-49", noted=("size_class",))

    given(dossiers, begun).on(DOSSIER).when(note(why_them="Boats.")).then(
        ResearchNoted(**OF, why_them="Boats.", noted=("why_them",))
    )


def test_an_empty_note_says_nothing() -> None:
    with pytest.raises(ValidationError, match="at least one of"):
        note()


def test_s18_a_shared_interest_is_kept_and_is_no_minimum_fact() -> None:
    command = note(shared_interest="We both build boats.")
    noted = ResearchNoted(**OF, shared_interest="We both build boats.", noted=("shared_interest",))

    ready.when(command).then(noted)
    given(dossiers, ALL).when(CompleteResearch()).then(COMPLETED)


@pytest.mark.parametrize("fact", MINIMUM)
def test_s17_research_is_incomplete_without_each_of_the_four_facts(fact: str) -> None:
    rest = tuple(name for name in MINIMUM if name != fact)
    lacking = ALL.model_copy(update={fact: None, "noted": rest})

    no = given(dossiers, lacking).when(CompleteResearch()).then_rejected("research_incomplete")

    assert no.facts == {"missing": fact}
    assert MINIMUM[fact] in no.sentence


def test_s17_the_four_facts_complete_the_research_once() -> None:
    completed = given(dossiers, ALL).when(CompleteResearch()).then(COMPLETED)

    completed.and_when(CompleteResearch()).then()


def test_s17_the_facts_may_come_one_by_one() -> None:
    notes = [ResearchNoted(**OF, noted=(fact,)) for fact in MINIMUM]

    given(dossiers, *notes).when(CompleteResearch()).then(COMPLETED)


def test_s17_erased_notes_still_count() -> None:
    erased = ALL.model_copy(update=dict.fromkeys(ALL.personal, ERASED))

    given(dossiers, erased).when(CompleteResearch()).then(COMPLETED)


def test_s17_staff_open_the_gate_with_a_reason_once() -> None:
    begun = ResearchNoted(**OF, noted=("size_class",))

    opened = given(dossiers, begun).by(COUNSELOR).when(OVERRIDE).then(OVERRIDDEN)

    opened.and_when(OVERRIDE).then()


def test_s17_the_jobseeker_cannot_open_the_gate() -> None:
    given(dossiers, ALL).by(JOBSEEKER).when(OVERRIDE).then_rejected("staff_only")


def test_s9_the_gate_opens_only_when_complete_or_overridden() -> None:
    assert not may_ask(given(dossiers).state)
    assert not may_ask(given(dossiers, ALL).state)
    assert may_ask(given(dossiers, ALL, COMPLETED).state)
    assert may_ask(given(dossiers, ALL, OVERRIDDEN).state)


def test_there_is_nothing_to_complete_without_a_note() -> None:
    given(dossiers).when(CompleteResearch()).then_rejected("not_found")


def test_a_talk_is_planned_with_questions_and_short_facts() -> None:
    """S11: what is left out stays as it was."""
    asked = PlanTalk(questions=("How did you start?", "What is hard?"))
    told = PlanTalk(self_facts=("Ran a line of twelve.",))
    begun = TalkPlanned.model_validate(OF)
    first = begun.model_copy(
        update={"questions": "How did you start?\nWhat is hard?", "question_count": 2}
    )
    second = begun.model_copy(
        update={"self_facts": "Ran a line of twelve.", "question_count": 2, "self_fact_count": 1}
    )

    given(dossiers, ALL).on(DOSSIER).by(JOBSEEKER).when(asked).then(first)
    given(dossiers, ALL, first).on(DOSSIER).by(JOBSEEKER).when(told).then(second)


def test_there_is_no_plan_without_a_dossier_and_none_that_says_nothing() -> None:
    """S11: research comes first."""
    begin.when(PlanTalk(questions=("How did you start?",))).then_rejected("not_found")
    with pytest.raises(ValidationError, match="give questions, self_facts or both"):
        PlanTalk()
    with pytest.raises(ValidationError):
        PlanTalk(self_facts=("One.",) * 6)
