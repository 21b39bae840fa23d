"""The slot table (PRODUCT 4.1): which fact is which ledger's business, and what it is to it."""

from nineteen.contact.policies.fatigue_gate.memory import Ledger, Move, What
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    Blocked,
    LateReplyReceived,
    ReleaseReason,
    RequestAgreed,
    RequestBounced,
    RequestDeclined,
    RequestExpired,
    RequestReplyCorrected,
    RequestWithdrawn,
    SlotRefused,
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

CONTACT: Ledger = "contact-ledger"
EMPLOYER: Ledger = "employer-ledger"
BOTH = (CONTACT, EMPLOYER)
Release = tuple[ReleaseReason, tuple[Ledger, ...]]
WITHOUT_MEETING: dict[type[Event], ReleaseReason] = {
    AgreementLapsed: "lapsed",
    AttendanceUnknown: "attendance_unknown",
    HostNoShowRecorded: "host_no_show",
    JobseekerNoShowRecorded: "jobseeker_no_show",
}


def moves_of(r: Recorded) -> tuple[Move, ...]:
    """What the ledgers must hear of this fact, the contact's first."""
    reason, ledgers = release_of(r.event) or ("held_back", ())
    releases = (moved(r, "release", ledger, reason) for ledger in ledgers)
    move = offer_of(r) or meeting_of(r)
    return (*releases, move) if move else tuple(releases)


def meeting_of(r: Recorded) -> Move | None:
    """What holds the contact's slot, or closes it for a while."""
    match r.event:
        case AppointmentConfirmed(starts_at=starts_at, group=group):
            return moved(r, "confirm").model_copy(update={"at": starts_at, "group": group})
        case AppointmentRescheduled(starts_at=starts_at):
            return moved(r, "move").model_copy(update={"at": starts_at})
        case SessionEnded(held=True, started_at=started_at):
            return moved(r, "use").model_copy(update={"at": started_at})
        case LateReplyReceived(answer="decline") | RequestReplyCorrected(answer="decline"):
            return moved(r, "block", CONTACT, "declined")
        case _:
            return None


def release_of(event: Event) -> Release | None:
    """Which facts free which slots; at agreement only the employer's is free again."""
    match event:
        case RequestAgreed():
            return "agreed", (EMPLOYER,)
        case RequestDeclined(opted_out=opted_out):
            return ("opted_out" if opted_out else "declined"), BOTH
        case RequestExpired():
            return "expired", BOTH
        case RequestBounced():
            return "bounced", BOTH
        case RequestWithdrawn(sent=True):
            return "withdrawn_after_sending", BOTH
        case _:
            return release_by_meeting(event)


def release_by_meeting(event: Event) -> Release | None:
    """A host who agreed has the contact's slot alone."""
    reason = why_no_meeting(event)
    return (reason, (CONTACT,)) if reason else None


def why_no_meeting(event: Event) -> ReleaseReason | None:
    match event:
        case AppointmentCancelled(by=by):
            return "cancelled_by_host" if by == "host" else "cancelled_by_jobseeker"
        case SessionEnded(held=False, jobseeker_attended=there):
            return "host_no_show" if there else "jobseeker_no_show"
        case LateReplyReceived(answer="decline") | RequestReplyCorrected(answer="decline"):
            return "declined"
        case _:
            return WITHOUT_MEETING.get(type(event))


def offer_of(r: Recorded) -> Move | None:
    """Somebody waits for the end of a block: then the slot is offered."""
    match r.event:
        case Blocked(offer_at=offer_at) | SlotRefused(offer_at=offer_at) if offer_at:
            ledger = CONTACT if r.stream.kind == CONTACT else EMPLOYER
            return Move(what="offer", ledger=ledger, tag=f"{offer_at:%Y-%m-%d}", at=offer_at)
        case _:
            return None


def moved(
    r: Recorded, what: What, ledger: Ledger = CONTACT, reason: ReleaseReason | None = None
) -> Move:
    return Move(
        what=what,
        ledger=ledger,
        tag=f"{r.stream.kind}-{r.version}",
        at=r.occurred_at,
        reason=reason,
        after_a_yes=r.stream.kind in ("appointment", "session"),
    )
