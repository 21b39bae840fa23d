"""Between values and what lies on disk: personal fields are encrypted one by one."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic_core import from_json, to_json

from nineteen.shared.decider import Command
from nineteen.shared.runtime.keys import NONCE, KeyRing, Wanted
from nineteen.shared.runtime.ports import Commit, StoredEvent
from nineteen.shared.schema.base import ERASED, PII, Event, Value
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.schema.upcast import upcast

V = TypeVar("V", bound=Value)
Data = dict[str, Any]
CIPHERTEXT = "$enc"
UNREADABLE = "$unreadable"
"""Stands in data that could not even be read as JSON, with the reason."""


class UnreadableValue(Exception):
    """An event came in a sound envelope, but its value is no JSON object that we could keep."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event type this release does not know; readers pass it by."""

    type: str


def subject_of(data: Data, mark: PII) -> str:
    """The id of the person whom a marked field is about."""
    found: Any = data
    for step in mark.subject.split("."):
        found = found[step]
    return str(found)


def personal_fields(model: type[Value], data: Data) -> Iterator[tuple[Data, str, PII, str]]:
    """Every personal field that `data` of `model` has: (holder, name, mark, pointer)."""
    for name, mark in model.personal.items():
        if data.get(name) is not None:
            yield data, name, mark, name
    for name, inner in model.people.items():
        held = data.get(name)
        many = held if isinstance(held, list) else [held] if held else []
        for index, person in enumerate(many):
            for holder, field, mark, pointer in personal_fields(inner, person):
                yield holder, field, mark, f"{name}/{index}/{pointer}"


def wanted(tenant: str, model: type[Value], data: Data) -> list[Wanted]:
    """The keys that coding `data` will need."""
    if not (model.personal or model.people):
        return []
    return [(tenant, subject_of(h, m), m.key) for h, _, m, _ in personal_fields(model, data)]


def wanted_or_none(tenant: str, model: type[Value], data: Data) -> list[Wanted]:
    """The same of data that may be malformed: `read` meets the reason again, and says so."""
    try:
        return wanted(tenant, model, data)
    except Exception:  # noqa: BLE001  it is pure: only the data can be wrong
        return []


def plain(value: Value) -> Data:
    """JSON data of a value, still readable."""
    return value.model_dump(mode="json", exclude_defaults=True)


def encrypt(ring: KeyRing, model: type[Value], data: Data, label: str) -> Data:
    """Replace each personal field by its ciphertext, bound to `label`, place and person."""
    for holder, name, mark, pointer in personal_fields(model, data):
        subject = subject_of(holder, mark)
        cipher = ring.cipher(subject, mark.key)
        if cipher is None:
            holder[name] = ERASED
            continue
        nonce = ring.chance(NONCE)
        place = f"{label}|{pointer}|{subject}".encode()
        sealed = nonce + cipher.encrypt(nonce, to_json(holder[name]), place)
        holder[name] = {CIPHERTEXT: base64.b64encode(sealed).decode()}
    return data


def decrypt(ring: KeyRing, model: type[Value], data: Data, label: str) -> Data:
    """A readable copy of the data; a field whose key was destroyed reads as erased."""
    data = {name: copied(each) if name in model.people else each for name, each in data.items()}
    for holder, name, mark, pointer in list(personal_fields(model, data)):
        sealed = holder[name]
        if not isinstance(sealed, dict):
            continue
        subject = subject_of(holder, mark)
        cipher = ring.cipher(subject, mark.key)
        if cipher is None:
            holder[name] = ERASED
            continue
        raw = base64.b64decode(sealed[CIPHERTEXT])
        place = f"{label}|{pointer}|{subject}".encode()
        holder[name] = from_json(cipher.decrypt(raw[:NONCE], raw[NONCE:], place))
    return data


class Codec:
    """Codes events into commits and to-do payloads, and back."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring

    async def store(
        self, tenant: str, commit_id: str, events: Iterable[Event]
    ) -> tuple[StoredEvent, ...]:
        """Events as they will lie on disk; new persons get their keys first."""
        found = [(type(event), plain(event)) for event in events]
        need = [key for model, data in found for key in wanted(tenant, model, data)]
        await self.ring.fetch(need, make=True)
        return tuple(
            StoredEvent(
                model.type_name,
                model.schema_version,
                encrypt(self.ring, model, data, f"{commit_id}.{index}|{model.type_name}"),
            )
            for index, (model, data) in enumerate(found)
        )

    async def fetch_keys(self, commits: Iterable[Commit], *, foreign: bool = False) -> None:
        """Have the keys of these commits at hand: one look-up for all.

        Of `foreign` ones (anybody may have written them) keys may be missing: `read` says so.
        """
        need: list[Wanted] = []
        for commit in commits:
            tenant = commit.stream.partition("/")[0]
            for stored in commit.events:
                model = Event.types.get(stored.type)
                if model is not None:
                    need += wanted_or_none(tenant, model, stored.data)
        await (self.ring.fetch_existing(need) if foreign else self.ring.fetch(need))

    def read(self, commit: Commit, index: int) -> Recorded | Unknown:
        """One event of a commit whose keys are at hand; raises what decoding raises."""
        stored = commit.events[index]
        if UNREADABLE in stored.data:
            raise UnreadableValue
        model = Event.types.get(stored.type)
        if model is None:
            return Unknown(stored.type)
        event_id = f"{commit.id}.{index}"
        data = stored.data
        if model.personal or model.people:
            data = decrypt(self.ring, model, data, f"{event_id}|{model.type_name}")
        data = upcast(stored.type, stored.schema_version, model.schema_version, data)
        event = model.model_validate(data, extra="ignore")
        role, _, actor = commit.actor.partition(":")
        return Recorded(
            event,
            Stream.parse(commit.stream),
            commit.from_version + index,
            event_id,
            commit.occurred_at,
            commit.recorded_at,
            Actor(role, actor),  # type: ignore[arg-type]  # written by us from a Role
            commit.on_behalf_of,
            commit.correlation,
        )

    async def seal(self, tenant: str, model: type[Command], data: Data, label: str) -> Data:
        """A to-do's payload: the command's fields, personal ones encrypted."""
        await self.ring.fetch(wanted(tenant, model, data), make=True)
        return encrypt(self.ring, model, data, label)

    async def open_value(self, tenant: str, model: type[V], data: Data, label: str) -> V:
        """The value of a sealed payload."""
        await self.ring.fetch(wanted(tenant, model, data))
        return model.model_validate(decrypt(self.ring, model, data, label))


def copied(data: Any) -> Any:  # noqa: ANN401
    """A deep copy of JSON data."""
    match data:
        case dict():
            return {key: copied(value) for key, value in data.items()}
        case list():
            return [copied(value) for value in data]
        case _:
            return data
