"""The table: goal, measured, verdict, and the figures behind each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

from benchmarks.goals import BY_ID, NOT_MEASURED, Goal
from benchmarks.rounds import Figure, Outcome

HEAD = ("#", "what", "against", "goal", "stretch", "measured", "rounds", "verdict", "behind it")
INTRO = """# Benchmarks

Written by `make bench WRITE=1`. Each figure is a ratio to its denominator, measured in the same
run in interleaved rounds: the median, and in brackets the least and the most. Compare within one
run only.
"""


def amount(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004


def spread(values: Sequence[float]) -> str:
    """Median, least and most."""
    if len(values) == 1:
        return amount(values[0])
    return f"{amount(median(values))} ({amount(min(values))}-{amount(max(values))})"


def bound(goal: Goal, value: float | None) -> str:
    """A goal in signs."""
    return "" if value is None else f"{'<=' if goal.at_most else '>='} {value:g} {goal.unit}"


def behind(figure: Figure, outcome: Outcome) -> str:
    """The two sides of a ratio, and what else was measured with it."""
    sides = ""
    if figure.over is not None:
        sides = f"{spread(outcome.series[figure.case])} / {spread(outcome.series[figure.over])}"
    more = "".join(f", {name} {spread(outcome.series[name])}" for name in figure.beside)
    return f"{sides} {figure.info}{more}".strip(" ,")


def row(figure: Figure, outcome: Outcome) -> tuple[str, ...]:
    """One line of the table."""
    values = figure.values(outcome.series)
    goal = BY_ID.get(figure.id)
    sides = behind(figure, outcome)
    if goal is None:
        measured = (spread(values), str(len(values)), "for information", sides)
        return (figure.id, "beside it", "", "", "", *measured)
    bounds = (bound(goal, goal.goal), bound(goal, goal.stretch))
    measured = (spread(values), str(len(values)), goal.verdict(values), sides)
    return (goal.id, goal.what, goal.against, *bounds, *measured)


def rows(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, ...]]:
    """All lines of the table."""
    for outcome in outcomes:
        for figure in outcome.figures:
            yield row(figure, outcome)


def unmeasured(skipped: Iterable[tuple[str, str]]) -> list[str]:
    """What has no figure, and why."""
    return [f"- {id_} not measured: {why}." for id_, why in (*NOT_MEASURED.items(), *skipped)]


def table(lines: Sequence[tuple[str, ...]]) -> str:
    """Markdown, padded so that it reads in a terminal as well."""
    every = [HEAD, *lines]
    widths = [max(len(line[column]) for line in every) for column in range(len(HEAD))]
    padded = [[cell.ljust(w) for cell, w in zip(line, widths, strict=True)] for line in every]
    rule = ["-" * width for width in widths]
    return "\n".join(f"| {' | '.join(line)} |" for line in [padded[0], rule, *padded[1:]])


def written(path: Path, at: datetime, machine: str, body: str) -> None:
    """Keep the table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{INTRO}\n{at:%Y-%m-%d %H:%M} UTC. {machine}.\n\n{body}\n")
