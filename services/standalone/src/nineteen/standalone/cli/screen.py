"""What people see: tables on the output, progress and sentences beside it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

LEVELS = {"ok": "green", "warning": "yellow", "problem": "red"}


def output() -> Console:
    """Results: what a pipe gets."""
    return Console(highlight=False)


def beside() -> Console:
    """Everything else."""
    return Console(stderr=True, highlight=False)


def say(sentence: str) -> None:
    """A sentence to whoever sits there."""
    beside().print(Text(sentence), soft_wrap=True)


def tell(sentence: str = "") -> None:
    """A sentence that is part of the result."""
    output().print(Text(sentence), soft_wrap=True)


def table(*titles: str, right: tuple[str, ...] = ()) -> Table:
    """A plain table; columns named in `right` hold numbers."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in titles:
        made.add_column(title, justify="right" if title in right else "left", overflow="fold")
    return made


class Bar:
    """One line of progress; `done` goes from 0 to 1."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None)

    def show(self, done: float, what: str | None = None) -> None:
        """Move it; the title may change on the way."""
        self._progress.update(self._task, total=1.0, completed=done, description=what)

    def wait(self, what: str) -> None:
        """From here on nobody knows how long it takes."""
        self._progress.update(self._task, total=None, description=what)


@contextmanager
def bar(what: str) -> Iterator[Bar]:
    """A progress bar where somebody looks, silence where the screen is a file."""
    console = beside()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with shown:
        yield Bar(shown, what)
