"""ResearchDossier: what is learnt of an employer before the first contact (S9, S17, S18)."""

from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, Literal, Self, assert_never, get_args

from pydantic import Field, model_validator

from nineteen.contact.domain.campaign import Unopened, campaigns
from nineteen.contact.domain.employer import NoEmployer, employers
from nineteen.contact.domain.one_host import NoteAgreed, NoteOver, with_host
from nineteen.shared.decider import Command, Decider, Facts, Forbidden, Invalid, Missing, Ref
from nineteen.shared.schema.contact import (
    InterviewAgreed,
    InterviewOver,
    ResearchCompleted,
    ResearchGateOverridden,
    ResearchNoted,
    TalkPlanned,
)
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.words import Line, SizeClass, Words

MINIMUM = {
    "what_they_do": "what they do",
    "size_class": "how large they are",
    "mission_note": "a note on their mission or vision",
    "why_them": "a reason why this employer",
}
"""The four facts without which nobody is asked (S17)."""
FACTS = (*MINIMUM, "shared_interest")


def dossier_id(campaign: str, employer: str) -> Id:
    """The id of a campaign's dossier about an employer, begun or not."""
    return natural_id("dossier", campaign, employer)


class NoteResearch(Command):
    """Note what was learnt of an employer; the first note begins the dossier."""

    creates: ClassVar[bool] = True

    campaign: Id
    employer: Id
    what_they_do: Words | None = None
    size_class: SizeClass | None = None
    mission_note: Words | None = None
    why_them: Words | None = None
    shared_interest: Words | None = None

    @model_validator(mode="after")
    def something_is_noted(self) -> Self:
        """An empty note says nothing."""
        if not self.noted:
            raise ValueError(f"give at least one of {', '.join(FACTS)}")
        return self

    @property
    def noted(self) -> tuple[str, ...]:
        """The names of the facts that this note brings."""
        return tuple(name for name in FACTS if getattr(self, name) is not None)

    def natural(self) -> tuple[str, ...]:
        """One dossier per campaign and employer."""
        return ("dossier", self.campaign, self.employer)


class CompleteResearch(Command):
    """Declare the research done; the four minimum facts must be there (S17)."""


class OverrideGate(Command):
    """Let an incomplete dossier pass, as staff and with a reason (S17)."""

    reason: Words


class PlanTalk(Command):
    """Put down questions and short facts about oneself; what is left out stays as it was (S11)."""

    questions: Annotated[tuple[Line, ...] | None, Field(max_length=30)] = None
    self_facts: Annotated[tuple[Line, ...] | None, Field(max_length=5)] = None

    @model_validator(mode="after")
    def something_is_planned(self) -> Self:
        """An empty plan says nothing."""
        if self.questions is None and self.self_facts is None:
            raise ValueError("give questions, self_facts or both")
        return self


DossierCommand = NoteResearch | CompleteResearch | OverrideGate | PlanTalk | NoteAgreed | NoteOver
DossierEvent = (
    ResearchNoted
    | ResearchCompleted
    | ResearchGateOverridden
    | TalkPlanned
    | InterviewAgreed
    | InterviewOver
)


@dataclass(frozen=True, slots=True)
class NoDossier:
    """Nothing was noted yet."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What was noted, by the names of the facts, and whether asking may begin."""

    dossier: str
    campaign: str
    jobseeker: str
    employer: str
    noted: frozenset[str] = field(default_factory=frozenset)
    passed: Literal["completed", "overridden"] | None = None
    questions: int = 0
    self_facts: int = 0
    """How many of each stand on the prep sheet."""
    agreed: str | None = None
    """The request whose host agreed and was not met yet."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The minimum facts that are not there yet."""
        return tuple(name for name in MINIMUM if name not in self.noted)


ResearchDossier = NoDossier | Dossier


def may_ask(dossier: ResearchDossier) -> bool:
    """Whether the research gate is open (S9)."""
    return isinstance(dossier, Dossier) and dossier.passed is not None


def needs(dossier: ResearchDossier, command: DossierCommand) -> tuple[Ref, ...]:
    """To begin: the campaign and the employer."""
    if isinstance(dossier, NoDossier) and isinstance(command, NoteResearch):
        return (Ref(campaigns, command.campaign), Ref(employers, command.employer))
    return ()


def decide(dossier: ResearchDossier, command: DossierCommand, facts: Facts) -> list[DossierEvent]:
    if isinstance(command, NoteResearch):
        return [note(dossier, command, facts)]
    if isinstance(dossier, NoDossier):
        raise Missing("not_found", "There is no dossier with this id. Note some research first.")
    match command:
        case CompleteResearch():
            return complete(dossier)
        case OverrideGate():
            return override(dossier, command)
        case PlanTalk():
            return [planned(dossier, command)]
        case NoteAgreed() | NoteOver():
            return [*with_host(dossier.agreed, command, of(dossier))]
    assert_never(command)


def note(dossier: ResearchDossier, command: NoteResearch, facts: Facts) -> ResearchNoted:
    """Every note is kept as it came: whether a text is new cannot be told once it is erased."""
    return ResearchNoted(
        dossier=command.target,
        campaign=command.campaign,
        jobseeker=jobseeker_of(dossier, command, facts),
        employer=command.employer,
        what_they_do=command.what_they_do,
        size_class=command.size_class,
        mission_note=command.mission_note,
        why_them=command.why_them,
        shared_interest=command.shared_interest,
        noted=command.noted,
    )


def jobseeker_of(dossier: ResearchDossier, command: NoteResearch, facts: Facts) -> Id:
    if isinstance(dossier, Dossier):
        return dossier.jobseeker
    campaign = facts.of(campaigns, command.campaign)
    if isinstance(campaign, Unopened):
        raise Missing(
            "campaign_unknown",
            "There is no campaign with this id. The note was not kept; open the campaign first.",
        )
    if isinstance(facts.of(employers, command.employer), NoEmployer):
        raise Missing(
            "employer_unknown",
            "There is no employer with this id. The note was not kept; "
            "register the employer first.",
        )
    return campaign.opened.jobseeker


def complete(dossier: Dossier) -> list[DossierEvent]:
    if dossier.passed == "completed":
        return []
    if missing := dossier.missing:
        wanted = "; ".join(MINIMUM[name] for name in missing)
        raise Invalid(
            "research_incomplete",
            f"Still to be found out: {wanted}. What was noted is kept; "
            "note the rest, or let staff open the gate with a reason.",
            missing=", ".join(missing),
        )
    return [ResearchCompleted(**of(dossier))]


def override(dossier: Dossier, command: OverrideGate) -> list[DossierEvent]:
    if not command.actor.is_staff:
        raise Forbidden(
            "staff_only",
            "Only staff may let an incomplete dossier pass. Nothing was changed; "
            "complete the research, or ask a counselor.",
        )
    if dossier.passed:
        return []
    return [ResearchGateOverridden(**of(dossier), reason=command.reason)]


def planned(dossier: Dossier, command: PlanTalk) -> TalkPlanned:
    """The whole plan as it is now: what was left out is marked by its count of before."""
    asked, told = command.questions, command.self_facts
    return TalkPlanned(
        **of(dossier),
        questions=lines(asked),
        self_facts=lines(told),
        question_count=dossier.questions if asked is None else len(asked),
        self_fact_count=dossier.self_facts if told is None else len(told),
    )


def of(dossier: Dossier) -> dict[str, str]:
    """What each fact of a dossier repeats."""
    return {
        "dossier": dossier.dossier,
        "campaign": dossier.campaign,
        "jobseeker": dossier.jobseeker,
        "employer": dossier.employer,
    }


def lines(texts: tuple[str, ...] | None) -> str | None:
    """One a line: personal data is kept as text."""
    return "\n".join(texts) or None if texts is not None else None


def evolve(dossier: ResearchDossier, event: DossierEvent) -> ResearchDossier:
    begun = (
        dossier
        if isinstance(dossier, Dossier)
        else Dossier(event.dossier, event.campaign, event.jobseeker, event.employer)
    )
    match event:
        case ResearchNoted():
            return replace(begun, noted=begun.noted | frozenset(event.noted))
        case ResearchCompleted():
            return replace(begun, passed="completed")
        case ResearchGateOverridden():
            return replace(begun, passed="overridden")
        case TalkPlanned():
            return replace(begun, questions=event.question_count, self_facts=event.self_fact_count)
        case InterviewAgreed():
            return replace(begun, agreed=event.request)
        case InterviewOver():
            return replace(begun, agreed=None)
    assert_never(event)


dossiers: Decider[ResearchDossier, DossierCommand, DossierEvent] = Decider(
    kind="dossier",
    collection="dossiers",
    initial=NoDossier(),
    decide=decide,
    evolve=evolve,
    commands=get_args(DossierCommand),
    events=get_args(DossierEvent),
    needs=needs,
)
