"""ThankYou: a written thank-you within a day of the talk, one per session and host (S32, S33)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field, StringConstraints

from nineteen.followup.domain.plan import HOUR, TERMS, FollowUpPlan, NoPlan, Plan, plans
from nineteen.shared.decider import Command, Decider, Facts, Invalid, Missing, Ref, Rejected
from nineteen.shared.schema.followup import (
    ThankYouBounced,
    ThankYouDrafted,
    ThankYouLate,
    ThankYouSent,
)
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.words import Ask, Instant, Words

ON_TIME, _ = TERMS["thank_you"]
Written = Literal["email", "handwritten", "letter"]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


def thank_you_id(tenant: str, session: Id, host: Id) -> Id:
    """The id of the thank-you to this host (subject id) for this talk."""
    return natural_id("thank-you", tenant, session, host)


class ToHost(Command):
    """What names the thank-you: the talk, and the host by subject id."""

    creates: ClassVar[bool] = True

    session: Id
    host: Id = Field(description="subject id of the host, as the plan names it")

    def natural(self) -> tuple[str, ...]:
        """One thank-you per session and host."""
        return ("thank-you", self.tenant, self.session, self.host)


class DraftThankYou(ToHost):
    """Draft a thank-you that refers to one specific point of the talk and asks for nothing."""

    body: Words


class SendThankYou(ToHost):
    """Record that the written thank-you went out: by e-mail, by hand, or as a letter posted."""

    channel: Literal["email", "handwritten", "letter", "phone", "in_person"] = Field(
        description="phone and in_person are refused: a thank-you is written (S32)"
    )
    body: Body | None = None


class RecordHandwritten(ToHost):
    """Record a handwritten card; a photo of it is optional."""

    photo: bool = False


class ReportBounce(Command):
    """Report that the thank-you came back undelivered."""


class MarkLate(Command):
    """Note that 24 hours passed without a written thank-you."""

    internal: ClassVar[bool] = True

    ask: Ask
    host: Id
    due_at: Instant


ThankYouCommand = DraftThankYou | SendThankYou | RecordHandwritten | ReportBounce | MarkLate
ThankYouEvent = ThankYouDrafted | ThankYouSent | ThankYouLate | ThankYouBounced


@dataclass(frozen=True, slots=True)
class NoThankYou:
    """Nothing was written yet."""


@dataclass(frozen=True, slots=True)
class ThankYou:
    """A thank-you on its way; it can be late and sent, and sent again after a bounce."""

    ask: Ask
    host: Id
    sent_at: datetime | None = None
    late: bool = False
    bounced: bool = False


ThankYouState = NoThankYou | ThankYou


def needs(state: ThankYouState, command: ThankYouCommand) -> tuple[Ref, ...]:
    """The plan knows when the talk ended and who is owed thanks."""
    match command:
        case ReportBounce():
            return ()
        case MarkLate():
            return (Ref(plans, command.ask.request),)
        case _:
            return (Ref(plans, command.session),)


def decide(state: ThankYouState, command: ThankYouCommand, facts: Facts) -> list[ThankYouEvent]:
    match command:
        case ReportBounce():
            return report_bounce(state, command)
        case MarkLate():
            return mark_late(state, command, facts.of(plans, command.ask.request))
        case DraftThankYou():
            return draft(state, command, plan_of(command, facts))
        case SendThankYou(channel="phone" | "in_person"):
            raise Invalid(
                "thank_you_must_be_written",
                "A thank-you is written: by e-mail, by hand or as a letter. A spoken one is kind "
                "but does not close it; nothing was recorded. Write one and record that.",
            )
        case SendThankYou():
            return send(state, command, plan_of(command, facts))
        case RecordHandwritten():
            return send(state, command, plan_of(command, facts))
    assert_never(command)


def plan_of(command: ToHost, facts: Facts) -> Plan:
    plan = facts.of(plans, command.session)
    if isinstance(plan, NoPlan):
        raise Missing(
            "not_yet",
            "This talk is not recorded as held yet, so no thank-you is owed for it. "
            "Nothing was recorded; end the talk first, then try again in a moment.",
        )
    if command.host not in plan.hosts:
        raise Rejected(
            "not_a_host",
            "This person was not a host of the talk. Nothing was recorded; "
            "take the host from the plan of the talk.",
        )
    return plan


def draft(state: ThankYouState, command: DraftThankYou, plan: Plan) -> list[ThankYouEvent]:
    refuse_if_sent(state)
    return [
        ThankYouDrafted(
            ask=plan.ask, thank_you=command.target, host=command.host, body=command.body
        )
    ]


def refuse_if_sent(state: ThankYouState) -> None:
    if isinstance(state, ThankYou) and is_sent(state):
        raise Rejected(
            "already_sent",
            "The thank-you was sent already. Nothing was changed; a second one would be too much.",
        )


def is_sent(thank_you: ThankYou) -> bool:
    return thank_you.sent_at is not None and not thank_you.bounced


def send(
    state: ThankYouState, command: SendThankYou | RecordHandwritten, plan: Plan
) -> list[ThankYouEvent]:
    if isinstance(state, ThankYou) and is_sent(state):
        return []
    since = command.at - plan.ended_at
    if since < 0 * HOUR:
        raise Rejected(
            "before_the_end",
            "A thank-you cannot go out before the talk ended. Nothing was recorded; "
            "check the time at which it was sent.",
        )
    return [
        ThankYouSent(
            ask=plan.ask,
            thank_you=command.target,
            host=command.host,
            channel=written(command),
            sent_at=command.at,
            hours=round(since / HOUR, 2),
            on_time=since <= ON_TIME,
            photo=isinstance(command, RecordHandwritten) and command.photo,
            body=command.body if isinstance(command, SendThankYou) else None,
        )
    ]


def written(command: SendThankYou | RecordHandwritten) -> Written:
    match command:
        case SendThankYou(channel=("email" | "letter") as channel):
            return channel
        case _:
            return "handwritten"


def mark_late(state: ThankYouState, command: MarkLate, plan: FollowUpPlan) -> list[ThankYouEvent]:
    known = isinstance(state, ThankYou) and (state.late or state.sent_at is not None)
    if known or command.at < command.due_at or is_waived(plan, command.host):
        return []
    return [ThankYouLate(ask=command.ask, thank_you=command.target, host=command.host)]


def is_waived(plan: FollowUpPlan, host: Id) -> bool:
    owed = plan.find("thank_you", host) if isinstance(plan, Plan) else None
    return owed is not None and owed.status == "waived"


def report_bounce(state: ThankYouState, command: ReportBounce) -> list[ThankYouEvent]:
    if isinstance(state, NoThankYou) or state.sent_at is None:
        raise Rejected(
            "not_sent",
            "No thank-you was sent yet, so none can have come back. Nothing was changed; "
            "record the sending first.",
        )
    if state.bounced:
        return []
    return [ThankYouBounced(ask=state.ask, thank_you=command.target, host=state.host)]


def evolve(state: ThankYouState, event: ThankYouEvent) -> ThankYouState:
    thank_you = state if isinstance(state, ThankYou) else ThankYou(event.ask, event.host)
    match event:
        case ThankYouDrafted():
            return thank_you
        case ThankYouSent():
            return replace(thank_you, sent_at=event.sent_at, bounced=False)
        case ThankYouLate():
            return replace(thank_you, late=True)
        case ThankYouBounced():
            return replace(thank_you, bounced=True)
    assert_never(event)


thank_yous: Decider[ThankYouState, ThankYouCommand, ThankYouEvent] = Decider(
    kind="thank-you",
    collection="thank-yous",
    initial=NoThankYou(),
    decide=decide,
    evolve=evolve,
    commands=(DraftThankYou, SendThankYou, RecordHandwritten, ReportBounce, MarkLate),
    events=(ThankYouDrafted, ThankYouSent, ThankYouLate, ThankYouBounced),
    needs=needs,
)
