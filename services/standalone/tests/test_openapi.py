"""The OpenAPI documents: an example for every command, and nothing that is not explained."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic_core import to_json

from nineteen.shared.runtime.http.commands import CommandRoute, command_routes
from nineteen.shared.runtime.http.examples import example_body
from nineteen.shared.runtime.http.openapi import document
from nineteen.standalone.services import SERVICES

ROUTES = [route for service in SERVICES for route in command_routes(service)]
DOCUMENTS = {service.name: document(service) for service in SERVICES}


def operation_of(route: CommandRoute) -> dict[str, Any]:
    operation: dict[str, Any] = DOCUMENTS[route.service]["paths"][route.path]["post"]
    return operation


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_the_example_of_a_command_is_one_that_it_takes(route: CommandRoute) -> None:
    body = operation_of(route)["requestBody"]["content"]["application/json"]
    schemas = {"components": DOCUMENTS[route.service]["components"]}

    route.command.model_validate_json(to_json(body["example"]), strict=True)
    Draft202012Validator({**body["schema"], **schemas}).validate(body["example"])


def test_an_example_is_the_same_every_time_and_shows_what_is_demanded() -> None:
    (draft,) = [route for route in ROUTES if route.operation == "request_draft_request"]

    body = example_body(draft.command)

    assert body == example_body(draft.command)
    assert body["minutes"] == 19
    assert {"campaign", "jobseeker", "employer", "contact"} <= body.keys()
    assert len({body[each] for each in ("campaign", "jobseeker", "employer", "contact")}) == 4


@pytest.mark.parametrize("service", DOCUMENTS)
def test_a_document_refers_to_nothing_that_it_does_not_hold(service: str) -> None:
    found = DOCUMENTS[service]["components"]
    text = json.dumps(DOCUMENTS[service])
    references = {part.split('"')[0] for part in text.split('"$ref": "#/components/')[1:]}

    assert references
    assert [
        each for each in references if each.split("/")[1] not in found[each.split("/")[0]]
    ] == []


@pytest.mark.parametrize("service", DOCUMENTS)
def test_what_only_the_shell_sees_is_not_shown(service: str) -> None:
    assert not {"Stamp", "Actor", "Settings"} & DOCUMENTS[service]["components"]["schemas"].keys()


@pytest.mark.parametrize("service", DOCUMENTS)
def test_every_operation_has_an_id_of_its_own_and_a_summary(service: str) -> None:
    operations = [o for path in DOCUMENTS[service]["paths"].values() for o in path.values()]
    ids = [operation["operationId"] for operation in operations]

    assert len(ids) == len(set(ids))
    assert [o["operationId"] for o in operations if not o["summary"]] == []


def test_nobody_can_record_an_application_anywhere() -> None:
    """S3, S37: outcomes are kept, applications are not."""
    named = [
        path
        for service in SERVICES
        for path in document(service)["paths"]
        if re.search(r"appl(y|ication)", path)
    ]

    assert named == []
