"""Events of the timeline as sentences, in the reader's language, with names joined at read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nineteen.dashboard.api.pages import wording
from nineteen.dashboard.api.pages.language import Tongue
from nineteen.dashboard.api.pages.names import Names
from nineteen.dashboard.api.pages.story import STORY, UNTOLD, VARIES_BY
from nineteen.shared.view import Document


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
        yield Line(event["at"], event["kind"], event["type"], event["by"], text, event["request"])


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
        self.facts, self.met, self.who, self.tongue = facts, met, who, tongue

    def __missing__(self, name: str) -> str:
        way = WAYS.get(name)
        return way(self, name) if way else str(self.facts.get(name, "–"))


def person(it: Telling, name: str) -> str:
    found = it.who.person(it.facts.get(name) or it.met.get("person"))
    return found or it.tongue.gettext("somebody")


def employer(it: Telling, name: str) -> str:
    found = it.who.employer(it.facts.get(name) or it.met.get(name))
    return found or it.tongue.gettext("an employer")


def day(it: Telling, name: str) -> str:
    return it.tongue.day(it.facts.get(name))


def moment(it: Telling, name: str) -> str:
    return it.tongue.moment(it.facts.get(name))


def end(it: Telling, name: str) -> str:
    return it.tongue.time(it.facts[name], seconds=True)


def reason(it: Telling, name: str) -> str:
    return it.tongue.gettext(wording.CLOSED.get(it.facts[name], it.facts[name]))


def minutes(seconds: int) -> str:
    """`18:40`, of seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"


WAYS: Mapping[str, Callable[[Telling, str], str]] = {
    **dict.fromkeys(("person", "host", "acquaintance", "counselor", "staff"), person),
    **dict.fromkeys(("next_free_on", "ready_on"), day),
    **dict.fromkeys(("starts_at", "was"), moment),
    "employer": employer,
    "promised_end": end,
    "reason": reason,
    "actual": lambda it, _: minutes(it.facts["actual_s"]),
    "by": lambda it, _: minutes(it.facts["by_s"]),
    "days": lambda it, _: it.tongue.number(it.facts.get("lag_interview_days")),
    "hours": lambda it, name: it.tongue.number(it.facts.get(name), 1),
}
"""How a placeholder is filled; any other stands for the fact of its name."""
