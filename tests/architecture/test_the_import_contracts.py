"""Each import contract is broken once on purpose: a rule that cannot fail is no rule."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
NAMES = [str(contract["name"]) for contract in CONTRACTS]

PACKAGES = "Packages are layered: standalone, services, shared"
INDEPENDENCE = "Services never import each other"
SERVICE = "Inside a service, arrows point at the domain"
DASHBOARD = "The dashboard decides nothing"
SHARED = "The shared library is layered too"
PURITY = "The functional core does no input or output"
ONE_DRIVER = "One module imports a MongoDB driver"
DRIVERS = "Only the runtime speaks to Kafka and databases"

# The contract, the module that breaks it, and the line that does.
BREAKS = {
    "the shared library imports a service": (PACKAGES, "shared.runtime", "import nineteen.contact"),
    "a service imports standalone": (PACKAGES, "contact.api", "import nineteen.standalone"),
    "a package is listed nowhere": (PACKAGES, "billing.__init__", "x = 1"),
    "a service imports its neighbour": (
        INDEPENDENCE,
        "contact.api",
        "import nineteen.scheduling.domain",
    ),
    "the domain imports the api": (SERVICE, "contact.domain", "import nineteen.contact.api"),
    "policies import views": (SERVICE, "followup.views", "import nineteen.followup.policies"),
    "a service has a sixth module": (SERVICE, "scheduling.utils", "x = 1"),
    "the dashboard gets a domain": (DASHBOARD, "dashboard.domain", "x = 1"),
    "the dashboard gets policies": (DASHBOARD, "dashboard.policies", "x = 1"),
    "the vocabulary imports the decider": (
        SHARED,
        "shared.schema",
        "import nineteen.shared.decider",
    ),
    "the shared library gets a module that no layer has": (SHARED, "shared.extra", "x = 1"),
    "the domain makes an id": (PURITY, "contact.domain", "import uuid"),
    "a view waits": (PURITY, "dashboard.views", "import asyncio"),
    "a policy reads the clock": (PURITY, "followup.policies", "from time import time"),
    "the vocabulary makes an id outside its file of ids": (PURITY, "shared.schema", "import uuid"),
    "the decider reaches for the runtime, in a function": (
        PURITY,
        "shared.decider",
        "def f():\n    import nineteen.shared.runtime",
    ),
    "an api opens a database": (DRIVERS, "contact.api", "import sqlite3"),
    "an api opens a driver that is not installed": (
        DRIVERS,
        "dashboard.api",
        "import motor.motor_asyncio",
    ),
    "a second module of the runtime imports a driver": (
        ONE_DRIVER,
        "shared.runtime.mongo.leases",
        "from pymongo import ASCENDING",
    ),
    "standalone speaks to Kafka": (DRIVERS, "standalone", "import aiokafka"),
}

# import-linter on one folder, without the packages that are installed from the work tree.
LINT = """
import sys
from pathlib import Path
source, config = sys.argv[1:]
sys.path[:] = [source, *(each for each in sys.path if not Path(each, "nineteen").is_dir())]
from importlinter.cli import lint_imports
sys.exit(lint_imports(config_filename=config, no_cache=True))
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of all sources in one folder."""
    for package in ROOT.glob("*/*/src/nineteen/*"):
        if package.is_dir() and package.name != "__pycache__":
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(package, tmp_path / "nineteen" / package.name, ignore=unwanted)
    return tmp_path


def broken_contracts(source: Path) -> set[str]:
    """Lint the folder; the names of the contracts that do not hold."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, str(source), str(ROOT / "pyproject.toml")],
        check=False,
        capture_output=True,
        text=True,
        env={"NO_COLOR": "1", "COLUMNS": "200"},
    )
    words = done.stdout + done.stderr
    broken = {each for each in NAMES if f"\n{each} BROKEN" in words}
    assert bool(broken) == bool(done.returncode), words
    return broken


def add(source: Path, module: str, line: str) -> None:
    """Write a line at the end of a module, or a new module."""
    place = source.joinpath("nineteen", *module.split("."))
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    file.parent.mkdir(exist_ok=True)
    text = file.read_text() if file.exists() else ""
    file.write_text(f"{text}\n{line}\n")


def test_the_work_tree_keeps_every_contract(source: Path) -> None:
    assert broken_contracts(source) == set()


@pytest.mark.parametrize("what", BREAKS)
def test_a_contract_fails_when(what: str, source: Path) -> None:
    contract, module, line = BREAKS[what]
    add(source, module, line)

    assert contract in broken_contracts(source)


def test_every_contract_is_broken_once() -> None:
    assert {contract for contract, _, _ in BREAKS.values()} == set(NAMES)
