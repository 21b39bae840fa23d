"""Which talk led to the job: the closest link, then the latest, within 180 days (P7, S15).

The memory is a jobseeker's, not an employer's: a talk elsewhere may have named somebody at the
employer, and its date is known only from the talk itself.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from nineteen.followup.domain.outcome import ProposeAttribution
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.followup import (
    AttributionConfirmed,
    AttributionDisputed,
    HireReported,
    JobInterviewReported,
    OfferReported,
    ReferralBecameContact,
    ReferralNamed,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import SessionEnded

WINDOW_DAYS = 180
Hop = Literal[0, 1, 2]


class Talk(Value):
    """A held talk, on the employer's local date, perhaps reached through a lead."""

    session: Id
    employer: Id
    contact: Id
    on: date
    lead: Id | None = None


class Name(Value):
    """In which talk a lead was named, and where that person works."""

    session: Id | None = None
    employer: Id | None = None


class Credit(Value):
    """The talk that probably led there, and those that helped."""

    session: Id
    lead: Id | None = None
    contact: Id
    hop: Hop
    session_on: date
    lag_interview_days: int
    also_helped: tuple[Id, ...] = ()


class Trace(Value):
    """What was reported of one outcome, and what was proposed and answered."""

    employer: Id
    caller: Id | None = None
    invited_on: date | None = None
    offered_on: date | None = None
    hired_on: date | None = None
    proposed: Credit | None = None
    round: int = 0
    confirmed: bool = False
    disputed: tuple[Id, ...] = ()

    @property
    def on(self) -> date | None:
        """The date that the window is measured to."""
        return self.invited_on or self.offered_on or self.hired_on


class Links(Value):
    """One jobseeker's talks, names and outcomes, by id."""

    talks: dict[Id, Talk] = Field(default_factory=dict)
    names: dict[Id, Name] = Field(default_factory=dict)
    traces: dict[Id, Trace] = Field(default_factory=dict)


def key(e: Recorded) -> str | None:
    match e.event:
        case SessionEnded(held=True, ask=ask):
            return ask.jobseeker
        case ReferralNamed(jobseeker=jobseeker) | ReferralBecameContact(jobseeker=jobseeker):
            return jobseeker
        case JobInterviewReported() | OfferReported() | HireReported():
            return e.event.jobseeker
        case AttributionConfirmed() | AttributionDisputed():
            return e.event.jobseeker
        case _:
            return None


def react(m: Links, e: Recorded) -> tuple[Links, list[Todo]]:
    return plan(note(m, e))


def note(m: Links, e: Recorded) -> Links:
    match e.event:
        case SessionEnded():
            talk = talk_of(e.event)
            return m.model_copy(update={"talks": {**m.talks, talk.session: talk}})
        case ReferralNamed(lead=lead, session=session, employer=employer):
            return with_name(m, lead, Name(session=session, employer=employer))
        case ReferralBecameContact(lead=lead, session=session, employer=employer):
            return with_name(m, lead, Name(session=session, employer=employer))
        case JobInterviewReported() | OfferReported() | HireReported():
            return note_report(m, e.event)
        case AttributionConfirmed() | AttributionDisputed():
            return note_answer(m, e.event)
        case _:
            return m


def talk_of(ended: SessionEnded) -> Talk:
    return Talk(
        session=ended.ask.request,
        employer=ended.ask.employer,
        contact=ended.ask.contact,
        on=local_date(ended.started_at, ended.employer_zone),
        lead=ended.ask.lead,
    )


def with_name(m: Links, lead: Id, name: Name) -> Links:
    return m.model_copy(update={"names": {**m.names, lead: name}})


def with_trace(m: Links, outcome: Id, trace: Trace) -> Links:
    return m.model_copy(update={"traces": {**m.traces, outcome: trace}})


def note_report(m: Links, told: JobInterviewReported | OfferReported | HireReported) -> Links:
    trace = m.traces.get(told.outcome, Trace(employer=told.employer))
    match told:
        case JobInterviewReported(invited_on=on, contact=caller):
            trace = trace.model_copy(update={"invited_on": on, "caller": caller})
        case OfferReported(offered_on=on):
            trace = trace.model_copy(update={"offered_on": on})
        case HireReported(hired_on=on):
            trace = trace.model_copy(update={"hired_on": on})
    return with_trace(m, told.outcome, trace)


def note_answer(m: Links, answer: AttributionConfirmed | AttributionDisputed) -> Links:
    trace = m.traces.get(answer.outcome, Trace(employer=answer.employer))
    match answer:
        case AttributionConfirmed():
            trace = trace.model_copy(update={"confirmed": True})
        case AttributionDisputed(session=session):
            disputed = (*trace.disputed, session)
            trace = trace.model_copy(update={"disputed": disputed})
    return with_trace(m, answer.outcome, trace)


def plan(m: Links) -> tuple[Links, list[Todo]]:
    """Propose once, and again when something better is known before the jobseeker confirms."""
    todos = []
    for outcome, trace in sorted(m.traces.items()):
        credit = None if trace.confirmed else credit_for(m, trace)
        if credit is None or credit == trace.proposed:
            continue
        proposal = {"proposed": credit, "round": trace.round + 1}
        m = with_trace(m, outcome, trace.model_copy(update=proposal))
        command = ProposeAttribution(round=trace.round + 1, **credit.model_dump())
        step = f"propose/{outcome}/{trace.round + 1}"
        todos.append(Todo(step, Target("outcome", outcome), command))
    return m, todos


def credit_for(m: Links, trace: Trace) -> Credit | None:
    """The closest and then latest talk in the window gets the credit, the others helped."""
    if trace.on is None:
        return None
    linked = sorted(candidates(m, trace, trace.on), key=lambda link: (link[0], -link[1], link[2]))
    if not linked:
        return None
    (hop, _, session), *others = linked
    talk = m.talks[session]
    return Credit(
        session=session,
        lead=talk.lead,
        contact=talk.contact,
        hop=hop,
        session_on=talk.on,
        lag_interview_days=(trace.on - talk.on).days,
        also_helped=tuple(helped for _, _, helped in others),
    )


def candidates(m: Links, trace: Trace, on: date) -> Iterator[tuple[Hop, int, Id]]:
    """(hop, day, session) of each talk that may have led there and was not disputed."""
    through = talks_that_led_to(m, trace.employer)
    for talk in m.talks.values():
        hop = hop_of(talk, trace, through)
        in_window = 0 <= (on - talk.on).days <= WINDOW_DAYS
        if hop is not None and in_window and talk.session not in trace.disputed:
            yield hop, talk.on.toordinal(), talk.session


def hop_of(talk: Talk, trace: Trace, through: set[Id]) -> Hop | None:
    """0: the host called; 1: a colleague there; 2: a name given in the talk led there."""
    if talk.employer == trace.employer:
        return 0 if talk.contact == trace.caller else 1
    return 2 if talk.session in through else None


def talks_that_led_to(m: Links, employer: Id) -> set[Id]:
    """The talks in which somebody at the employer was named, and those that led to them."""
    here = [each for each in m.talks.values() if each.employer == employer]
    leads = [lead for lead, name in m.names.items() if name.employer == employer]
    leads += [talk.lead for talk in here if talk.lead is not None]
    found: set[Id] = set()
    while leads:
        session = m.names.get(leads.pop(), Name()).session
        if session is None or session in found:
            continue
        found.add(session)
        talk = m.talks.get(session)
        leads += [talk.lead] if talk is not None and talk.lead is not None else []
    return found


attribution: Policy[Links] = Policy("attribution", Links, key, react)
