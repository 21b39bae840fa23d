"""What the streams after a talk tell: the plan, the thank-you, the tie, the lead."""

from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands.telling import Telling, Told, known, silent
from nineteen.shared.schema.followup.plan import (
    ActivityLogged,
    CadenceSet,
    ConnectAccepted,
    ConnectAsked,
    ConnectDeclined,
    ItemDone,
    ItemOverdue,
    ItemOverdueCleared,
    ItemWaived,
    NameUseGranted,
    NameUseRefused,
    PlanClosed,
    PlanOpened,
    ReferralBecameContact,
    ReferralClosed,
    ReferralNamed,
    ThankYouBounced,
    ThankYouDrafted,
    ThankYouLate,
    ThankYouSent,
    TieEnded,
    TieLapsed,
    TouchDue,
    TouchRecorded,
)
from nineteen.shared.view import Part

OfItem = ItemDone | ItemOverdue | ItemOverdueCleared | ItemWaived


def item_key(item: str, host: str | None) -> str:
    """A plan's items: one of each kind, and a thank-you for each host."""
    return f"{item}:{host}" if host else item


def plan_opened(it: Told[PlanOpened]) -> Part:
    items = {
        item_key(each.item, each.host): {
            "item": each.item,
            "host": each.host,
            "due_at": text(each.due_at),
            "overdue_at": text(each.overdue_at),
            "state": "open",
        }
        for each in it.event.items
    }
    return {"ended_at": text(it.event.ended_at), "items": items}


def item(state: str, it: Told[OfItem]) -> Part:
    items = it.before.get("items", {})
    key = item_key(it.event.item, it.event.host)
    changed = items.get(key, {}) | {"state": state}
    return {"items": items | {key: changed}}


def item_done(it: Told[ItemDone]) -> Part:
    return item("done", it)


def item_overdue(it: Told[ItemOverdue]) -> Part:
    return item("overdue", it)


def item_cleared(it: Told[ItemOverdueCleared]) -> Part:
    return item("open", it)


def item_waived(it: Told[ItemWaived]) -> Part:
    return item("waived", it)


PLAN: Telling = {
    PlanOpened: plan_opened,
    ItemDone: item_done,
    ItemOverdue: item_overdue,
    ItemOverdueCleared: item_cleared,
    ItemWaived: item_waived,
    PlanClosed: silent,
}


def thank_you_drafted(it: Told[ThankYouDrafted]) -> Part:
    return {"host": it.event.host, "drafted_at": it.at}


def thank_you_late(it: Told[ThankYouLate]) -> Part:
    return {"host": it.event.host, "late_at": it.at}


def thank_you_sent(it: Told[ThankYouSent]) -> Part:
    return {
        "host": it.event.host,
        "sent_at": text(it.event.sent_at),
        "first_sent_at": it.before.get("first_sent_at") or text(it.event.sent_at),
        "channel": it.event.channel,
        "hours": it.event.hours,
        "on_time": it.event.on_time or it.before.get("on_time", False),
        "returned": False,
    }


def thank_you_bounced(it: Told[ThankYouBounced]) -> Part:
    return {"host": it.event.host, "bounced_at": it.at, "returned": True}


THANK_YOU: Telling = {
    ThankYouDrafted: thank_you_drafted,
    ThankYouLate: thank_you_late,
    ThankYouSent: thank_you_sent,
    ThankYouBounced: thank_you_bounced,
}


def of_tie(it: Told[ConnectAsked | ConnectAccepted | ConnectDeclined]) -> Part:
    return {
        "tie": it.event.tie,
        "session": it.event.session,
        "jobseeker": it.event.jobseeker,
        "contact": it.event.contact,
        "campaign": it.event.campaign,
        "employer": it.event.employer,
    }


def connect_asked(it: Told[ConnectAsked]) -> Part:
    return of_tie(it) | {"asked_at": it.at, "channel": it.event.channel}


def connect_accepted(it: Told[ConnectAccepted]) -> Part:
    return of_tie(it) | {"accepted_at": it.at}


def connect_declined(it: Told[ConnectDeclined]) -> Part:
    return of_tie(it) | {"declined_at": it.at}


def cadence(it: Told[CadenceSet]) -> Part:
    return {
        "days": it.event.days,
        "due_at": text(it.event.due_at),
        "lost_at": text(it.event.lost_at),
    }


def touched(it: Told[TouchRecorded]) -> Part:
    return {
        "due_at": it.event.due_at and text(it.event.due_at),
        "lost_at": it.event.lost_at and text(it.event.lost_at),
        "last_touch_at": max(it.before.get("last_touch_at", ""), text(it.event.touched_at)),
        "last_touch_by": it.event.by,
        "last_touch_kind": it.event.touch,
        "unanswered": it.event.unanswered,
        "lapsed_at": None,
    }


def touch_lapsed(it: Told[TieLapsed]) -> Part:
    return {"lapsed_at": it.at}


def tie_ended(it: Told[TieEnded]) -> Part:
    return {"ended_at": it.at}


TIE: Telling = {
    ConnectAsked: connect_asked,
    ConnectAccepted: connect_accepted,
    ConnectDeclined: connect_declined,
    CadenceSet: cadence,
    TouchRecorded: touched,
    TieLapsed: touch_lapsed,
    TieEnded: tie_ended,
    TouchDue: silent,
    ActivityLogged: silent,
}


def named(it: Told[ReferralNamed]) -> Part:
    return {
        "lead": it.event.lead,
        "person": it.event.person,
        "campaign": it.event.campaign,
        "jobseeker": it.event.jobseeker,
        "source": it.event.source,
        "session": it.event.session,
        "root_session": it.event.root_session,
        "referrer": it.event.referrer,
        "generation": it.event.generation,
        "employer": it.event.employer,
        "name_use": it.before.get("name_use", "not_asked"),
        "named_at": it.at,
    }


def name_granted(_it: Told[NameUseGranted]) -> Part:
    return {"name_use": "granted"}


def name_refused(_it: Told[NameUseRefused]) -> Part:
    return {"name_use": "refused"}


def became_contact(it: Told[ReferralBecameContact]) -> Part:
    return known(contact=it.event.contact, employer=it.event.employer, became_contact_at=it.at)


def lead_closed(it: Told[ReferralClosed]) -> Part:
    return {"closed_at": it.at}


LEAD: Telling = {
    ReferralNamed: named,
    NameUseGranted: name_granted,
    NameUseRefused: name_refused,
    ReferralBecameContact: became_contact,
    ReferralClosed: lead_closed,
}
