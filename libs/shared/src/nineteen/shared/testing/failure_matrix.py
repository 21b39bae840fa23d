"""The failure matrix as a run of tests: `pytest -m chaos --fault F-05 --seed 7`.

A test says with `@pytest.mark.fault("F-05", checks="I2 I3")` which fault it injects and which
invariants it checks. `--matrix FILE` writes what became of each fault.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nineteen.shared.testing.known_faults import FAULTS, INVARIANTS

SEED = 19
RESULTS = pytest.StashKey["Results"]()
HEAD = """# Failure matrix

Written by `make chaos`, from what its tests did. One fault with one seed:
`pytest -m chaos --fault F-05 --seed 7`. A test of the matrix injects its fault, lets everything
come to rest, and then checks invariants:

"""
COLUMNS = ("#", "fault", "expected", "invariants checked", "seeds", "tests", "result", "where")


@dataclass
class Result:
    """What the tests of one fault did."""

    passed: int = 0
    failed: int = 0
    seeds: set[int] = field(default_factory=set)
    checks: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    @property
    def verdict(self) -> str:
        """In one word."""
        if self.failed:
            return "FAILED"
        return "held" if self.passed else "not run"


@dataclass
class Results:
    """Gathers reports; by fault."""

    by_fault: dict[str, Result] = field(default_factory=lambda: defaultdict(Result))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what a test of a fault did."""
        if report.when != "call" and not report.failed:
            return
        found = dict(report.user_properties)
        for fault in str(found.get("faults", "")).split():
            result = self.by_fault[fault]
            result.passed += report.passed
            result.failed += report.failed
            result.files.add(report.nodeid.split("::")[0])
            result.checks.update(str(found["checks"]).split())
            if "seed" in found:
                result.seeds.add(int(str(found["seed"])))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which faults, which seeds, and where the matrix goes."""
    group = parser.getgroup("chaos")
    group.addoption("--fault", metavar="F-05", help="only tests of this fault")
    group.addoption("--seed", type=int, metavar="7", help="the seed of faults (19)")
    group.addoption("--seeds", type=int, default=1, metavar="20", help="so many seeds, from 1 on")
    group.addoption("--matrix", type=Path, metavar="FILE", help="write the failure matrix there")


def pytest_configure(config: pytest.Config) -> None:
    """Gather results where they are asked for."""
    config.addinivalue_line("markers", "chaos: injects a fault of the failure matrix")
    config.addinivalue_line("markers", "fault(*ids, checks): the faults, and what is checked")
    if config.option.matrix and not hasattr(config, "workerinput"):
        config.stash[RESULTS] = Results()
        config.pluginmanager.register(config.stash[RESULTS])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give `fault_seed` the seeds that were asked for."""
    if "fault_seed" in metafunc.fixturenames:
        metafunc.parametrize("fault_seed", seeds(metafunc.config))


def seeds(config: pytest.Config) -> list[int]:
    """The seeds of this run."""
    if config.option.seed is not None:
        return [config.option.seed]
    return [SEED] if config.option.seeds == 1 else list(range(1, config.option.seeds + 1))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what injects a fault, and leave only the fault asked for."""
    for item in items:
        faults, checks = injected(item)
        if faults:
            item.add_marker("chaos")
            item.user_properties += [("faults", " ".join(faults)), ("checks", " ".join(checks))]
            if (seed := seed_of(item)) is not None:
                item.user_properties.append(("seed", seed))
    if only := config.option.fault:
        left = [item for item in items if only in injected(item)[0]]
        config.hook.pytest_deselected(items=[item for item in items if item not in left])
        items[:] = left


def injected(item: pytest.Item) -> tuple[list[str], list[str]]:
    """The faults a test injects, and the invariants it checks; KeyError for unknown ones."""
    faults, checks = [], []
    for mark in item.iter_markers("fault"):
        faults += [fault for fault in mark.args if FAULTS[fault]]
        checks += [each for each in mark.kwargs["checks"].split() if INVARIANTS[each]]
    return faults, sorted(set(checks))


def seed_of(item: pytest.Item) -> int | None:
    """The seed a test runs with."""
    called = getattr(item, "callspec", None)
    return called.params.get("fault_seed") if called else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the matrix."""
    if RESULTS in session.config.stash:
        found = session.config.stash[RESULTS].by_fault
        session.config.option.matrix.write_text(matrix(found))


def matrix(found: Mapping[str, Result]) -> str:
    """The page."""
    meanings = "\n".join(f"- **{name}**: {meaning}" for name, meaning in INVARIANTS.items())
    table, left = "\n".join(rows(found)), "\n".join(notes())
    return f"{HEAD}{meanings}\n\n{table}\n\n{left}\n"


def rows(found: Mapping[str, Result]) -> Iterator[str]:
    """A line for each fault."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{' --- |' * len(COLUMNS)}"
    for name, fault in FAULTS.items():
        result = found.get(name, Result())
        numbers = str(len(result.seeds)) if result.seeds else "–"
        files = ", ".join(f"[{Path(f).stem}](../{f})" for f in sorted(result.files)) or "–"
        checks, tests = " ".join(sorted(result.checks)) or "–", str(result.passed + result.failed)
        cells = [name, fault.what, fault.expected, checks, numbers, tests, result.verdict, files]
        yield f"| {' | '.join(cells)} |"


def notes() -> Iterator[str]:
    """What cannot be injected here, and why."""
    yield "What is not injected, or not as it stands there:"
    yield ""
    for name, fault in FAULTS.items():
        if fault.reason:
            yield f"- **{name}**: {fault.reason}"
