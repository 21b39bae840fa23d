"""What the OpenAPI documents say is so: documented statuses, types and forms, and never a 500."""

import asyncio
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from nineteen.shared.runtime.http.openapi import document
from nineteen.standalone.services import SERVICES

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPTIONAL = {"x-nineteen-persona", "idempotency-key", "if-match"}
FEW, MANY = 3, 300


def operations_of(schema: Any) -> Iterator[Any]:
    """Every operation of a document, which must be readable."""
    for each in schema.get_all_operations():
        yield each.ok()


KINDS = {d.collection: d.kind for s in SERVICES for d in s.deciders}
SCHEMAS = {s.name: schemathesis.openapi.from_dict(document(s)) for s in SERVICES}
OPERATIONS = {
    f"{found.method.upper()} {found.path}": found
    for schema in SCHEMAS.values()
    for found in operations_of(schema)
}


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def nineteen(
    loop: asyncio.Runner, inhabited: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """An agency with one of everything, for tests that are not coroutines."""
    place = inhabited(tmp_path_factory.mktemp("openapi"))
    yield loop.run(place.__aenter__())
    loop.run(place.__aexit__(None, None, None))


async def answered(nineteen: Any, case: Any, seed: int) -> Any:
    """Send a case; half of them to something that exists."""
    chance = Random(seed)
    kind = KINDS.get(case.path.split("/")[3] if case.path.count("/") > 2 else "", "")
    if "id" in (case.path_parameters or {}) and kind in nineteen.ids and chance.random() < 0.5:
        case.path_parameters["id"] = nineteen.ids[kind]
    sent = case.as_transport_kwargs(base_url="http://nineteen")
    sent.pop("cookies", None)
    if "data" in sent:
        sent["content"] = sent.pop("data")
    kept = {name: str(said) for name, said in sent["headers"].items() if not dull(name, chance)}
    sent["headers"] = kept
    return await nineteen.client.request(**sent)


def dull(header: str, chance: Random) -> bool:
    """Whether to leave a header out: most random ones are refused before anything is decided."""
    return header.lower() in OPTIONAL and chance.random() < 0.8


def check(nineteen: Any, loop: asyncio.Runner, operation: Any, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), seed=st.integers(0, 999))
    def holds(case: Any, seed: int) -> None:
        response = loop.run(answered(nineteen, case, seed))
        case.validate_response(response, checks=CHECKS)

    holds()


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_answers_as_documented(nineteen: Any, loop: asyncio.Runner, name: str) -> None:
    check(nineteen, loop, OPERATIONS[name], FEW)


@pytest.mark.soak
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_answers_as_documented_many_times(
    nineteen: Any, loop: asyncio.Runner, name: str
) -> None:
    check(nineteen, loop, OPERATIONS[name], MANY)
