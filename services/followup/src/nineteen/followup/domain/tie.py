"""ConnectionTie: staying in touch on the channel of the host's choice (S29, S30)."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, get_args

from nineteen.followup.domain import cadence
from nineteen.followup.domain.cadence import Cadence, CadenceCommand, CadenceEvent
from nineteen.followup.domain.plan import NoPlan, Plan, plans
from nineteen.shared.decider import Command, Decider, Facts, Missing, Ref, Rejected
from nineteen.shared.schema.followup import (
    ConnectAccepted,
    ConnectAsked,
    ConnectDeclined,
    TieChannel,
)
from nineteen.shared.schema.ids import Id


class AskToConnect(Command):
    """Record that the host was asked to connect, on the channel they chose; `none` is one."""

    creates: ClassVar[bool] = True

    jobseeker: Id
    contact: Id
    session: Id
    channel: TieChannel

    def natural(self) -> tuple[str, ...]:
        """One tie per jobseeker and contact."""
        return ("tie", self.jobseeker, self.contact)


class RecordAnswer(Command):
    """Record what the host answered."""

    answer: Literal["accepted", "declined"]


TieCommand = AskToConnect | RecordAnswer | CadenceCommand
TieEvent = ConnectAsked | ConnectAccepted | ConnectDeclined | CadenceEvent


@dataclass(frozen=True, slots=True)
class NoTie:
    """They did not speak of it yet."""


@dataclass(frozen=True, slots=True)
class Tie:
    """The host was asked, after the talk `session`; perhaps there is an answer."""

    jobseeker: Id
    contact: Id
    campaign: Id
    employer: Id
    session: Id | None
    channel: TieChannel
    answer: Literal["accepted", "declined"] | None = None
    cadence: Cadence = field(default_factory=Cadence)


ConnectionTie = NoTie | Tie


def needs(_state: ConnectionTie, command: TieCommand) -> tuple[Ref, ...]:
    """The plan knows whose talk it was."""
    return (Ref(plans, command.session),) if isinstance(command, AskToConnect) else ()


def decide(state: ConnectionTie, command: TieCommand, facts: Facts) -> list[TieEvent]:
    match command:
        case AskToConnect():
            return ask_to_connect(state, command, plan_of(command, facts))
        case RecordAnswer():
            return record_answer(state, command)
        case _:
            tie = connected(state, command)
            return [*cadence.decide(tie.cadence, command, of(command, tie))] if tie else []


def connected(state: ConnectionTie, command: CadenceCommand) -> Tie | None:
    """Nobody is in touch before the host has said yes; for a policy that is no error."""
    if isinstance(state, Tie) and state.answer == "accepted":
        return state
    if command.internal:
        return None
    raise Rejected(
        "not_connected",
        "The two are not connected. Nothing was recorded; record the host's yes first.",
    )


def plan_of(command: AskToConnect, facts: Facts) -> Plan:
    plan = facts.of(plans, command.session)
    if isinstance(plan, NoPlan):
        raise Missing(
            "not_yet",
            "This talk is not recorded as held yet. Nothing was recorded; "
            "end the talk first, then try again in a moment.",
        )
    if (plan.ask.jobseeker, plan.ask.contact) != (command.jobseeker, command.contact):
        raise Rejected(
            "other_talk",
            "This talk was between other people. Nothing was recorded; "
            "name the talk in which the host was asked.",
        )
    return plan


def ask_to_connect(state: ConnectionTie, command: AskToConnect, plan: Plan) -> list[TieEvent]:
    if isinstance(state, Tie) and state.session == command.session:
        if state.channel == command.channel:
            return []
        if state.answer == "declined":
            raise Rejected(
                "connect_declined",
                "The host would rather not connect, and one ask per talk is enough. "
                "Nothing was recorded.",
            )
    return [
        ConnectAsked(
            tie=command.target,
            jobseeker=command.jobseeker,
            contact=command.contact,
            campaign=plan.ask.campaign,
            employer=plan.ask.employer,
            session=command.session,
            channel=command.channel,
        )
    ]


def record_answer(state: ConnectionTie, command: RecordAnswer) -> list[TieEvent]:
    if isinstance(state, NoTie) or state.channel == "none":
        raise Rejected(
            "not_asked",
            "The host chose no channel to connect on, so there is no answer to record. "
            "Nothing was changed; record the ask first.",
        )
    if state.answer == command.answer:
        return []
    answered = ConnectAccepted if command.answer == "accepted" else ConnectDeclined
    return [answered(**of(command, state))]


def of(command: Command, tie: Tie) -> dict[str, Any]:
    """What each fact of a tie repeats."""
    return {
        "tie": command.target,
        "jobseeker": tie.jobseeker,
        "contact": tie.contact,
        "campaign": tie.campaign,
        "employer": tie.employer,
        "session": tie.session,
    }


def evolve(state: ConnectionTie, event: TieEvent) -> ConnectionTie:
    match event:
        case ConnectAsked():
            return asked(state, event)
        case ConnectAccepted():
            return replace(state, answer="accepted") if isinstance(state, Tie) else state
        case ConnectDeclined():
            return replace(state, answer="declined") if isinstance(state, Tie) else state
        case _:
            if isinstance(state, NoTie):
                return state
            return replace(state, cadence=cadence.evolve(state.cadence, event))


def asked(state: ConnectionTie, event: ConnectAsked) -> Tie:
    """Asked anew: a connection once made stays, an earlier no does not count any more."""
    stays = isinstance(state, Tie) and state.answer == "accepted"
    return Tie(
        event.jobseeker,
        event.contact,
        event.campaign,
        event.employer,
        event.session,
        event.channel,
        "accepted" if stays else None,
        state.cadence if isinstance(state, Tie) else Cadence(),
    )


ties: Decider[ConnectionTie, TieCommand, TieEvent] = Decider(
    kind="tie",
    collection="ties",
    initial=NoTie(),
    decide=decide,
    evolve=evolve,
    commands=get_args(TieCommand),
    events=get_args(TieEvent),
    needs=needs,
)
