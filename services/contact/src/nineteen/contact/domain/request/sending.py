"""From approval to the host: approve, hold, send, nudge, expire."""

from nineteen.contact.domain.ask_dates import (
    EVENING,
    dates_when_sent,
    ready_day,
)
from nineteen.contact.domain.campaign import Opened, campaigns
from nineteen.contact.domain.contact import Known, contacts
from nineteen.contact.domain.request.commands import (
    ApproveDraft,
    Expire,
    Hold,
    Nudge,
    ReleaseSibling,
    SendRequest,
)
from nineteen.contact.domain.request.readiness import first_obstacle
from nineteen.contact.domain.request.state import (
    Approved,
    Begun,
    Cleared,
    Draft,
    Held,
    Sent,
    Written,
)
from nineteen.shared.decider import Command, Facts, Invalid, Rejected
from nineteen.shared.schema.business_days import after, at_local, day_of_fact, local_date
from nineteen.shared.schema.contact import (
    DraftApproved,
    HoldReason,
    RequestCleared,
    RequestExpired,
    RequestHeld,
    RequestLintFailed,
    RequestNudged,
    RequestSent,
)
from nineteen.shared.schema.words import Channel

NUDGES = 2
KEPT_WHEN_CLEARED = 3
"""[assume] Business days in which a cleared ask is to be made."""
KEPT_FOR_APPROVAL = 2
"""Business days for which an offered slot waits for a new approval."""


def approve(
    request: Begun, command: ApproveDraft, facts: Facts
) -> list[DraftApproved | RequestLintFailed]:
    """Yes, if nothing known stands in the way and the text is clean (S19); then it is P1's."""
    match request:
        case Draft():
            last = 0
        case Held() if not request.queued:
            last = request.round
        case Approved() | Held():
            return []
        case _:
            raise Rejected(
                "sent_already",
                "This request went out or was settled already. Nothing was changed; "
                "draft another one.",
            )
    written = request.written
    refuse_unsaid(command)
    if obstacle := first_obstacle(written, facts):
        raise obstacle.refusal()
    refuse_after_goal(written, command, facts)
    if written.lint:
        return [RequestLintFailed(ask=written.drafted.ask, errors=written.lint)]
    return [approved(written, command, last, command.said_yes)]


def approved(written: Written, command: Command, last: int, said_yes: str | None) -> DraftApproved:
    return DraftApproved(
        ask=written.drafted.ask,
        round=last + 1,
        approved_at=command.at,
        ready_on=ready_day(command.at, written.drafted.employer_zone, command.settings),
        said_yes=said_yes,
    )


def release(request: Begun, command: ReleaseSibling, facts: Facts) -> list[DraftApproved]:
    """What the jobseeker approved goes on, if nothing else has come between (P11)."""
    if not isinstance(request, Held) or request.round != command.round:
        return []
    if request.reason != "sibling" or first_obstacle(request.written, facts):
        return []
    return [approved(request.written, command, request.round, None)]


def refuse_unsaid(command: ApproveDraft) -> None:
    """The jobseeker initiates (S34): staff record the yes they act on."""
    if command.actor.is_staff and not command.said_yes:
        raise Invalid(
            "said_yes_missing",
            "Staff approve in the jobseeker's name. The text is kept; "
            "say in said_yes how and when the jobseeker said yes.",
        )


def refuse_after_goal(written: Written, command: ApproveDraft, facts: Facts) -> None:
    campaign = facts.of(campaigns, written.drafted.ask.campaign)
    if isinstance(campaign, Opened) and campaign.reached and not command.confirm_after_goal:
        raise Rejected(
            "goal_reached",
            "The campaign has reached its goal of held interviews. The text is kept; "
            "approve it with confirm_after_goal to ask on.",
        )


def send(
    request: Begun, command: SendRequest, facts: Facts
) -> list[RequestSent | RequestCleared | RequestHeld]:
    """The ask goes out, or is held for what has come between; an older round is overtaken."""
    match request:
        case Approved() if request.round == command.round:
            pass
        case Held() if request.queued and request.round < command.round:
            pass
        case _:
            return []
    written = request.written
    if obstacle := first_obstacle(written, facts):
        return [held(written, command, command.round, obstacle.reason)]
    if written.drafted.channel != "email":
        return [cleared(written, command)]
    return [sent(written, command, command.round, written.drafted.channel)]


def cleared(written: Written, command: SendRequest) -> RequestCleared:
    """The slots are kept for three business days, in which somebody calls, writes or goes there."""
    drafted, settings = written.drafted, command.settings
    day = day_of_fact(command.at, drafted.employer_zone, settings)
    until = at_local(after(day, KEPT_WHEN_CLEARED, settings), EVENING, drafted.employer_zone)
    return RequestCleared(
        ask=drafted.ask, round=command.round, channel=drafted.channel, until=until
    )


def sent(written: Written, command: Command, last: int, channel: Channel) -> RequestSent:
    drafted = written.drafted
    dates = dates_when_sent(command.at, drafted.employer_zone, command.settings)
    return RequestSent(
        ask=drafted.ask,
        round=last,
        sent_on=local_date(command.at, drafted.zone),
        channel=channel,
        nudges_at=dates.nudges_at,
        expires_at=dates.expires_at,
        minutes=drafted.minutes,
    )


def hold(request: Begun, command: Hold, facts: Facts) -> list[RequestHeld]:
    """Only what is on its way can be held back, and only by the round it is in.

    Whoever holds any round does so for a pause: when that is over, nothing happens.
    """
    if command.round == 0 and is_asking(request.written, facts):
        return []
    match request:
        case Approved():
            moves = command.round == 0 or command.round >= request.round
        case Held():
            moves = moves_held(request, command)
        case Cleared():
            moves = command.reason != "not_sent_in_time" or command.at >= request.until
        case _:
            return []
    if not moves:
        return []
    kept = held(request.written, command, command.round or request.round, command.reason)
    dates = {"next_free_on": command.next_free_on, "queued": command.queued}
    return [kept.model_copy(update=dates)]


def is_asking(written: Written, facts: Facts) -> bool:
    campaign = facts.of(campaigns, written.drafted.ask.campaign)
    return isinstance(campaign, Opened) and not (campaign.paused or campaign.closed)


def moves_held(request: Held, command: Hold) -> bool:
    """A later round of who waits; else news for who waits, or who must approve again."""
    if command.round not in (0, request.round):
        waits = request.queued or not command.queued
        return waits and command.round > request.round
    if request.queued:
        # The alarm of the round that ended in the waiting list comes for nothing.
        return not command.queued and command.reason != "not_sent_in_time"
    return request.reason == "reapprove" and command.reason != "reapprove"


def held(written: Written, command: Command, last: int, reason: HoldReason) -> RequestHeld:
    """A slot that is offered after a long wait is kept for two business days (4.1)."""
    zone, settings = written.drafted.employer_zone, command.settings
    release_at = None
    if reason == "reapprove":
        day = after(day_of_fact(command.at, zone, settings), KEPT_FOR_APPROVAL, settings)
        release_at = at_local(day, EVENING, zone)
    return RequestHeld(ask=written.drafted.ask, round=last, reason=reason, release_at=release_at)


def nudge(request: Begun, command: Nudge, facts: Facts) -> list[RequestNudged]:
    """At most two, none once there is an answer, none while something stands still (P2)."""
    if not isinstance(request, Sent) or not request.nudged < command.number <= NUDGES:
        return []
    if request.asked or request.wait != command.wait:
        return []
    ask = request.written.drafted.ask
    campaign = facts.of(campaigns, ask.campaign)
    if isinstance(campaign, Opened) and campaign.paused:
        return []
    contact = facts.of(contacts, ask.contact)
    if isinstance(contact, Known) and contact.concerns.open:
        return []
    return [RequestNudged(ask=ask, number=command.number, channel=request.channel)]


def expire(request: Begun, command: Expire) -> list[RequestExpired]:
    if not isinstance(request, Sent) or request.asked or command.at < request.expires_at:
        return []
    return [RequestExpired(ask=request.written.drafted.ask)]
