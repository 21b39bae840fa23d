"""Siblings (P11, C26): when one host at an employer agrees, nobody else there is kept waiting.

The dossier of campaign and employer remembers who agreed, so drafts there cannot go; what lies
with others is taken back with a courteous line. If no interview comes of it, what was held goes on.
"""

from pydantic import Field

from nineteen.contact.domain.dossier import dossier_id
from nineteen.contact.domain.one_host import NoteAgreed, NoteOver
from nineteen.contact.domain.request import ReleaseSibling, Withdraw
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    DraftApproved,
    InterviewOver,
    RequestAgreed,
    RequestAgreedLate,
    RequestBounced,
    RequestDeclined,
    RequestExpired,
    RequestHeld,
    RequestReplyCorrected,
    RequestSent,
    RequestWithdrawn,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    JobseekerNoShowRecorded,
    SessionEnded,
)

Yes = RequestAgreed | RequestAgreedLate
NoInterview = AgreementLapsed | AppointmentCancelled | JobseekerNoShowRecorded
Moves = RequestSent | RequestHeld | DraftApproved
Ended = RequestDeclined | RequestExpired | RequestBounced | RequestWithdrawn


class Siblings(Value):
    """One campaign's asks at one employer."""

    sent: tuple[Id, ...] = ()
    """With their hosts, and without an answer."""
    held: dict[Id, int] = Field(default_factory=dict)
    """Held for a sibling, with their rounds."""
    agreed: Id | None = None
    over: tuple[Id, ...] = ()


def key(e: Recorded) -> str | None:
    event = e.event
    if isinstance(event, InterviewOver):
        return event.dossier
    if isinstance(event, Yes | NoInterview | Moves | Ended | SessionEnded | RequestReplyCorrected):
        return dossier_id(event.ask.campaign, event.ask.employer)
    return None


def react(m: Siblings, e: Recorded) -> tuple[Siblings, list[Todo]]:
    match e.event:
        case event if isinstance(event, Yes):
            return agreed(m, event.ask.request, dossier_of(event.ask.campaign, event.ask.employer))
        case RequestReplyCorrected(answer="agree", ask=ask):
            return agreed(m, ask.request, dossier_of(ask.campaign, ask.employer))
        case event if isinstance(event, NoInterview):
            return over(m, event, held=False)
        case SessionEnded(held=held) as event:
            return over(m, event, held=held)
        case InterviewOver(held=held):
            free = {} if held else m.held
            return m, [released(request, last) for request, last in free.items()]
        case event if isinstance(event, Moves):
            return moved(m, event)
        case event if isinstance(event, Ended | RequestReplyCorrected):
            return without(m, event.ask.request), []
        case _:
            return m, []


def dossier_of(campaign: Id, employer: Id) -> Target:
    return Target("dossier", dossier_id(campaign, employer))


def agreed(m: Siblings, request: Id, dossier: Target) -> tuple[Siblings, list[Todo]]:
    m = without(m, request)
    if request in m.over:
        return m, []
    noted = Todo(f"agreed/{request}", dossier, NoteAgreed(request=request))
    return m.model_copy(update={"agreed": request}), [noted, *map(taken_back, m.sent)]


def over(
    m: Siblings, event: NoInterview | SessionEnded, *, held: bool
) -> tuple[Siblings, list[Todo]]:
    """Told before or after the yes: the order in which services are heard does not matter."""
    ask = event.ask
    agreed = None if m.agreed == ask.request else m.agreed
    m = m.model_copy(update={"agreed": agreed, "over": (*m.over, ask.request)})
    noted = NoteOver(request=ask.request, held=held)
    return m, [Todo(f"over/{ask.request}", dossier_of(ask.campaign, ask.employer), noted)]


def moved(m: Siblings, event: Moves) -> tuple[Siblings, list[Todo]]:
    request = event.ask.request
    m = without(m, request)
    match event:
        case RequestSent():
            m = m.model_copy(update={"sent": (*m.sent, request)})
            return m, [taken_back(request)] if m.agreed else []
        case RequestHeld(reason="sibling", round=last):
            m = m.model_copy(update={"held": {**m.held, request: last}})
            return m, [] if m.agreed else [released(request, last)]
        case _:
            return m, []


def without(m: Siblings, request: Id) -> Siblings:
    return m.model_copy(
        update={
            "sent": tuple(each for each in m.sent if each != request),
            "held": {each: last for each, last in m.held.items() if each != request},
        }
    )


def taken_back(request: Id) -> Todo:
    return Todo(f"withdraw/{request}", Target("request", request), Withdraw(reason="sibling"))


def released(request: Id, last: int) -> Todo:
    command = ReleaseSibling(round=last)
    return Todo(f"release/{request}/{last}", Target("request", request), command)


siblings: Policy[Siblings] = Policy("siblings", Siblings, key, react)
