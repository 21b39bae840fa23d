"""What a request's stream tells: from draft to the final answer, by the counting rules of M1."""

from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands.telling import Telling, Told, silent
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact.request import (
    AskMadeOutside,
    DraftApproved,
    DraftRevised,
    LateReplyReceived,
    LateYesHeld,
    QuestionAnswered,
    QuestionLeftOpen,
    RequestAgreed,
    RequestAgreedLate,
    RequestBounced,
    RequestCleared,
    RequestDeclined,
    RequestDrafted,
    RequestExpired,
    RequestHeld,
    RequestKeptOpen,
    RequestLintFailed,
    RequestNudged,
    RequestQuestioned,
    RequestReplyCorrected,
    RequestSent,
    RequestWithdrawn,
    WaitingResumed,
)
from nineteen.shared.view import Part


def final(answer: str, it: Told[Event]) -> Part:
    """A final answer; the first one stays on record when a later one replaces it."""
    first = it.before.get("first_final_at") or it.at
    return {"state": "final", "final": answer, "final_at": it.at, "first_final_at": first}


def drafted(it: Told[RequestDrafted]) -> Part:
    return {
        "state": "draft",
        "drafted_at": it.at,
        "channel": it.event.channel,
        "minutes": it.event.minutes,
        "office": it.event.office,
        "segment": it.event.segment,
        "soc": it.event.soc,
        "county": it.event.county,
        "naics_sector": it.event.naics_sector,
        "size_class": it.event.size_class,
        "ownership": it.event.ownership,
        "zone": it.event.zone,
        "employer_zone": it.event.employer_zone,
    }


def approved(it: Told[DraftApproved]) -> Part:
    return {"state": "approved", "approved_at": it.at, "ready_on": it.event.ready_on.isoformat()}


def held(it: Told[RequestHeld]) -> Part:
    day = it.event.next_free_on
    return {
        "state": "held",
        "held_at": it.at,
        "held_reason": it.event.reason,
        "next_free_on": day and day.isoformat(),
    }


def sent(it: Told[RequestSent]) -> Part:
    return {
        "state": "sent",
        "sent_at": it.at,
        "sent_on": it.event.sent_on.isoformat(),
        "expires_at": text(it.event.expires_at),
    }


def cleared(it: Told[RequestCleared]) -> Part:
    return {"state": "cleared", "cleared_until": text(it.event.until)}


def outside(_it: Told[AskMadeOutside]) -> Part:
    return {"outside": True}


def nudged(it: Told[RequestNudged]) -> Part:
    return {"nudges": it.event.number}


def resumed(it: Told[WaitingResumed]) -> Part:
    return {"expires_at": text(it.event.expires_at)}


def agreed(it: Told[RequestAgreed | RequestAgreedLate]) -> Part:
    return final("agreed", it)


def declined(it: Told[RequestDeclined]) -> Part:
    return final("declined", it)


def expired(it: Told[RequestExpired]) -> Part:
    return final("expired", it)


def bounced(it: Told[RequestBounced]) -> Part:
    return final("bounced", it)


def corrected(it: Told[RequestReplyCorrected]) -> Part:
    return final({"agree": "agreed", "decline": "declined"}[it.event.answer], it)


def withdrawn(it: Told[RequestWithdrawn]) -> Part:
    """Stays out of M1, but by hand after a nudge it counts as expired, by opt-out as declined."""
    match it.event:
        case RequestWithdrawn(sent=True, reason="opted_out"):
            counts = final("declined", it)
        case RequestWithdrawn(sent=True, nudged=True, reason="by_hand"):
            counts = final("expired", it)
        case _:
            counts = {}
    return counts | {"state": "withdrawn", "withdrawn_at": it.at}


TELLS: Telling = {
    RequestDrafted: drafted,
    DraftApproved: approved,
    RequestHeld: held,
    RequestSent: sent,
    RequestNudged: nudged,
    RequestCleared: cleared,
    AskMadeOutside: outside,
    WaitingResumed: resumed,
    RequestAgreed: agreed,
    RequestAgreedLate: agreed,
    RequestDeclined: declined,
    RequestExpired: expired,
    RequestBounced: bounced,
    RequestReplyCorrected: corrected,
    RequestWithdrawn: withdrawn,
    RequestQuestioned: silent,
    QuestionLeftOpen: silent,
    QuestionAnswered: silent,
    DraftRevised: silent,
    RequestKeptOpen: silent,
    RequestLintFailed: silent,
    LateReplyReceived: silent,
    LateYesHeld: silent,
}
