"""Every rule of the practice is held by a test, and the page that says by which is current."""

from pathlib import Path

from nineteen.shared.testing.practice import held, named, page, rules_of
from nineteen.shared.testing.practice_rules import LATER, RULES

ROOT = Path(__file__).parents[2]
NOT_YET: frozenset[str] = frozenset()
"""Only ever shorter."""


def test_every_rule_that_is_due_has_a_test() -> None:
    found = held(ROOT)

    assert {rule for rule in RULES if not found[rule]} <= NOT_YET | LATER.keys()


def test_the_page_of_the_practice_is_current() -> None:
    assert (ROOT / "docs/practice.md").read_text() == page(held(ROOT)), "run `make practice`"


def test_a_rule_is_read_from_names_and_docstrings_alone(tmp_path: Path) -> None:
    file = tmp_path / "test_some.py"
    file.write_text(
        '"""P1: of the file."""\n'
        "def test_e3_a_host_declines():\n"
        '    """S20, F-20 and ES12 stand here; S4."""\n'
        '    assert "S39"\n'
        "class TestMore:\n"
        '    """V1-V3."""\n'
        "    def test_more(self): ...\n"
        "def no_test():\n"
        '    """S1."""\n'
    )

    assert dict(rules_of(file)) == {
        "test_e3_a_host_declines": {"P1", "E3", "S20", "S4"},
        "test_more": {"P1", "V1", "V2", "V3"},
    }
    assert named(None) == set()
