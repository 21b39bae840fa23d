"""Which tests hold which rule of the practice: read from the names and docstrings of tests.

`python -m nineteen.shared.testing.practice docs/practice.md` writes the table anew.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from nineteen.shared.testing.practice_rules import LATER, RULES

NAMED = re.compile(r"(?<![A-Za-z0-9-])([SPVME][0-9]{1,2})(?![0-9A-Za-z])")
IN_A_NAME = re.compile(r"(?:^|_)([spvme][0-9]{1,2})(?=_)")
RANGE = re.compile(r"([SPVME])([0-9]{1,2})\s*(?:-|to)\s*\1?([0-9]{1,2})\b")
FOLDERS = ("libs", "services", "tests")
SHOWN = 3
HEAD = """# The practice, and the tests that hold it

Read from the names and docstrings of the tests; `make practice` writes this page anew.
S are rules of conduct, P processes, V views, M figures, E stories.

| id | what | tests | where |
| --- | --- | --- | --- |
"""
Held = dict[str, list[tuple[str, str]]]
"""Rule -> (file, name of the test)."""


def held(root: Path) -> Held:
    """The tests of each rule, in the order of files."""
    found: Held = {rule: [] for rule in RULES}
    for file in sorted(file for name in FOLDERS for file in (root / name).rglob("test_*.py")):
        if ".venv" in file.parts:
            continue
        for name, rules in rules_of(file):
            for rule in rules & RULES.keys():
                found[rule].append((str(file.relative_to(root)), name))
    return found


def rules_of(file: Path) -> Iterator[tuple[str, set[str]]]:
    """Each test of a file with the rules that it, its class or its file names."""
    tree = ast.parse(file.read_text())
    of_file = named(ast.get_docstring(tree))
    for node, around in with_classes(tree):
        if node.name.startswith("test_"):
            in_name = {each.upper() for each in IN_A_NAME.findall(node.name)}
            yield node.name, of_file | around | in_name | named(ast.get_docstring(node))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def with_classes(tree: ast.Module) -> Iterator[tuple[Function, set[str]]]:
    """Functions of a file, with the rules that the docstring of their class names."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node, set()
        elif isinstance(node, ast.ClassDef):
            around = named(ast.get_docstring(node))
            yield from ((each, around) for each in node.body if isinstance(each, Function))


def named(text: str | None) -> set[str]:
    """The rules that a text names, also as a range: V1-V3."""
    if text is None:
        return set()
    found = set(NAMED.findall(text))
    for letter, first, last in RANGE.findall(text):
        found |= {f"{letter}{n}" for n in range(int(first), int(last) + 1)}
    return found


def page(found: Held) -> str:
    """The table."""
    return HEAD + "".join(f"{row}\n" for row in rows(found))


def rows(found: Held) -> Iterable[str]:
    """A row for each rule."""
    for rule, what in RULES.items():
        tests = found[rule]
        files = list(dict.fromkeys(file for file, _ in tests))
        where = ", ".join(f"[{Path(file).stem}](../{file})" for file in files[:SHOWN])
        more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
        later = f"later: {LATER[rule]}" if rule in LATER and not tests else ""
        yield f"| {rule} | {what} | {len(tests) or '–'} | {where + more or later or 'none'} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(held(Path.cwd())))
