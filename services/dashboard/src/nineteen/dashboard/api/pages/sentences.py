"""Events of the timeline as sentences, in the reader's language, with names joined at read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nineteen.dashboard.api.pages import wording
from nineteen.dashboard.api.pages.language import Tongue
from nineteen.dashboard.api.pages.names import Names
from nineteen.dashboard.api.pages.story import STORY, UNTOLD, VARIES_BY
from nineteen.shared.view import Document

PEOPLE = ("person", "acquaintance", "counselor", "staff")
DATES = ("next_free_on", "ready_on")
MOMENTS = ("starts_at", "was")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the timeline."""

    at: str
    kind: str
    type: str
    by: str
    text: str
    request: str | None


def told(
    month: Document, kind: str | None, who: Names, tongue: Tongue
) -> list[tuple[str, list[Line]]]:
    """The days of a month, newest first, each with its sentences, newest first."""
    lines = lines_of(month, kind, who, tongue)
    by_day = groupby(lines, key=lambda line: tongue.at(line.at).date().isoformat())
    return [(day, list(of_day)) for day, of_day in by_day]


def lines_of(month: Document, kind: str | None, who: Names, tongue: Tongue) -> Iterator[Line]:
    for event in reversed(month["events"]):
        if event["type"] in UNTOLD or kind not in {None, event["kind"]}:
            continue
        met = month["asks"].get(event["request"], {})
        text = sentence(event, met, who, tongue)
        yield Line(
            event["at"], event["kind"], event["type"], event["by"], text, event["request"]
        )


def sentence(event: Document, met: Document, who: Names, tongue: Tongue) -> str:
    """What happened; an event that has no sentence yet is told by its name."""
    name, facts = event["type"], event["facts"]
    said = facts.get(VARIES_BY.get(name, ""), "")
    variant = str(said).lower() if isinstance(said, bool) else said
    message = STORY.get(f"{name}.{variant}") or STORY.get(name)
    if message is None:
        return str(name)
    return tongue.gettext(message) % Telling(facts, met, who, tongue)


class Telling(dict[str, str]):
    """What stands for each placeholder of a sentence."""

    def __init__(
        self, facts: Mapping[str, Any], met: Mapping[str, str], who: Names, tongue: Tongue
    ) -> None:
        super().__init__()
        self._facts, self._met, self._who, self._tongue = facts, met, who, tongue

    def __missing__(self, name: str) -> str:
        facts, tongue = self._facts, self._tongue
        if name in {*PEOPLE, "host"}:
            return self._person(facts.get(name) or self._met.get("person"))
        if name in DATES:
            return tongue.day(facts.get(name))
        if name in MOMENTS:
            return tongue.moment(facts.get(name))
        match name:
            case "employer":
                found = self._who.employer(facts.get("employer") or self._met.get("employer"))
                return found or tongue.gettext("an employer")
            case "promised_end":
                return tongue.time(facts["promised_end"], seconds=True)
            case "actual":
                return minutes(facts["actual_s"])
            case "by":
                return minutes(facts["by_s"])
            case "days":
                return tongue.number(facts.get("lag_interview_days"))
            case "reason":
                return tongue.gettext(wording.CLOSED.get(facts["reason"], facts["reason"]))
            case "hours":
                return tongue.number(facts.get("hours"), 1)
            case _:
                return str(facts.get(name, "–"))

    def _person(self, subject: str | None) -> str:
        return self._who.person(subject) or self._tongue.gettext("somebody")


def minutes(seconds: int) -> str:
    """`18:40`"""
    return f"{seconds // 60}:{seconds % 60:02}"
