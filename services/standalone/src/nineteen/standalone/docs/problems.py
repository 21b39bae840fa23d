"""docs/problems.md: the stable codes that programs look at, found where the code raises them."""

import ast
from collections.abc import Iterator, Mapping, Sequence
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
PACKAGES = ("shared", "contact", "scheduling", "followup", "dashboard")
LEFT_OUT = frozenset({"testing"})


@dataclass(frozen=True, slots=True)
class Part:
    """Where a call says something: by place or by name."""

    place: int
    name: str

    def of(self, call: ast.Call) -> ast.expr | None:
        """What it says there."""
        by_name = {each.arg: each.value for each in call.keywords}
        here = call.args[self.place] if self.place < len(call.args) else None
        return by_name.get(self.name, here)


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of refusal is written down."""

    kind: str
    """http, list or row"""
    status: str | Part
    code: Part
    sentence: Part


def rejected(status: str) -> Form:
    """A refusal of the domain, with the status it gets over HTTP."""
    return Form("http", status, Part(0, "code"), Part(1, "sentence"))


TRANSPORT = Form("http", Part(0, "status"), Part(1, "code"), Part(2, "detail"))
FORMS: Mapping[str, Form] = {
    "Rejected": rejected("409"),
    "Invalid": rejected("422"),
    "Missing": rejected("404"),
    "Forbidden": rejected("403"),
    "Problem": TRANSPORT,
    "problem": TRANSPORT,
    "ListRefused": Form("list", "422", Part(0, "code"), Part(1, "detail")),
    "Unread": Form("row", "", Part(0, "code"), Part(1, "detail")),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place where a code is given."""

    kind: str
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
            if not LEFT_OUT & set(file.relative_to(root).parts):
                yield from refusals_in(ast.parse(file.read_text("utf-8")), package)


def refusals_in(module: ast.Module, package: str) -> Iterator[Refusal]:
    """Those of one module; a function that only hands code and sentence on is seen through."""
    forms = dict(FORMS)
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and (form := handed_on(node)):
            forms[node.name] = form
    for node in ast.walk(module):
        form = forms.get(called(node)) if isinstance(node, ast.Call) else None
        if form and isinstance(node, ast.Call):
            name, sentence = text(form.code.of(node)), text(form.sentence.of(node))
            status = text(form.status.of(node)) if isinstance(form.status, Part) else form.status
            if name and "…" not in name:
                kind = "row" if "code" in keywords(node) else form.kind
                yield Refusal(kind, name, status or "", sentence or "…", package)


def called(node: ast.AST) -> str:
    """The name of what is called."""
    function = node.func if isinstance(node, ast.Call) else node
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def keywords(call: ast.Call) -> dict[str | None, ast.expr]:
    """What a call passes by name."""
    return {each.arg: each.value for each in call.keywords}


def handed_on(function: ast.FunctionDef) -> Form | None:
    """The form of a function that refuses with a code that it was given."""
    given = [each.arg for each in function.args.args]
    for node in ast.walk(function):
        form = FORMS.get(called(node)) if isinstance(node, ast.Call) else None
        if form and isinstance(node, ast.Call):
            name, says = form.code.of(node), form.sentence.of(node)
            if isinstance(name, ast.Name) and name.id in given and isinstance(says, ast.Name):
                kind = "row" if "code" in keywords(node) else form.kind
                status = form.status if isinstance(form.status, str) else ""
                places = [Part(given.index(each.id), each.id) for each in (name, says)]
                return Form(kind, status, *places)
    return None


def text(node: ast.expr | None) -> str | None:
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
