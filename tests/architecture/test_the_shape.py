"""The shape of the code: small modules, the same five in each service, and no attic."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(
    path
    for where in ("libs/*/src", "services/*/src", "benchmarks", "examples")
    for folder in ROOT.glob(where)
    for path in folder.rglob("*.py")
)
WORKSPACE: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))
SERVICES = [name for name in PACKAGES if name != "standalone"]

MODULE_STOP = 300
FUNCTION_STOP = 40
FIVE = {"main", "api", "policies", "views", "domain"}
ATTIC = re.compile(r"^(.*_)?(utils?|helpers?|common|core|managers?|misc)$|^base_.+$")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def modules_of(service: str) -> set[str]:
    """The direct children of a service that hold code."""
    folder = ROOT / "services" / service / "src" / "nineteen" / service
    inside = (path.relative_to(folder) for path in folder.rglob("*.py"))
    return {path.parts[0].removesuffix(".py") for path in inside} - {"__init__"}


def contract(title: str) -> dict[str, Any]:
    contracts: list[dict[str, Any]] = WORKSPACE["tool"]["importlinter"]["contracts"]
    return next(each for each in contracts if each["name"] == title)


def test_no_module_is_longer_than_300_lines() -> None:
    long = {name(path): lines for path in CODE if (lines := length(path)) > MODULE_STOP}

    assert not long


def length(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{name(path)}:{each.lineno} {each.name}"
        for path in CODE
        for each in functions(path)
        if (each.end_lineno or each.lineno) - each.lineno >= FUNCTION_STOP
    ]

    assert not long


def test_no_module_is_an_attic() -> None:
    parts = {part for path in CODE for part in path.relative_to(ROOT).with_suffix("").parts}

    assert not [part for part in parts if ATTIC.match(part)]


@pytest.mark.parametrize("attic", ["utils", "date_helpers", "common", "core", "base_view"])
def test_an_attic_is_recognized(attic: str) -> None:
    assert ATTIC.match(attic)


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "dashboard"])
def test_a_service_has_of_the_five_modules_those_it_needs_and_no_sixth(service: str) -> None:
    assert {"main", "domain", "policies"} <= modules_of(service) <= FIVE


def test_the_dashboard_has_no_domain_and_no_policies() -> None:
    assert modules_of("dashboard") == FIVE - {"domain", "policies"}


def test_a_namespace_has_no_init_file_of_its_own() -> None:
    assert not list(ROOT.glob("*/*/src/nineteen/__init__.py"))


def test_every_package_says_that_it_is_typed() -> None:
    portions = [path.parent for path in ROOT.glob("*/*/src/nineteen/*/__init__.py")]

    assert portions
    assert not [name(path) for path in portions if not (path / "py.typed").exists()]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_listed_in_the_contracts(service: str) -> None:
    outer = contract("Packages are layered: standalone, services, shared")
    inner = [
        container
        for title in (
            "Inside a service, arrows point at the domain",
            "The dashboard decides nothing",
        )
        for container in contract(title)["containers"]
    ]
    module = f"nineteen.{service}"

    assert service in outer["layers"][1].split(" | ")
    assert module in contract("Services never import each other")["modules"]
    assert module in inner
    assert module in contract("Only the runtime speaks to Kafka and databases")["source_modules"]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_listed_in_the_workspace(package: str) -> None:
    folder = f"services/{package}"
    tools = WORKSPACE["tool"]

    assert folder in tools["uv"]["workspace"]["members"]
    assert f"nineteen-{package}" in tools["uv"]["sources"]
    assert f"/{folder}/src" in tools["mypy"]["mypy_path"]
    assert folder in (ROOT / "Makefile").read_text()
