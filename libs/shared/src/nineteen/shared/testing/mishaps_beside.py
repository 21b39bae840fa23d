"""What goes on beside the asks: feeds deliver, staff have tasks, hosts object."""

from typing import Any

from nineteen.shared.schema.contact import (
    BatchClosed,
    BatchOpened,
    Blocked,
    ConcernRaised,
    ConcernSettled,
    FeedRegistered,
    HostLimitSet,
    HostLimitStated,
    QueueLeft,
    RecordAccepted,
    RecordDuplicate,
    RecordLate,
    RecordQuarantined,
    SlotConfirmed,
    SlotRefused,
    SlotReleased,
    SlotReserved,
    SlotUsed,
)
from nineteen.shared.schema.followup import (
    CadenceSet,
    TaskAssigned,
    TaskCompleted,
    TaskDropped,
    TaskOpened,
    TieLapsed,
    TouchRecorded,
)
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.second_campaign import (
    CAMPAIGN,
    DAY,
    HOUR,
    JOBSEEKER,
    START,
    an_ask,
)

FEED = "county-list"


def feeds_deliver(book: Chronicle) -> None:
    """Three rows: one new and delivered again, an older version of it, one that cannot be used."""
    feed, batch = an_id("feed"), an_id("batch")
    book.write("partner-feed", feed, START, FeedRegistered(feed=FEED, name="County list"))
    book.write("feed-batch", batch, START + HOUR, BatchOpened(batch=batch, feed=FEED))
    counts = {"rows": 4, "accepted": 1, "duplicate": 1, "late": 1, "quarantined": 1}
    closed = BatchClosed.model_validate({"batch": batch, "feed": FEED, **counts})
    book.write("feed-batch", batch, START + 2 * HOUR, closed)
    good, bad = an_id("record", "good"), an_id("record", "bad")
    new = {"person": an_id("nobody"), "payload": "{}", "observed_at": START - 5 * HOUR}
    book.write(
        "source-record",
        good,
        START + HOUR,
        RecordAccepted.model_validate(of(good, 2) | new | {"skew_s": 30}),
        RecordDuplicate.model_validate(of(good, 2)),
        RecordLate.model_validate(of(good, 1)),
    )
    lost = RecordQuarantined.model_validate(of(bad, 1) | {"reason": "unknown_naics"})
    book.write("source-record", bad, START + HOUR, lost)


def of(record: str, version: int) -> dict[str, Any]:
    return {
        "record": record,
        "feed": FEED,
        "external_id": record[:8],
        "record_version": version,
        "type": "employer.listed",
    }


def staff_have_tasks(book: Chronicle) -> None:
    """One is done, one dropped, one taken and still open."""
    for name in ("done", "dropped", "open"):
        task = an_id("task", name)
        whose = {"task": task, "kind": "coach", "about": JOBSEEKER}
        whose |= {"jobseeker": JOBSEEKER, "campaign": CAMPAIGN}
        due = {"due": START + 2 * DAY, "reason": "overran_twice"}
        book.write("task", task, START, TaskOpened.model_validate(whose | due))
        if name == "open":
            taken = TaskAssigned.model_validate(whose | {"staff": an_id("staff")})
            book.write("task", task, START + DAY, taken)
            continue
        ended = TaskCompleted if name == "done" else TaskDropped
        said = "outcome" if name == "done" else "reason"
        over = ended.model_validate(whose | {"person": JOBSEEKER, said: "canary"})
        book.write("task", task, START + DAY, over)


def hosts_object(book: Chronicle) -> None:
    """A concern that is settled, one that is open, and a limit of the host's own."""
    ask = an_ask("corrected")
    whose = {"contact": ask.contact, "person": ask.person, "employer": ask.employer}
    first, second = (
        whose | {"concern": an_id("concern", number), "text": "canary", "settle_by": START + DAY}
        for number in (1, 2)
    )
    settled = whose | {"concern": an_id("concern", 1), "conclusion": "clarified"}
    limit = whose | {"ledger": "l", "interviews": 1, "days": 30, "evidence": "canary"}
    book.write(
        "contact",
        ask.contact,
        START + 30 * DAY,
        ConcernRaised.model_validate(first),
        ConcernSettled.model_validate(settled),
        ConcernRaised.model_validate(second),
        HostLimitStated.model_validate(limit),
    )


def ties_are_kept_up(book: Chronicle) -> None:
    """An interval, a touch that nobody answers, and then nothing."""
    ask, tie = an_ask("corrected"), an_id("tie", "kept up")
    whose: dict[str, Any] = {"tie": tie, "jobseeker": JOBSEEKER, "contact": ask.contact}
    whose |= {"campaign": CAMPAIGN, "employer": ask.employer, "session": ask.request}
    begun = {"days": 30, "generation": 1, "due_at": START + 30 * DAY, "lost_at": START + 90 * DAY}
    touch = {"touch": "message", "by": "jobseeker", "touched_at": START + 10 * DAY}
    touch |= {"unanswered": 1, "generation": 2}
    touch |= {"due_at": START + 40 * DAY, "lost_at": START + 100 * DAY}
    book.write(
        "tie",
        tie,
        START + 10 * DAY,
        CadenceSet.model_validate(whose | begun),
        TouchRecorded.model_validate(whose | touch),
    )
    lapsed = TieLapsed.model_validate(whose | {"generation": 2})
    book.write("tie", tie, START + 100 * DAY, lapsed)


def a_ledger_fills(book: Chronicle) -> None:
    """One host: a talk held, an ask that ended, one that is open, one that waits."""
    ledger, until = an_id("ledger", "busy"), START + 20 * DAY
    held, over, open_, waits = (
        {"reservation": an_id("reservation", number), "round": 1} for number in range(4)
    )
    asked = {"until": until, "asker": "a", "approved_at": START, "on": START.date()}
    no = {"reason": "contact_busy", "next_free_on": None, "approved_at": START, "queued": True}
    book.write(
        "contact-ledger",
        ledger,
        START,
        SlotReserved.model_validate(held | asked),
        SlotConfirmed.model_validate(held | {"starts_at": START + DAY, "on": START.date() + DAY}),
        SlotUsed.model_validate(held | {"held_on": START.date() + DAY}),
        Blocked.model_validate({"until": START.date() + 15 * DAY, "reason": "held"}),
        SlotReserved.model_validate(over | asked),
        SlotReleased.model_validate(over | {"reason": "declined"}),
        SlotReserved.model_validate(open_ | asked),
        SlotRefused.model_validate(waits | no),
        SlotRefused.model_validate(over | no),
        QueueLeft.model_validate(over | {"reason": "cannot_go"}),
        HostLimitSet(interviews=2, days=7),
    )
