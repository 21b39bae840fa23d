"""Every code of a refusal stands in some test: what nothing drives could be unreachable."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEN_ONLY_WHERE_TIME_PASSES = frozenset({"clock_is_real", "demo_failed", "rebuild_under_way"})
"""Driven by hand: a real clock, a demo that breaks, two rebuilds at once."""


def test_every_code_of_a_refusal_is_driven_by_a_test() -> None:
    listed = (ROOT / "docs/problems.md").read_text()
    codes = set(re.findall(r"^\| `([a-z0-9_]+)`", listed, re.MULTILINE))
    tests = [*ROOT.glob("**/tests/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]
    said = "".join(path.read_text() for path in tests if ".venv" not in path.parts)

    assert len(codes) > 150
    assert {each for each in codes if f'"{each}"' not in said} <= SEEN_ONLY_WHERE_TIME_PASSES
