"""Example bodies for commands: the same every time, made from the schema, and valid."""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from nineteen.shared.decider import Command

Schema = Mapping[str, Any]
BY_NAME: Mapping[str, Any] = {
    "address": "19 Harbor Street, Port Alder",
    "body": "Thank you for your time. What you said about night shifts stays with me.",
    "by_s": 45,
    "caller": "Jonas from the loading dock",
    "city": "Port Alder",
    "closes": "16:00:00",
    "email": "dana.lowe@example.org",
    "ended_at": "2026-01-13T18:18:40Z",
    "ends_on": "2026-01-10",
    "external_ref": "WIOA-0019",
    "feed": "county-list",
    "goal": 24,
    "handed_at": "2026-01-13T18:18:00Z",
    "held_on": "2026-02-20",
    "hired_on": "2026-02-27",
    "invited_on": "2026-02-17",
    "learned": "Dispatchers start at night and move to days after a year.",
    "minutes": 19,
    "mission_note": "Freight off the road and onto the water.",
    "name": "Dana Lowe",
    "naics": "488510",
    "next_step": "Read the port's training plan.",
    "offered_on": "2026-02-24",
    "opens": "09:00:00",
    "outcome": "They talked; the thank-you went out.",
    "phone": "+12065550119",
    "postal_code": "98101",
    "reason": "The host is away until March.",
    "relation": "worked together at the cannery",
    "said_yes": "On the phone, at nine.",
    "share": 45,
    "shared_interest": "Both learned to sail on the sound.",
    "starts_on": "2026-03-09",
    "street": "19 Harbor Street",
    "subject": "19 minutes of your advice?",
    "text_version": "2026-01",
    "thank_point": "the drawing of the night shift",
    "they_learned": "How the cannery planned its shifts.",
    "title": "Operations manager",
    "travel_minutes": 30,
    "verified_on": "2026-03-16",
    "what_they_do": "They broker freight between the port and the valley.",
    "why_them": "They train dispatchers themselves.",
    "zone": "America/Los_Angeles",
}
"""Memorable values by the name of the field; everything is invented."""
BY_PLACE: Mapping[str, Any] = {
    "AddContact.email": "marisol.quintero@example.org",
    "AddContact.name": "Marisol Quintero",
    "AddStaff.email": "sam.rivera@example.org",
    "AddStaff.name": "Sam Rivera",
    "CompleteTask.outcome": "Called; they are fine and will write today.",
    "DraftRequest.body": "I am not asking for a job. May I have 19 minutes of your advice?",
    "GrantExtension.minutes": 5,
    "Named.name": "Ines Okafor",
    "NameReferral.email": "ines.okafor@example.org",
    "NameReferral.name": "Ines Okafor",
    "NoteAcquaintance.name": "Jonas Petit",
    "OpenOffice.name": "Port Alder office",
    "OpenTask.reason": "thank_you_late",
    "RegisterAgency.name": "Cascade Works",
    "RegisterEmployer.name": "Lantern Quay Freight Brokers",
    "RegisterFeed.name": "County employer list",
    "ReviseDraft.body": "I am not asking for a job. May I have 19 minutes of your advice?",
}
BY_PATTERN = (
    "00000000-0000-4000-8000-000000000019",
    "53033",
    "98101",
    "488510",
    "43-5011",
    "en",
    "America/Los_Angeles",
    "cascade",
    "dana@example.org",
    "+12065550119",
    "by_hand",
)
"""The first that a pattern takes is its example."""
BY_FORMAT: Mapping[str, str] = {
    "date": "2026-01-06",
    "date-time": "2026-01-13T18:00:00Z",
    "time": "09:00:00",
    "uuid": BY_PATTERN[0],
}
WORDS = "As agreed."
ID = re.compile(r"\[0-9a-f\]\{8\}")


def example_body(command: type[Command]) -> dict[str, Any]:
    """A body that the command takes; raises LookupError when none can be made of its schema."""
    for body in candidates(command.__name__, command.model_json_schema()):
        try:
            command.model_validate_json(to_json(body), strict=True)
        except ValidationError:
            continue
        return body
    raise LookupError(f"{command.__name__}: give examples.py a value for its fields")


def candidates(name: str, schema: Schema) -> Iterator[dict[str, Any]]:
    """Bodies to try: with what tells most, with what is demanded, with one choice more."""
    sketch = Sketch(schema.get("$defs", {}))
    fields = {f: each for f, each in schema.get("properties", {}).items() if f != "stamp"}
    needed = set(schema.get("required", ()))
    telling = {f for f, each in fields.items() if f in needed or sketch.tells(each)}
    for chosen in (telling, needed, *({*needed, field} for field in fields), set(fields)):
        yield {f: sketch.value(each, f"{name}.{f}") for f, each in fields.items() if f in chosen}


class Sketch:
    """Draws values from JSON schemas that share definitions."""

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions

    def tells(self, schema: Schema) -> bool:
        """Whether an optional field belongs into an example: plain values, no ids."""
        schema = self._settled(schema)
        plain = schema.get("type") in {"string", "integer"} and "const" not in schema
        return plain and not ID.search(schema.get("pattern", ""))

    def value(self, schema: Schema, place: str) -> Any:  # noqa: ANN401  any JSON
        """A value; `place` is the command and the field."""
        schema = self._settled(schema)
        match schema.get("type"):
            case "array":
                few = range(max(1, schema.get("minItems", 0)))
                return [self.value(schema.get("items", {}), place) for _ in few]
            case "object":
                return self._object(schema, place)
            case _:
                return plain(schema, place)

    def _object(self, schema: Schema, place: str) -> dict[str, Any]:
        inner = schema.get("properties", {})
        needed = schema.get("required", ())
        whole = not needed
        where = schema.get("title", place)
        return {
            field: self.value(each, f"{where}.{field}")
            for field, each in inner.items()
            if whole or field in needed
        }

    def _settled(self, schema: Schema) -> Schema:
        """The schema behind references and choices."""
        while True:
            if "$ref" in schema:
                schema = self._definitions[schema["$ref"].rpartition("/")[2]]
            elif choices := schema.get("anyOf") or schema.get("oneOf"):
                schema = choices[0]
            else:
                return schema


def plain(schema: Schema, place: str) -> Any:  # noqa: ANN401  any JSON
    """A text, number or truth; the default where there is a choice."""
    if "const" in schema or "enum" in schema:
        return schema.get("default") or schema.get("const") or schema["enum"][0]
    match schema.get("type"):
        case "string":
            return text(schema, place)
        case "integer" | "number":
            return number(schema, place)
        case "boolean":
            return True
        case _:
            return None


def known(place: str, schema: Schema) -> Any:  # noqa: ANN401  any JSON
    """What is written down for a field, or its own default."""
    found = BY_PLACE.get(place, BY_NAME.get(place.rpartition(".")[2]))
    return schema.get("default") if found is None else found


def text(schema: Schema, place: str) -> str:
    """A text that fits pattern, format and length; ids tell fields apart."""
    pattern = schema.get("pattern", "")
    if ID.search(pattern):
        return f"0195e3a0-0000-7000-8000-0000{zlib.crc32(place.rpartition('.')[2].encode()):08x}"
    said = known(place, schema) or BY_FORMAT.get(schema.get("format", "")) or WORDS
    if pattern and not re.search(pattern, str(said)):
        said = next((each for each in BY_PATTERN if re.search(pattern, each)), said)
    return str(said)[: schema.get("maxLength")]


def number(schema: Schema, place: str) -> int:
    """A number within its bounds."""
    said = known(place, schema)
    least, most = schema.get("minimum", 0), schema.get("maximum", 10_000)
    return int(min(max(1 if said is None else said, least), most))
