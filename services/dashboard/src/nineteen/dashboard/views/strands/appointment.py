"""What an appointment's stream tells."""

from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands.telling import Telling, Told, silent
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.scheduling.appointment import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    GroupJoined,
    HostDelegated,
    HostNoShowRecorded,
    InterpreterAwaited,
    InterpreterOverridden,
    InviteIssued,
    JobseekerNoShowRecorded,
    NoTimeFound,
    ReminderDue,
    ReminderSent,
    ReminderSkipped,
    SupportArranged,
    TimeAccepted,
    TimeCountered,
    TimesProposed,
)
from nineteen.shared.view import Part


def opened(it: Told[AppointmentOpened]) -> Part:
    return {
        "state": "open",
        "opened_at": it.at,
        "minutes": it.event.minutes,
        "zone": it.event.zone,
        "employer_zone": it.event.employer_zone,
        "coach_at": text(it.event.coach_at),
        "lapse_at": text(it.event.lapse_at),
    }


def accepted(it: Told[TimeAccepted]) -> Part:
    """A pick waits for its interval; until then a confirmed meeting stands as it was."""
    return {
        "picked": {
            "starts_at": text(it.event.starts_at),
            "minutes": it.event.minutes,
            "mode": it.event.mode,
            "place": it.event.place,
        }
    }


def countered(_it: Told[TimeCountered]) -> Part:
    return {"picked": None}


def confirmed(it: Told[AppointmentConfirmed]) -> Part:
    return {
        "state": "confirmed",
        "starts_at": text(it.event.starts_at),
        "minutes": it.event.minutes,
        "zone": it.event.zone,
        "employer_zone": it.event.employer_zone,
        "mode": it.event.mode,
        "place": it.event.place,
        "picked": None,
        "reminders": {},
        "confirmed_at": it.before.get("confirmed_at") or it.at,
    }


def moved(it: Told[AppointmentRescheduled]) -> Part:
    return (it.before.get("picked") or {}) | {
        "state": "confirmed",
        "starts_at": text(it.event.starts_at),
        "minutes": it.event.minutes,
        "picked": None,
        "reminders": {},
    }


def passed(state: str, it: Told[Event]) -> Part:
    """The meeting did not take place; the first such fact dates it, for one is one (M2)."""
    return {"state": state, "passed_at": it.before.get("passed_at") or it.at}


def cancelled(it: Told[AppointmentCancelled]) -> Part:
    return passed("cancelled", it)


def host_absent(it: Told[HostNoShowRecorded]) -> Part:
    until = it.event.offer_until
    seen = {"host_absent_at": it.before.get("host_absent_at") or it.at}
    return passed("host_no_show", it) | {"coach_at": until and text(until)} | seen


def jobseeker_absent(it: Told[JobseekerNoShowRecorded]) -> Part:
    seen = {"jobseeker_absent_at": it.before.get("jobseeker_absent_at") or it.at}
    return passed("jobseeker_no_show", it) | seen


def delegated(it: Told[HostDelegated]) -> Part:
    """Who is met; the ask's `person` stays the one who was asked."""
    return {"met": it.event.to.person}


def lapsed(_it: Told[AgreementLapsed]) -> Part:
    return {"state": "lapsed"}


def invited(it: Told[InviteIssued]) -> Part:
    return {"sequence": it.event.sequence}


def reminder(state: str, it: Told[ReminderDue | ReminderSent | ReminderSkipped]) -> Part:
    return {"reminders": it.before.get("reminders", {}) | {it.event.reminder: state}}


def reminder_due(it: Told[ReminderDue]) -> Part:
    return reminder("due", it)


def reminder_sent(it: Told[ReminderSent]) -> Part:
    return reminder("sent", it)


def reminder_skipped(it: Told[ReminderSkipped]) -> Part:
    return reminder("skipped", it)


TELLS: Telling = {
    AppointmentOpened: opened,
    TimesProposed: silent,
    TimeAccepted: accepted,
    TimeCountered: countered,
    AppointmentConfirmed: confirmed,
    AppointmentRescheduled: moved,
    AppointmentCancelled: cancelled,
    GroupJoined: silent,
    SupportArranged: silent,
    InterpreterAwaited: silent,
    InterpreterOverridden: silent,
    HostDelegated: delegated,
    HostNoShowRecorded: host_absent,
    JobseekerNoShowRecorded: jobseeker_absent,
    NoTimeFound: silent,
    AgreementLapsed: lapsed,
    InviteIssued: invited,
    ReminderDue: reminder_due,
    ReminderSent: reminder_sent,
    ReminderSkipped: reminder_skipped,
}
