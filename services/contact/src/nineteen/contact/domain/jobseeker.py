"""Jobseeker: the person with a campaign; consents, ways to be reached, counselor (S1, S34)."""

from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, Literal, Self, assert_never

from pydantic import Field, StringConstraints, model_validator

from nineteen.contact.domain.agency import agencies, agency_id
from nineteen.contact.domain.staff import AtWork, refuse_closed_office, staff_members
from nineteen.shared.decider import Command, Decider, Facts, Missing, Ref, Rejected
from nineteen.shared.schema.contact import (
    ConsentMethod,
    ConsentPurpose,
    ConsentRecorded,
    ConsentWithdrawn,
    ContactWaysSet,
    CounselorAssigned,
    JobseekerEnrolled,
    LanguagesSet,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.partner import Email, Phone
from nineteen.shared.schema.words import Fips, Line, Segment, Zone

Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""BCP 47: `en`, `prs`, `es-419`."""
Languages = Annotated[tuple[Language, ...], Field(min_length=1, max_length=20)]


class EnrolJobseeker(Command):
    """Enrol a jobseeker; no network is needed, the zone is the agency's unless given."""

    creates: ClassVar[bool] = True

    name: Line
    segment: Segment
    county: Fips
    zone: Zone | None = None
    counselor: Id | None = None
    office: Id | None = None
    external_ref: Line | None = None


class RecordConsent(Command):
    """Record that the jobseeker said yes to one purpose, in this text and language."""

    purpose: ConsentPurpose
    text_version: Line
    language: Language
    method: ConsentMethod


class WithdrawConsent(Command):
    """Take back a consent: campaigns pause and open requests are withdrawn."""

    purpose: ConsentPurpose


class SetContactWays(Command):
    """Set how the jobseeker can be reached."""

    email: Email | None = None
    phone: Phone | None = None
    preferred: Literal["email", "phone", "letter"] = "email"

    @model_validator(mode="after")
    def preferred_is_possible(self) -> Self:
        """The preferred way must be one that leads to the person."""
        if self.preferred != "letter" and getattr(self, self.preferred) is None:
            raise ValueError(f"give {self.preferred}, or prefer another way")
        return self


class SetLanguages(Command):
    """Set the languages that the jobseeker speaks and reads."""

    spoken: Languages
    read: Annotated[tuple[Language, ...], Field(max_length=20)] = ()
    read_aloud: bool = False


class AssignCounselor(Command):
    """Make a counselor responsible for the jobseeker's plan; all campaigns follow."""

    counselor: Id
    office: Id | None = None


JobseekerCommand = (
    EnrolJobseeker
    | RecordConsent
    | WithdrawConsent
    | SetContactWays
    | SetLanguages
    | AssignCounselor
)
JobseekerEvent = (
    JobseekerEnrolled
    | ConsentRecorded
    | ConsentWithdrawn
    | ContactWaysSet
    | LanguagesSet
    | CounselorAssigned
)


@dataclass(frozen=True, slots=True)
class NoJobseeker:
    """Nobody enrolled under this id."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A jobseeker who takes part; `consents` maps each purpose in force to its text version."""

    jobseeker: str
    segment: Segment
    county: str
    zone: str
    counselor: str | None
    office: str | None
    consents: dict[ConsentPurpose, str] = field(default_factory=dict)
    languages: tuple[tuple[str, ...], tuple[str, ...], bool] | None = None


Jobseeker = NoJobseeker | Enrolled


def needs(jobseeker: Jobseeker, command: JobseekerCommand) -> tuple[Ref, ...]:
    """A counselor must work here, an office must be open."""
    if not isinstance(command, EnrolJobseeker | AssignCounselor):
        return ()
    counselor = (Ref(staff_members, command.counselor),) if command.counselor else ()
    office = (Ref(agencies, agency_id(command.tenant)),) if command.office else ()
    return counselor + office


def decide(jobseeker: Jobseeker, command: JobseekerCommand, facts: Facts) -> list[JobseekerEvent]:
    if isinstance(command, EnrolJobseeker):
        return enrol(jobseeker, command, facts)
    if isinstance(jobseeker, NoJobseeker):
        raise Missing("not_found", "There is no jobseeker with this id. Check the id.")
    me = jobseeker.jobseeker
    match command:
        case RecordConsent(purpose=purpose):
            if jobseeker.consents.get(purpose) == command.text_version:
                return []
            return [
                ConsentRecorded(
                    jobseeker=me,
                    purpose=purpose,
                    text_version=command.text_version,
                    language=command.language,
                    method=command.method,
                )
            ]
        case WithdrawConsent(purpose=purpose):
            if purpose not in jobseeker.consents:
                return []
            return [ConsentWithdrawn(jobseeker=me, purpose=purpose)]
        case SetContactWays(email=email, phone=phone, preferred=preferred):
            return [ContactWaysSet(jobseeker=me, email=email, phone=phone, preferred=preferred)]
        case SetLanguages(spoken=spoken, read=read, read_aloud=aloud):
            if jobseeker.languages == (spoken, read, aloud):
                return []
            return [LanguagesSet(jobseeker=me, spoken=spoken, read=read, read_aloud=aloud)]
        case AssignCounselor():
            return assign(jobseeker, command, facts)
    assert_never(command)


def enrol(jobseeker: Jobseeker, command: EnrolJobseeker, facts: Facts) -> list[JobseekerEvent]:
    if isinstance(jobseeker, Enrolled):
        raise Rejected(
            "already_exists",
            "A jobseeker with this id exists already. Nothing was changed; "
            "leave the id out to get a new one.",
        )
    refuse_strangers(command, facts)
    return [
        JobseekerEnrolled(
            jobseeker=command.target,
            name=command.name,
            segment=command.segment,
            county=command.county,
            zone=command.zone or command.settings.zone,
            counselor=command.counselor,
            office=command.office,
            external_ref=command.external_ref,
        )
    ]


def assign(jobseeker: Enrolled, command: AssignCounselor, facts: Facts) -> list[JobseekerEvent]:
    if (command.counselor, command.office) == (jobseeker.counselor, jobseeker.office):
        return []
    refuse_strangers(command, facts)
    return [
        CounselorAssigned(
            jobseeker=jobseeker.jobseeker, counselor=command.counselor, office=command.office
        )
    ]


def refuse_strangers(command: EnrolJobseeker | AssignCounselor, facts: Facts) -> None:
    """Raise unless the counselor works here and the office is open."""
    refuse_closed_office(command.office, command, facts)
    if not command.counselor:
        return
    if not isinstance(facts.of(staff_members, command.counselor), AtWork):
        raise Missing(
            "counselor_unknown",
            "Nobody with this counselor's id works for the agency. Nothing was kept; "
            "add the person to the staff first, or choose another counselor.",
        )


def evolve(jobseeker: Jobseeker, event: JobseekerEvent) -> Jobseeker:
    if isinstance(event, JobseekerEnrolled):
        return Enrolled(
            event.jobseeker,
            event.segment,
            event.county,
            event.zone,
            event.counselor,
            event.office,
        )
    if isinstance(jobseeker, NoJobseeker):
        return jobseeker
    match event:
        case ConsentRecorded():
            consents = {**jobseeker.consents, event.purpose: event.text_version}
            return replace(jobseeker, consents=consents)
        case ConsentWithdrawn():
            kept = {k: v for k, v in jobseeker.consents.items() if k != event.purpose}
            return replace(jobseeker, consents=kept)
        case ContactWaysSet():
            return jobseeker
        case LanguagesSet():
            languages = (event.spoken, event.read, event.read_aloud)
            return replace(jobseeker, languages=languages)
        case CounselorAssigned():
            return replace(jobseeker, counselor=event.counselor, office=event.office)
    assert_never(event)


jobseekers: Decider[Jobseeker, JobseekerCommand, JobseekerEvent] = Decider(
    kind="jobseeker",
    collection="jobseekers",
    initial=NoJobseeker(),
    decide=decide,
    evolve=evolve,
    commands=(
        EnrolJobseeker,
        RecordConsent,
        WithdrawConsent,
        SetContactWays,
        SetLanguages,
        AssignCounselor,
    ),
    events=(
        JobseekerEnrolled,
        ConsentRecorded,
        ConsentWithdrawn,
        ContactWaysSet,
        LanguagesSet,
        CounselorAssigned,
    ),
    needs=needs,
)
