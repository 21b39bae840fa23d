"""What the streams of feeds, batches and source records tell; payloads stay where they are."""

from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands.telling import Telling, Told
from nineteen.shared.schema.contact.feed import (
    BatchClosed,
    BatchOpened,
    FeedRegistered,
    RecordAccepted,
    RecordDuplicate,
    RecordLate,
    RecordQuarantined,
    RecordResolved,
)
from nineteen.shared.view import Part

Answer = RecordAccepted | RecordDuplicate | RecordLate | RecordQuarantined | RecordResolved


def registered(it: Told[FeedRegistered]) -> Part:
    return {"feed": it.event.feed, "name": it.event.name}


def batch_opened(it: Told[BatchOpened]) -> Part:
    return {"feed": it.event.feed, "batch": it.event.batch, "opened_at": it.at}


def batch_closed(it: Told[BatchClosed]) -> Part:
    said = ("rows", "accepted", "duplicate", "late", "quarantined")
    counts = {name: getattr(it.event, name) for name in said}
    return {"feed": it.event.feed, "batch": it.event.batch, "closed_at": it.at, "counts": counts}


def answered(it: Told[Answer], said: str) -> Part:
    """Every delivery of a record has one answer; a duplicate is a delivery too."""
    told = it.before.get("answers", {})
    return {
        "feed": it.event.feed,
        "record": it.event.record,
        "type": it.event.type,
        "answers": told | {said: told.get(said, 0) + 1},
        "seen_at": it.at,
    }


def accepted(it: Told[RecordAccepted]) -> Part:
    delays = [*it.before.get("delays_s", []), delay(it)]
    return answered(it, "accepted") | {"delays_s": delays, "skew_s": it.event.skew_s}


def delay(it: Told[RecordAccepted]) -> int:
    """Seconds from what the partner observed to its arrival here."""
    return it.seconds_since(text(it.event.observed_at))


def duplicate(it: Told[RecordDuplicate]) -> Part:
    return answered(it, "duplicate")


def late(it: Told[RecordLate]) -> Part:
    return answered(it, "late")


def quarantined(it: Told[RecordQuarantined]) -> Part:
    reasons = it.before.get("reasons", {})
    why = it.event.reason
    return answered(it, "quarantined") | {
        "reasons": reasons | {why: reasons.get(why, 0) + 1},
        "waits": True,
    }


def resolved(it: Told[RecordResolved]) -> Part:
    return {"feed": it.event.feed, "record": it.event.record, "waits": False, "seen_at": it.at}


FEED: Telling = {FeedRegistered: registered}
BATCH: Telling = {BatchOpened: batch_opened, BatchClosed: batch_closed}
RECORD: Telling = {
    RecordAccepted: accepted,
    RecordDuplicate: duplicate,
    RecordLate: late,
    RecordQuarantined: quarantined,
    RecordResolved: resolved,
}
