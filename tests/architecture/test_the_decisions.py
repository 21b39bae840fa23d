"""Decisions: one page each, numbered without gaps, short, and held by something that runs."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "template.md")
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "References"]
MOST_SENTENCES = {"Context": 4, "Decision": 2}


def sections(path: Path) -> dict[str, str]:
    _, *parts = re.split(r"^## (.+)$", path.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def name(path: Path) -> str:
    return path.stem


def test_the_numbers_have_no_gap() -> None:
    numbers = [int(path.name.split("-")[0]) for path in PAGES]

    assert numbers == list(range(1, len(PAGES) + 1))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_is_titled_with_its_own_number_and_has_a_status(page: Path) -> None:
    title, _, status, *_ = page.read_text().splitlines()

    assert title.startswith(f"# {int(page.name[:4])}. ")
    assert re.match(r"Status: (proposed|accepted|superseded by \[\d+\]\(.+\.md\))$", status)


@pytest.mark.parametrize("page", [*PAGES, FOLDER / "template.md"], ids=name)
def test_a_page_has_the_sections_of_the_template(page: Path) -> None:
    assert list(sections(page)) == SECTIONS


@pytest.mark.parametrize("section", MOST_SENTENCES)
@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_keeps_its_sentences_short(page: Path, section: str) -> None:
    sentences = re.findall(r"[.!?](?=\s)", sections(page)[section])

    assert 1 <= len(sentences) <= MOST_SENTENCES[section]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_names_what_enforces_it_and_the_files_exist(page: Path) -> None:
    references = sections(page)["References"]
    files = re.findall(r"`([\w./-]+\.(?:py|toml))`", references)

    assert re.search(r"test|contract|lint|ruff|mypy|bench", references)
    assert not [file for file in files if not (ROOT / file).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_contract_that_a_page_quotes_exists(page: Path) -> None:
    workspace: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {each["name"] for each in workspace["tool"]["importlinter"]["contracts"]}

    assert set(re.findall(r'"([^"]+)"', sections(page)["References"])) <= contracts


def test_every_dependency_is_defended_and_no_other() -> None:
    (page,) = FOLDER.glob("0009-*.md")
    rows = re.findall(r"^\| ([a-z].*?) \|", page.read_text(), re.MULTILINE)
    defended = {each for row in rows for each in row.split(", ")} - {"to run", "to develop"}

    assert defended == declared()


def declared() -> set[str]:
    """The names that all packages and groups ask for, our own left out."""
    asked = []
    for path in [ROOT / "pyproject.toml", *ROOT.glob("*/*/pyproject.toml")]:
        content: dict[str, Any] = tomllib.loads(path.read_text())
        asked += content["project"]["dependencies"]
        asked += [each for group in content.get("dependency-groups", {}).values() for each in group]
    names = {re.split(r"[\[<>=~! ;]", each)[0] for each in asked}
    return {each for each in names if not each.startswith("nineteen-")}
