"""FatigueGate (P1): nobody is asked too often, and nothing is sent past the caps.

DraftApproved, then a day from the campaign's and the agency's pace; on that day the contact's
slot, then the employer's, then the ask goes out. Whatever becomes of it later, the ledgers hear.
"""

from collections.abc import Callable, Iterator, Mapping

from nineteen.contact.policies.fatigue_gate.memory import Gate, Phase, Who
from nineteen.contact.policies.fatigue_gate.moving import moved
from nineteen.contact.policies.fatigue_gate.noting import note
from nineteen.contact.policies.fatigue_gate.steps import forward, settle
from nineteen.contact.policies.fatigue_gate.undoing import (
    STOPPED,
    end,
    reapprove,
    refuse,
    undo,
    wait,
)
from nineteen.shared.policy import Policy, Todo
from nineteen.shared.schema.contact import (
    Blocked,
    DraftApproved,
    LateReplyReceived,
    PaceReserved,
    QueueLeft,
    RequestAgreed,
    RequestBounced,
    RequestDeclined,
    RequestDrafted,
    RequestExpired,
    RequestHeld,
    RequestReplyCorrected,
    RequestSent,
    RequestWithdrawn,
    SlotRefused,
    SlotReserved,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentRescheduled,
    AttendanceUnknown,
    HostNoShowRecorded,
    JobseekerNoShowRecorded,
    SessionEnded,
)

OfRequest = (
    RequestDrafted
    | DraftApproved
    | RequestHeld
    | RequestSent
    | RequestAgreed
    | RequestDeclined
    | RequestBounced
    | RequestExpired
    | LateReplyReceived
    | RequestReplyCorrected
    | RequestWithdrawn
)
OfMeeting = (
    AppointmentConfirmed
    | AppointmentRescheduled
    | AppointmentCancelled
    | AgreementLapsed
    | AttendanceUnknown
    | HostNoShowRecorded
    | JobseekerNoShowRecorded
    | SessionEnded
)
OfLedger = PaceReserved | SlotReserved | SlotRefused | QueueLeft | Blocked

PLANS: Mapping[Phase, Callable[[Gate, Who], Iterator[Todo]]] = {
    "gate": forward,
    "refused": refuse,
    "reapprove": reapprove,
    "held": wait,
    "withdrawn": end,
    "late": settle,
}


def key(r: Recorded) -> str | None:
    """The request: ledgers call it the reservation."""
    if isinstance(r.event, OfRequest | OfMeeting):
        return r.event.ask.request
    if isinstance(r.event, OfLedger):
        return r.event.reservation
    return None


def react(m: Gate, r: Recorded) -> tuple[Gate, list[Todo]]:
    return plan(note(m, r), r)


def plan(m: Gate, r: Recorded) -> tuple[Gate, list[Todo]]:
    """What follows from the memory; until the request is known, nothing does."""
    who = m.who
    if who is None:
        return m, []
    m, todos = moved(m, who)
    if m.phase in STOPPED:
        m, undone = undo(m, who, r.occurred_at)
        todos += undone
    if m.phase in PLANS:
        todos += PLANS[m.phase](m, who)
    return m, todos


fatigue_gate: Policy[Gate] = Policy("fatigue-gate", Gate, key, react, hears_commons=True)
