"""Marks for personal data that encryption would miss are refused before anything is written."""

from typing import Annotated

import pytest
from pydantic import ValidationError

from nineteen.shared.schema.base import PII, Event, Value
from nineteen.shared.schema.words import NamedPerson


def test_marks_are_found_on_fields_and_on_people_inside() -> None:
    class Visit(Value):
        host: str
        note: Annotated[str | None, PII("host", "narrative")] = None
        guide: NamedPerson | None = None
        others: tuple[NamedPerson, ...] = ()

    assert Visit.personal == {"note": PII("host", "narrative")}
    assert Visit.people == {"guide": NamedPerson, "others": NamedPerson}


def test_a_mark_inside_a_union_is_refused() -> None:
    with pytest.raises(TypeError, match="outermost"):

        class Lost(Value):
            host: str
            note: Annotated[str, PII("host")] | None = None


def test_a_mark_inside_a_list_is_refused() -> None:
    with pytest.raises(TypeError, match="outermost"):

        class Lost(Value):
            host: str
            notes: tuple[Annotated[str, PII("host")], ...] = ()


def test_people_in_a_mapping_are_refused() -> None:
    with pytest.raises(TypeError, match="outermost"):

        class Lost(Value):
            by_role: dict[str, NamedPerson]


def test_people_in_a_list_that_may_be_missing_are_refused() -> None:
    with pytest.raises(TypeError, match="outermost"):

        class Lost(Value):
            named: tuple[NamedPerson, ...] | None = None


def test_people_two_levels_deep_are_refused() -> None:
    class Reply(Value):
        forwarded_to: NamedPerson

    with pytest.raises(TypeError, match="outermost"):

        class Lost(Value):
            reply: Reply


def test_a_subject_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="not a field"):

        class Lost(Value):
            note: Annotated[str, PII("host")]


def test_an_event_without_a_sentence_is_refused() -> None:
    with pytest.raises(TypeError, match="sentence"):

        class Silent(Event):
            x: int


def test_an_event_is_defined_once() -> None:
    class Twice(Event):
        """Once."""

    with pytest.raises(TypeError, match="twice"):
        type("Twice", (Event,), {"__doc__": "Again.", "__module__": Twice.__module__})


def test_writers_refuse_unknown_fields_and_readers_ignore_them() -> None:
    data = {"person": "00000000-0000-4000-8000-000000000001", "name": "Jo", "mood": "sunny"}

    with pytest.raises(ValidationError):
        NamedPerson.model_validate(data)
    assert NamedPerson.model_validate(data, extra="ignore").name == "Jo"


def test_values_are_frozen() -> None:
    person = NamedPerson(person="00000000-0000-4000-8000-000000000001", name="Jo")

    with pytest.raises(ValidationError):
        person.name = "Al"  # type: ignore[misc]  # what is tested
