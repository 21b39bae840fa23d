"""From a host's yes to a confirmed time, or to the end of the search (P3)."""

from datetime import datetime

from nineteen.scheduling.domain.appointment_commands import (
    AcceptTime,
    Cancel,
    Confirm,
    CounterPropose,
    Lapse,
    NoteGroup,
    NoteNoTime,
    OpenAppointment,
    ProposeTimes,
)
from nineteen.scheduling.domain.calendar import ReleaseInterval, ReserveInterval
from nineteen.shared.decider import Command
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    RequestAgreed,
    RequestAgreedLate,
    RequestDrafted,
    RequestReplyCorrected,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    GroupJoined,
    HostNoShowRecorded,
    IntervalRefused,
    IntervalReserved,
    TimeAccepted,
    TimeCountered,
)
from nineteen.shared.schema.words import Ask, Instant

Answer = RequestAgreed | RequestAgreedLate | RequestReplyCorrected
MOST_TIMES = 5


class Agreement(Value):
    """What one request's agreement has come to, as far as the next steps need it."""

    zone: str = "UTC"
    employer_zone: str = "UTC"
    answers: int = 0
    """Rises with each answer, so that a corrected answer is a step of its own."""
    picked: int = 0
    """Generation of the time that waits for its interval; 0: none."""
    confirmed: int = 0
    """Generation of the time that stands; 0: none."""
    freed: tuple[int, ...] = ()
    """Generations that the last fact made needless."""
    search_ends_at: Instant | None = None
    """None: no time is sought."""
    after_no_show: bool = False


def key(e: Recorded) -> str | None:
    match e.event:
        case IntervalReserved(appointment=request) | IntervalRefused(appointment=request):
            return request
        case (
            RequestDrafted(ask=ask)
            | RequestAgreed(ask=ask)
            | RequestAgreedLate(ask=ask)
            | RequestReplyCorrected(ask=ask)
            | AppointmentOpened(ask=ask)
            | GroupJoined(ask=ask)
            | TimeAccepted(ask=ask)
            | TimeCountered(ask=ask)
            | AppointmentConfirmed(ask=ask)
            | AppointmentRescheduled(ask=ask)
            | AppointmentCancelled(ask=ask)
            | AgreementLapsed(ask=ask)
            | HostNoShowRecorded(ask=ask)
        ):
            return ask.request
        case _:
            return None


def note(m: Agreement, e: Recorded) -> Agreement:
    return m.model_copy(update={"freed": (), **answered(m, e), **timed(m, e)})


def answered(m: Agreement, e: Recorded) -> dict[str, object]:
    """What a fact of the request, or of the search for a time, changes."""
    match e.event:
        case RequestDrafted(zone=zone, employer_zone=employer_zone):
            return {"zone": zone, "employer_zone": employer_zone}
        case RequestAgreed() | RequestAgreedLate() | RequestReplyCorrected():
            return {"answers": m.answers + 1}
        case AppointmentOpened(lapse_at=ends_at):
            return {"search_ends_at": ends_at}
        case HostNoShowRecorded(offer_until=ends_at):
            return {"confirmed": 0, "search_ends_at": ends_at, "after_no_show": True}
        case _:
            return {}


def timed(m: Agreement, e: Recorded) -> dict[str, object]:
    """What a fact about one time changes."""
    match e.event:
        case TimeAccepted(generation=generation):
            return {"picked": generation}
        case TimeCountered(generation=generation):
            return {"picked": 0, "freed": (generation,)}
        case AppointmentConfirmed(generation=generation):
            return {"picked": 0, "confirmed": generation, "search_ends_at": None}
        case AppointmentRescheduled(generation=generation):
            return {"picked": 0, "confirmed": generation, "freed": (m.confirmed,)}
        case AppointmentCancelled() | AgreementLapsed():
            kept = tuple(each for each in (m.confirmed, m.picked) if each)
            return {"picked": 0, "confirmed": 0, "freed": kept, "search_ends_at": None}
        case _:
            return {}


def plan(m: Agreement, e: Recorded) -> list[Todo]:
    match e.event:
        case RequestAgreed() | RequestAgreedLate() | RequestReplyCorrected():
            return begin_or_end(m, e, e.event)
        case AppointmentOpened(ask=ask, coach_at=coach_at, lapse_at=lapse_at):
            no_time = NoteNoTime(lapse_at=lapse_at)
            waited = on_appointment(f"no-time/{e.version}", ask, no_time, coach_at)
            return [waited, *lapse(m, ask, e.version)]
        case HostNoShowRecorded(ask=ask):
            return lapse(m, ask, e.version)
        case TimeCountered(ask=ask) if m.search_ends_at and e.recorded_at >= m.search_ends_at:
            return [*release(m, ask), *lapse(m, ask, e.version)]
        case (
            TimeCountered(ask=ask) | AppointmentRescheduled(ask=ask) | AppointmentCancelled(ask=ask)
        ):
            return release(m, ask)
        case _:
            return settle(e)


def settle(e: Recorded) -> list[Todo]:
    """A picked time asks the jobseeker's calendar, whose answer confirms or counters it."""
    match e.event:
        case TimeAccepted():
            return [reserve(e.event)]
        case GroupJoined(beside=first, group=group, starts_at=at) if first is not None:
            noted = NoteGroup(group=group, starts_at=at)
            return [Todo(f"group/{e.version}", Target("appointment", first), noted)]
        case IntervalReserved(ask=ask, generation=generation):
            return [on_appointment(f"confirm/{generation}", ask, Confirm(generation=generation))]
        case IntervalRefused(ask=ask, generation=generation):
            other = CounterPropose(generation=generation, reason="overlap")
            return [on_appointment(f"counter/{generation}", ask, other)]
        case _:
            return []


def react(m: Agreement, e: Recorded) -> tuple[Agreement, list[Todo]]:
    known = note(m, e)
    return known, plan(known, e)


def begin_or_end(m: Agreement, e: Recorded, answer: Answer) -> list[Todo]:
    """A yes opens the search, a yes that was none ends it."""
    if not isinstance(answer, RequestReplyCorrected) or answer.answer == "agree":
        return begin(m, e, answer)
    if answer.was == "agreed":
        return [on_appointment(f"cancel/{m.answers}", answer.ask, Cancel(by="host"))]
    return []


def begin(m: Agreement, e: Recorded, yes: Answer) -> list[Todo]:
    """Open the search; a time that the host picked is accepted at once."""
    ask = yes.ask
    opening = OpenAppointment(
        ask=ask,
        minutes=yes.minutes,
        zone=m.zone,
        employer_zone=m.employer_zone,
        agreed_at=e.occurred_at,
    )
    todos = [on_appointment(f"open/{m.answers}", ask, opening)]
    if yes.proposed:
        proposal = ProposeTimes(by="host", times=yes.proposed[:MOST_TIMES])
        todos.append(on_appointment(f"propose/{m.answers}", ask, proposal))
    if yes.picked is not None:
        picked = AcceptTime(by="host", starts_at=yes.picked.starts_at, generation=1)
        todos.append(on_appointment(f"accept/{m.answers}", ask, picked))
    return todos


def lapse(m: Agreement, ask: Ask, step: int) -> list[Todo]:
    """End the search when its time is over."""
    if m.search_ends_at is None:
        return []
    command = Lapse(after_no_show=m.after_no_show)
    return [on_appointment(f"lapse/{step}", ask, command, m.search_ends_at)]


def reserve(picked: TimeAccepted) -> Todo:
    command = ReserveInterval(
        ask=picked.ask,
        generation=picked.generation,
        starts_at=picked.starts_at,
        minutes=picked.minutes,
        travel_minutes=picked.travel_minutes,
    )
    return on_calendar(f"reserve/{picked.generation}", picked.ask, command)


def release(m: Agreement, ask: Ask) -> list[Todo]:
    return [
        on_calendar(f"release/{each}", ask, ReleaseInterval(ask=ask, generation=each))
        for each in m.freed
    ]


def on_appointment(step: str, ask: Ask, command: Command, due: datetime | None = None) -> Todo:
    return Todo(step, Target("appointment", ask.request), command, due)


def on_calendar(step: str, ask: Ask, command: Command) -> Todo:
    return Todo(step, Target("calendar", ask.jobseeker), command)


agreement = Policy(name="agreement", memory=Agreement, key=key, react=react)
