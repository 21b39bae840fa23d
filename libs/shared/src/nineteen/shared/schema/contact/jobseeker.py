"""The person looking for work: consents, ways to be reached, counselor."""

from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Fips, Line, Segment, Zone

__all__ = [
    "ConsentMethod",
    "ConsentPurpose",
    "ConsentRecorded",
    "ConsentWithdrawn",
    "ContactWaysSet",
    "CounselorAssigned",
    "JobseekerEnrolled",
    "LanguagesSet",
]
ConsentPurpose = Literal["store", "send_for_me", "share_name_with_hosts", "share_with_partner"]
ConsentMethod = Literal["signed", "verbal_with_witness", "interpreter"]


class JobseekerEnrolled(Event):
    """A jobseeker takes part; no network is needed (S1)."""

    jobseeker: Id
    name: Annotated[Line, PII("jobseeker")]
    segment: Segment
    county: Fips
    zone: Zone
    counselor: Id | None = None
    office: Id | None = None
    external_ref: Annotated[str | None, PII("jobseeker")] = None


class ConsentRecorded(Event):
    """The jobseeker said yes to one purpose, in this text and language."""

    jobseeker: Id
    purpose: ConsentPurpose
    text_version: Line
    language: Line
    method: ConsentMethod


class ConsentWithdrawn(Event):
    """The jobseeker took back a consent: campaigns pause, open requests are withdrawn."""

    jobseeker: Id
    purpose: ConsentPurpose


class ContactWaysSet(Event):
    """How the jobseeker can be reached."""

    jobseeker: Id
    email: Annotated[str | None, PII("jobseeker")] = None
    phone: Annotated[str | None, PII("jobseeker")] = None
    preferred: Literal["email", "phone", "letter"] = "email"


class LanguagesSet(Event):
    """The languages the jobseeker speaks and reads (BCP 47)."""

    jobseeker: Id
    spoken: tuple[Line, ...]
    read: tuple[Line, ...]
    read_aloud: bool = False


class CounselorAssigned(Event):
    """This counselor is responsible for the jobseeker's plan."""

    jobseeker: Id
    counselor: Id
    office: Id | None = None
