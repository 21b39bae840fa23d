"""The generated pages say what the code says, and who listens is read off the code rightly."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nineteen.shared.policy import Policy
from nineteen.shared.runtime.service import Service
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.mishaps import mishaps
from nineteen.shared.testing.story import e1
from nineteen.shared.view import View
from nineteen.standalone.docs.asyncapi import asyncapi
from nineteen.standalone.docs.events import events
from nineteen.standalone.docs.listeners import commands_named, hears
from nineteen.standalone.docs.pages import stale
from nineteen.standalone.docs.problems import problems
from nineteen.standalone.docs.schemas import vocabulary
from nineteen.standalone.services import SERVICES

DOCS = Path(__file__).parents[3] / "docs"
Ended = Callable[..., tuple[object, str, str]]
LISTENERS: list[Policy[Any] | View] = [
    *(policy for service in SERVICES for policy in service.policies),
    *(view for service in SERVICES for view in service.views),
]
NAMES = [each.type_name for each in vocabulary()]
FACTS = [*e1().facts, *mishaps().facts]


def test_every_generated_page_is_current() -> None:
    assert not [*stale(DOCS)], "run: make docs"


@pytest.mark.usefixtures("quiet")
def test_a_stale_page_is_named_with_the_command_to_run(tmp_path: Path, ended: Ended) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    (tmp_path / "docs" / "settings.md").write_text("# Settings\n")
    (tmp_path / "docs" / "openapi" / "contact.json").unlink()

    code, _, complaint = ended("docs", "--check", "--to", tmp_path / "docs")

    assert code == 1
    assert "settings.md is stale: the code says something else now. Run: make docs" in complaint
    assert "contact.json is stale" in complaint


@pytest.mark.usefixtures("quiet")
def test_pages_are_written_where_a_folder_is(tmp_path: Path, ended: Ended) -> None:
    assert ended("docs", "--to", tmp_path / "nowhere")[0] == 2

    code, out, _ = ended("docs", "--to", tmp_path)

    assert code == 0
    assert "flow.md written." in out
    assert not stale(tmp_path)


@pytest.mark.parametrize("listener", LISTENERS, ids=lambda each: each.name)
def test_whoever_takes_an_event_of_the_story_is_written_down_for_it(listener: Any) -> None:
    taken = {type(fact.event) for fact in FACTS if listener.key(fact)}

    assert taken <= hears(listener)


@pytest.mark.parametrize("listener", LISTENERS, ids=lambda each: each.name)
def test_everybody_listens_to_something_and_not_to_everything(listener: Any) -> None:
    assert 0 < len(hears(listener)) < len(NAMES)


def test_what_is_read_off_a_key_is_what_it_takes_and_no_more() -> None:
    by_name = {each.name: {event.__name__ for event in hears(each)} for each in LISTENERS}

    assert by_name["goal"] == {"SessionEnded"}
    assert by_name["employers"] == {"EmployerRegistered", "EmployerEnriched"}
    assert {"RequestAgreed", "SessionEnded", "Blocked"} <= by_name["fatigue-gate"]


@pytest.mark.parametrize(
    "policy",
    [each for service in SERVICES for each in service.policies],
    ids=lambda each: each.name,
)
def test_a_policy_orders_commands_of_its_own_service_only(policy: Any) -> None:
    (service,) = [each for each in SERVICES if policy in each.policies]

    assert commands_named(policy.react)
    assert commands_named(policy.react) <= commands_of(service)


def commands_of(service: Service) -> set[type]:
    return {command for decider in service.deciders for command in decider.commands}


def test_an_event_is_shown_with_its_meaning_its_personal_fields_and_its_listeners() -> None:
    page = events(SERVICES)
    (entry,) = [part for part in page.split("#### ") if part.startswith("ContactAdded\n")]

    assert "view contacts" in entry
    assert "policy followup.referral-to-lead" in entry
    assert "| name | text or none | optional; personal: record of `person` |" in entry


def test_every_event_stands_in_the_catalogue_once() -> None:
    page = events(SERVICES)

    assert [name for name in NAMES if page.count(f"`{name}`, schema") != 1] == []


def test_a_code_is_found_with_its_status_and_its_sentence() -> None:
    page = problems()

    assert "| `goal_reached` | 409 | The campaign has reached its goal" in page
    assert "| `unknown_persona` | 401 | X-Nineteen-Persona must be" in page
    assert "| `county_mangled` | " in page


def test_the_asyncapi_document_refers_to_nothing_that_it_does_not_hold() -> None:
    document = asyncapi(SERVICES)

    for reference in references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    assert document["channels"]["contact"]["address"] == "nineteen.contact.v1"


def references(content: object) -> list[str]:
    text = json.dumps(content)
    return [part.split('"')[0] for part in text.split('"$ref": "')[1:]]


def test_a_fact_of_the_story_fits_the_schema_of_its_message() -> None:
    schemas = asyncapi(SERVICES)["components"]["schemas"]
    seen: dict[type[Event], Recorded] = {type(fact.event): fact for fact in FACTS}

    for event, fact in seen.items():
        sent = fact.event.model_dump(mode="json", exclude_defaults=True)
        assert sent.keys() <= schemas[event.__name__]["properties"].keys()
        assert set(schemas[event.__name__].get("required", ())) <= sent.keys()
