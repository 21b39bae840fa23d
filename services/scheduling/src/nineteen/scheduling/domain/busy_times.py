"""Busy times out of an uploaded calendar (RFC 5545): when, and nothing else of what it says.

Events that repeat daily or weekly are followed; a rule that says more is left out and counted, as
is what cannot be read. Whatever a file holds, the work is bounded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from nineteen.scheduling.domain.calendar import MOST_BUSY, BusyTime

MOST_REPEATED = 500
"""Repeated events of a file."""
OLDEST = timedelta(days=5 * 366)
"""A repetition that began earlier is left out."""
STEPS = {"DAILY": 1, "WEEKLY": 7}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNDERSTOOD = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
OURS = "@nineteen"
"""Ends the UID of our own invitations: a talk is no obstacle to itself."""
Span = tuple[datetime, datetime]


class CalendarRefused(ValueError):
    """This is no calendar, or it is fuller than anybody's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotUnderstood(ValueError):
    """This one event says more than is followed here."""


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """What a calendar keeps, and how many of its events were left out."""

    times: tuple[BusyTime, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Window:
    """What is looked at; times without a zone are meant in `zone`."""

    since: datetime
    until: datetime
    zone: ZoneInfo


def busy_times(content: bytes, window: Window) -> BusyTimes:
    """The times a calendar keeps within the window, merged; raises CalendarRefused."""
    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as no:
        raise CalendarRefused("not_a_calendar") from no
    if not isinstance(calendar, Calendar):
        raise CalendarRefused("not_a_calendar")
    events = [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]
    moved = replaced(events)
    spans: list[Span] = []
    left_out = repeated = 0
    for event in events:
        repeated += "RRULE" in event
        try:
            if repeated > MOST_REPEATED and "RRULE" in event:
                raise NotUnderstood
            spans += spans_of(event, window, moved)
        except (ValueError, OverflowError, AttributeError, TypeError):
            left_out += 1
    merged = list(merge(spans))
    if len(merged) > MOST_BUSY:
        raise CalendarRefused("calendar_too_full")
    return BusyTimes(tuple(BusyTime(starts_at=a, ends_at=b) for a, b in merged), left_out)


def replaced(events: Iterable[Event]) -> frozenset[tuple[str, Any]]:
    """The single times of repeated events that stand in the file as events of their own."""
    found = set()
    for each in events:
        when = getattr(each.get("RECURRENCE-ID"), "dt", None)
        if when is not None:
            found.add((str(each.get("UID")), when))
    return frozenset(found)


def spans_of(event: Event, window: Window, moved: frozenset[tuple[str, Any]]) -> list[Span]:
    """When an event keeps somebody busy; raises ValueError for what is not understood."""
    said = {name: str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP")}
    free = said["STATUS"] == "CANCELLED" or said["TRANSP"] == "TRANSPARENT"
    if free or str(event.get("UID", "")).endswith(OURS):
        return []
    start, end = event.start, event.end
    lasts = end - start
    if lasts <= timedelta(0):
        return []
    gone = {when for uid, when in moved if uid == str(event.get("UID"))} | excepted(event)
    starts = [start] if "RRULE" not in event else repetitions(event, start, window)
    counted = (each for each in starts if "RRULE" not in event or each not in gone)
    spans = [(placed(each, window.zone), lasts) for each in counted]
    found = [(at, at + lasts) for at, lasts in spans]
    return [
        (max(a, window.since), min(b, window.until))
        for a, b in found
        if a < window.until and b > window.since
    ]


def excepted(event: Event) -> set[Any]:
    """The times that a repetition leaves out."""
    said = event.get("EXDATE", [])
    return {day.dt for each in (said if isinstance(said, list) else [said]) for day in each.dts}


def placed(at: date, zone: ZoneInfo) -> datetime:
    """An instant; a whole day begins at midnight, and a time without a zone is meant here."""
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def repetitions(event: Event, start: date, window: Window) -> Iterator[date]:
    """The starts of a daily or weekly event, in the wall time of its zone."""
    said: Any = event["RRULE"]
    rule: dict[str, list[Any]] = dict(said)
    kind = rule.get("FREQ", [""])[0]
    too_old = placed(start, window.zone) < window.since - OLDEST
    if too_old or kind not in STEPS or not rule.keys() <= UNDERSTOOD or "RDATE" in event:
        raise NotUnderstood
    until = min(placed(rule["UNTIL"][0], window.zone), window.until) if "UNTIL" in rule else None
    last = until or window.until
    every = steps(start, kind, int(rule.get("INTERVAL", [1])[0]), rule.get("BYDAY", []))
    counted = islice(every, rule["COUNT"][0]) if "COUNT" in rule else every
    for each in counted:
        if placed(each, window.zone) > last:
            return
        yield each


def steps(start: date, kind: str, interval: int, days: list[str]) -> Iterator[date]:
    """All starts of a rule, without end; raises NotUnderstood."""
    if interval < 1 or not set(days) <= set(WEEKDAYS):
        raise NotUnderstood
    wanted = {WEEKDAYS.index(each) for each in days}
    if kind == "DAILY":
        yield from daily(start, interval, wanted or set(range(7)))
    monday = start - timedelta(days=start.weekday())
    while True:
        for day in sorted(wanted or {start.weekday()}):
            each = monday + timedelta(days=day)
            if each >= start:
                yield each
        monday += timedelta(days=7 * interval)


def daily(start: date, interval: int, wanted: set[int]) -> Iterator[date]:
    """Every so many days, on these weekdays; raises NotUnderstood where none of them ever comes."""
    if wanted.isdisjoint((start.weekday() + n * interval) % 7 for n in range(7)):
        raise NotUnderstood
    each = start
    while True:
        if each.weekday() in wanted:
            yield each
        each += timedelta(days=interval)


def merge(spans: Iterable[Span]) -> Iterator[Span]:
    """The same times without overlaps, in order."""
    current: Span | None = None
    for start, end in sorted(spans):
        if current is None:
            current = (start, end)
        elif start <= current[1]:
            current = (current[0], max(current[1], end))
        else:
            yield current
            current = (start, end)
    if current is not None:
        yield current
