"""After the talk: the plan, the thank-you, the tie, the names, the staff's tasks."""

from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event, Value
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Ask, Instant, Line, Words

__all__ = [
    "ActivityLogged",
    "CadenceSet",
    "ConnectAccepted",
    "ConnectAsked",
    "ConnectDeclined",
    "ItemDone",
    "ItemName",
    "ItemOverdue",
    "ItemOverdueCleared",
    "ItemWaived",
    "NameUseGranted",
    "NameUseRefused",
    "PlanClosed",
    "PlanItem",
    "PlanOpened",
    "ReferralBecameContact",
    "ReferralClosed",
    "ReferralNamed",
    "TaskAssigned",
    "TaskCompleted",
    "TaskDropped",
    "TaskKind",
    "TaskOpened",
    "ThankYouBounced",
    "ThankYouDrafted",
    "ThankYouLate",
    "ThankYouSent",
    "TieChannel",
    "TieEnded",
    "TieLapsed",
    "TouchDue",
    "TouchKind",
    "TouchRecorded",
]
ItemName = Literal["thank_you", "debrief", "connect", "referrals"]
TieChannel = Literal["linkedin", "other_network", "email", "phone", "in_person", "none"]
TouchKind = Literal["message", "call", "meeting", "comment", "card"]
TaskKind = Literal["coach", "call", "ride", "question", "steward", "concern", "apology"]


class PlanItem(Value):
    """One promise with its dates; a thank-you names its host (subject id)."""

    item: ItemName
    host: Id | None = None
    due_at: Instant
    overdue_at: Instant


class OfFollowUp(Event, abstract=True):
    """Ancestors; the session's id is the request's."""

    ask: Ask


class PlanOpened(OfFollowUp):
    """After a held talk: what is owed, to whom, by when."""

    ended_at: Instant
    items: tuple[PlanItem, ...]


class ItemDone(OfFollowUp):
    """A promise was kept."""

    item: ItemName
    host: Id | None = None
    done_at: Instant


class ItemOverdue(OfFollowUp):
    """A promise is overdue."""

    item: ItemName
    host: Id | None = None


class ItemOverdueCleared(OfFollowUp):
    """It had been kept in time, only recorded later."""

    item: ItemName
    host: Id | None = None


class ItemWaived(OfFollowUp):
    """Staff waived an item, with a reason."""

    item: ItemName
    host: Id | None = None
    reason: Annotated[Words, PII("ask.jobseeker", key="narrative")]


class PlanClosed(OfFollowUp):
    """Every item is done or waived."""


class OfThankYou(Event, abstract=True):
    """Ancestors; one stream per session and host."""

    ask: Ask
    thank_you: Id
    host: Id


class ThankYouDrafted(OfThankYou):
    """A text that refers to one specific point of the talk."""

    body: Annotated[Words, PII("ask.jobseeker", key="narrative")]


class ThankYouSent(OfThankYou):
    """A written thank-you went out (S32); late counts from 24 hours after the end."""

    channel: Literal["email", "handwritten", "letter"]
    sent_at: Instant
    hours: float
    """Since the end of the talk."""
    on_time: bool
    photo: bool = False
    """Whether there is a photo of the card."""
    body: Annotated[str | None, PII("ask.jobseeker", key="narrative")] = None


class ThankYouLate(OfThankYou):
    """24 hours passed without a written thank-you."""


class ThankYouBounced(OfThankYou):
    """The thank-you came back undelivered."""


class OfTie(Event, abstract=True):
    """A kept-up relationship between a jobseeker and a contact."""

    tie: Id
    jobseeker: Id
    contact: Id
    campaign: Id
    employer: Id
    session: Id | None = None


class ConnectAsked(OfTie):
    """The jobseeker asked to connect on the channel the host chose; `none` is an answer (S29)."""

    channel: TieChannel


class ConnectAccepted(OfTie):
    """The host connected."""


class ConnectDeclined(OfTie):
    """The host would rather not."""


class ActivityLogged(OfTie):
    """Something the jobseeker did where the two are connected; no touch of the person (S30)."""

    what: Annotated[Words, PII("jobseeker", key="narrative")]


class CadenceSet(OfTie):
    """How often the jobseeker means to be in touch."""

    days: int
    generation: int
    """Rises with each new date: timers carry the one they were armed for."""
    due_at: Instant
    lost_at: Instant


class TouchRecorded(OfTie):
    """A real touch: the interval begins anew (S30)."""

    touch: TouchKind
    by: Literal["jobseeker", "contact"]
    touched_at: Instant
    unanswered: int
    """Touches of the jobseeker since the last one of the contact; after two comes silence."""
    generation: int
    due_at: Instant | None
    lost_at: Instant | None


class TouchDue(OfTie):
    """The interval is over: it is time for a sign of life."""

    generation: int


class TieLapsed(OfTie):
    """Nothing was heard for three intervals: the tie is lost, unless somebody takes it up."""

    generation: int


class TieEnded(OfTie):
    """One of the two would rather leave it at that."""

    by: Literal["jobseeker", "contact"]


class OfLead(Event, abstract=True):
    """A person named by a host; ancestors let loops be refused."""

    lead: Id
    person: Id
    campaign: Id
    jobseeker: Id
    source: Literal["session", "reply", "partner"]
    session: Id | None = None
    request: Id | None = None
    """The request whose talk or reply named them."""
    root_session: Id | None = None
    """Where the chain began: a talk, or the request whose reply gave the first name."""
    referrer: Id
    """The contact who named them."""
    generation: int = 1


class ReferralNamed(OfLead):
    """A host named somebody who might help (S13)."""

    name: Annotated[Line, PII("person")]
    title: Annotated[str | None, PII("person")] = None
    email: Annotated[str | None, PII("person")] = None
    phone: Annotated[str | None, PII("person")] = None
    employer: Id | None = None
    ancestors: tuple[Id, ...] = ()
    """Contacts on the way to this name."""


class NameUseGranted(OfLead):
    """The referrer allowed the use of their name."""


class NameUseRefused(OfLead):
    """The referrer would rather not be named."""


class ReferralBecameContact(OfLead):
    """The named person is a contact now."""

    contact: Id
    employer: Id


class ReferralClosed(OfLead):
    """The lead is not followed."""

    reason: Annotated[Words, PII("person", key="narrative")]


class OfTask(Event, abstract=True):
    """Something for staff to do."""

    task: Id
    kind: TaskKind
    about: Id
    jobseeker: Id | None = None
    campaign: Id | None = None


class TaskOpened(OfTask):
    """Staff should do something; one open task per kind and subject."""

    due: Instant
    reason: str
    """A stable code, such as no_time_found or overran_twice."""


class TaskAssigned(OfTask):
    """This staff member does it."""

    staff: Id


class TaskCompleted(OfTask):
    """It was done."""

    person: Id
    """Whose data the words are: the jobseeker's, else those of what the task is about."""
    outcome: Annotated[Words | None, PII("person", key="narrative")] = None


class TaskDropped(OfTask):
    """It need not be done."""

    person: Id
    reason: Annotated[Words | None, PII("person", key="narrative")] = None
