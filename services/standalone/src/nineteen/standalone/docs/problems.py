"""docs/problems.md: the stable codes that programs look at, found where the code raises them."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nineteen
from nineteen.standalone.docs.markdown import code, listed, page, table

INTRODUCTION = """\
A refusal is a problem document (RFC 9457): `code` is stable and for programs, `detail` is for
people and says what happened, what was kept and what to do next. "…" stands for what differs from
case to case."""
LISTS = """\
A list that cannot be read at all is refused with 422 before any row, under these codes with `list_`
in front."""
ROWS = """\
A row of a list, or a partner's record, that cannot be used is quarantined for one of these reasons;
the others go on."""
STATUS = {"Rejected": "409", "Invalid": "422", "Missing": "404", "Forbidden": "403"}
TRANSPORT = frozenset({"Problem", "problem"})
ROW_REASONS = frozenset({"Unread"})
PACKAGES = ("shared", "contact", "scheduling", "followup", "dashboard")
LEFT_OUT = frozenset({"testing"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place where a code is given."""

    kind: str
    """http, list or row"""
    code: str
    status: str
    sentence: str
    where: str


def problems() -> str:
    """The page."""
    found = [each for package in PACKAGES for each in refusals(package)]
    return page(
        "Problems",
        INTRODUCTION,
        "## Over HTTP",
        table(("code", "status", "says", "from"), rows(found, "http")),
        "## Lists",
        LISTS,
        table(("code", "status", "says", "from"), rows(found, "list")),
        "## Quarantined rows and records",
        ROWS,
        table(("code", "says", "from"), [(c, s, w) for c, _, s, w in rows(found, "row")]),
    )


def rows(found: Sequence[Refusal], kind: str) -> list[tuple[str, str, str, str]]:
    """One row for each code and sentence, in the order of codes."""
    places: dict[tuple[str, str, str], set[str]] = {}
    for each in found:
        if each.kind == kind:
            places.setdefault((each.code, each.status, each.sentence), set()).add(each.where)
    return [
        (code(name), status, sentence, listed(sorted(where)))
        for (name, status, sentence), where in sorted(places.items())
    ]


def refusals(package: str) -> Iterator[Refusal]:
    """Every refusal in the source of a package."""
    for root in nineteen.__path__:
        for file in sorted(Path(root, package).rglob("*.py")):
            where = file.relative_to(root)
            if not LEFT_OUT & set(where.parts):
                partner = "import partner" in (source := file.read_text("utf-8"))
                records = "schema.partner import" in source or file.name == "partner.py" or partner
                for call in calls(source):
                    if found := refusal(call, package, records=records):
                        yield found


def calls(source: str) -> Iterator[ast.Call]:
    """Every call in a source."""
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def refusal(call: ast.Call, package: str, *, records: bool) -> Refusal | None:
    """What a call refuses, if it does; `records`: its `Problem` is a record's."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    said = [text(each) for each in call.args]
    by_name = {each.arg: text(each.value) for each in call.keywords}
    if name in TRANSPORT and "code" in by_name:
        return kept("row", by_name["code"], "", by_name.get("detail"), package) if records else None
    if name in TRANSPORT and len(said) > 2:  # noqa: PLR2004  status, code, sentence
        status = str(said[0] or "")
        return kept("http", said[1], status, said[2], package)
    if len(said) < 2:  # noqa: PLR2004  code, sentence
        return None
    if name in STATUS:
        return kept("http", said[0], STATUS[name], said[1], package)
    if name == "ListRefused":
        return kept("list", said[0], "422", said[1], package)
    return kept("row", said[0], "", said[1], package) if name in ROW_REASONS else None


def kept(
    kind: str, name: str | None, status: str, sentence: str | None, package: str
) -> Refusal | None:
    """A refusal, if its code is written out and its sentence says something."""
    if not name or "…" in name:
        return None
    return Refusal(kind, name, status, sentence or "…", package)


def text(node: ast.expr) -> str | None:
    """A text as written; what is filled in becomes an ellipsis; None for anything else."""
    match node:
        case ast.Constant(value=str() | int() as value):
            return str(value)
        case ast.JoinedStr(values=parts):
            return "".join(text(part) or "…" for part in parts)
        case ast.FormattedValue():
            return "…"
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return f"{text(left) or '…'}{text(right) or '…'}"
        case _:
            return None
