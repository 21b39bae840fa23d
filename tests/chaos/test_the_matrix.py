"""The failure matrix is complete: each fault has tests of all its invariants, or a reason."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from nineteen.shared.testing.failure_matrix import COLUMNS
from nineteen.shared.testing.known_faults import FAULTS

ROOT = Path(__file__).parents[2]
PLACES = ("tests", "libs", "services")
PAGE = ROOT / "docs" / "failure-matrix.md"


def marks() -> Iterator[tuple[str, str]]:
    """(fault, invariants) of every mark in the repository."""
    for file in (f for place in PLACES for f in (ROOT / place).rglob("*.py")):
        text = file.read_text()
        if "mark.fault(" in text:
            tree = ast.parse(text)
            known = dict(constants(tree))
            for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
                if ast.unparse(call.func).endswith("mark.fault"):
                    (checks,) = (known.get(ast.unparse(k.value), k.value) for k in call.keywords)
                    yield from ((ast.literal_eval(f), ast.literal_eval(checks)) for f in call.args)


def constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What a module calls by a name of its own."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield ast.unparse(node.targets[0]), node.value


def test_each_fault_is_injected_with_its_invariants_or_there_is_a_reason() -> None:
    checked: dict[str, set[str]] = defaultdict(set)
    for fault, checks in marks():
        checked[fault] |= {*checks.split()}

    without = [f for f, known in FAULTS.items() if f not in checked and not known.reason]
    short = [f for f, known in FAULTS.items() if f in checked and not known.reason]
    assert without == []
    assert [f for f in short if not checked[f] >= {*FAULTS[f].checks.split()}] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_page_tells_what_became_of_each_fault(fault: str) -> None:
    (line,) = re.findall(rf"^\| {fault} \|.*$", PAGE.read_text(), re.MULTILINE)
    cells = dict(zip(COLUMNS, (cell.strip() for cell in line.strip("|").split(" | ")), strict=True))

    known = FAULTS[fault]
    assert (cells["fault"], cells["expected"]) == (known.what, known.expected)
    assert cells["result"] == "held" or known.reason
