"""Markdown for generated pages."""

from collections.abc import Iterable, Sequence

NOTICE = "<!-- Written by `nineteen docs` from the code: change the code, then run `make docs`. -->"


def page(title: str, *parts: str) -> str:
    """A page with its title and the notice that it is generated."""
    return "\n\n".join([f"# {title}", NOTICE, *parts]) + "\n"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty when there is no row."""
    body = [line(row) for row in rows]
    return "\n".join([line(titles), line(["---"] * len(titles)), *body]) if body else ""


def line(cells: Sequence[str]) -> str:
    """One row; line breaks and bars inside cells are tamed."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def code(text: str) -> str:
    """Text in the typewriter's face."""
    return f"`{text}`" if text else ""


def listed(names: Iterable[str]) -> str:
    """Names one after the other; a dash for none."""
    return ", ".join(names) or "–"


def sentence(text: str | None) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((text or "").strip().split("\n\n")[0].split())
