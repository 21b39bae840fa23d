"""Personal data on its way to disk and back: encrypted, bound to its place, erasable."""

from dataclasses import replace
from random import Random
from typing import Annotated, ClassVar

import pytest
from pydantic_core import to_json

from nineteen.shared.runtime import keys as keys_module
from nineteen.shared.runtime.codec import Codec, Unknown
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.ports import Commit, Unavailable
from nineteen.shared.runtime.reader import Reader, Undecodable
from nineteen.shared.schema.base import ERASED, PII, Event
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.upcast import UPCASTERS
from nineteen.shared.schema.words import NamedPerson
from nineteen.shared.testing.contracts.examples import CANARY, MASTER, commit, stream_of
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.turnstile import Pass

ANN, BOB = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))


class LetterCame(Event):
    """A letter that names people."""

    schema_version: ClassVar[int] = 2
    writer: str
    text: Annotated[str, PII("writer", "narrative")]
    boss: NamedPerson | None = None
    named: tuple[NamedPerson, ...] = ()
    kind: str = "letter"


UPCASTERS[LetterCame.type_name, 1] = lambda data: data | {"kind": "from before"}
LETTER = LetterCame(
    writer=ANN,
    text=f"Dear {CANARY}",
    boss=NamedPerson(person=BOB, name=CANARY, title="Head", phone="+1 206 555 0101"),
    named=(NamedPerson(person=BOB, name=CANARY), NamedPerson(person=ANN, name="Ann")),
)


@pytest.fixture
def store() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
def codec(store: MemoryKeyStore) -> Codec:
    return Codec(KeyRing(store, MASTER, Random(19).randbytes))


async def committed(codec: Codec, *events: Event) -> Commit:
    base = commit("letter", stream_of("letters"))
    return replace(base, events=await codec.store("agency", base.id, events))


async def read(codec: Codec, written: Commit) -> Event:
    await codec.fetch_keys([written])
    found = codec.read(written, 0)
    assert isinstance(found, Recorded)
    return found.event


async def test_what_was_written_is_read_again(codec: Codec) -> None:
    assert await read(codec, await committed(codec, LETTER)) == LETTER


async def test_no_name_lies_on_disk(codec: Codec) -> None:
    written = await committed(codec, LETTER)

    body = to_json(written.events[0].data).decode()
    assert not [word for word in (*CANARY.split(), "Head", "555", "Ann") if word in body]
    assert BOB in body


async def test_another_process_reads_it_with_the_same_installation_key(
    codec: Codec, store: MemoryKeyStore
) -> None:
    written = await committed(codec, LETTER)

    assert await read(Codec(KeyRing(store, MASTER)), written) == LETTER


async def test_a_destroyed_key_leaves_placeholders_of_this_person_and_class_alone(
    codec: Codec, store: MemoryKeyStore
) -> None:
    written = await committed(codec, LETTER)
    await store.destroy(BOB, "record")

    event = await read(Codec(KeyRing(store, MASTER)), written)

    assert isinstance(event, LetterCame)
    assert event.text == LETTER.text
    assert event.boss == NamedPerson(person=BOB, name=ERASED, title=ERASED, phone=ERASED)
    assert [person.name for person in event.named] == [ERASED, "Ann"]


async def test_who_was_erased_is_not_written_down_again(
    codec: Codec, store: MemoryKeyStore
) -> None:
    await store.destroy(ANN, "narrative")

    written = await committed(codec, LETTER)

    assert written.events[0].data["text"] == ERASED
    event = await read(codec, written)
    assert isinstance(event, LetterCame)
    assert event.text == ERASED


async def test_a_lost_key_is_trouble_and_never_reads_as_erased(codec: Codec) -> None:
    written = await committed(codec, LETTER)
    other = Codec(KeyRing(MemoryKeyStore(), MASTER))

    with pytest.raises(Unavailable):
        await other.fetch_keys([written])
    with pytest.raises(KeyError):
        other.read(written, 0)


async def test_a_small_ring_never_takes_a_key_that_fell_out_for_a_destroyed_one(
    codec: Codec, store: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [f"00000000-0000-4000-8000-{n:012}" for n in range(40)]
    letters = [LetterCame(writer=who, text=f"from {who}") for who in people]
    written = [await committed(codec, letter) for letter in letters]
    monkeypatch.setattr(keys_module, "MOST", 4)
    small = Codec(KeyRing(store, MASTER))

    for start, end in ((0, 3), (2, 30), (0, 3)):
        await small.fetch_keys(written[start:end])
        found = [small.read(each, 0) for each in written[start:end]]
        events = [each.event for each in found if isinstance(each, Recorded)]
        assert events == letters[start:end]


@pytest.mark.parametrize("thing", ["commit", "field", "person"])
async def test_ciphertext_in_another_place_is_refused(codec: Codec, thing: str) -> None:
    written = await committed(codec, LETTER)
    data = written.events[0].data
    if thing == "commit":
        written = replace(written, id="00000000-0000-4000-8000-0000000000ff")
    elif thing == "field":
        data["boss"]["name"], data["boss"]["title"] = data["boss"]["title"], data["boss"]["name"]
    else:
        data["named"][0], data["named"][1] = data["named"][1], data["named"][0]

    (delivered,) = await Reader(codec).read([written])

    assert delivered.found == Undecodable("InvalidTag")


async def test_older_data_is_decrypted_then_brought_up_to_date(codec: Codec) -> None:
    written = await committed(codec, LETTER)
    old = replace(written.events[0], schema_version=1)

    event = await read(codec, replace(written, events=(old,)))

    assert event == LETTER.model_copy(update={"kind": "from before"})


async def test_fields_that_a_newer_release_added_are_ignored(codec: Codec) -> None:
    written = await committed(codec, LETTER)
    written.events[0].data["mood"] = "sunny"
    written.events[0].data["boss"]["mood"] = "sunny"

    assert await read(codec, written) == LETTER


async def test_a_type_nobody_knows_is_not_an_error(codec: Codec) -> None:
    assert codec.read(commit("other", stream_of("letters")), 0) == Unknown("test.Happened")


async def test_a_to_do_keeps_names_sealed(codec: Codec) -> None:
    command = Pass(name=CANARY, person=ANN)

    sealed = await codec.seal("agency", Pass, command.model_dump(exclude_defaults=True), "todo")

    assert CANARY not in to_json(sealed).decode()
    assert await codec.open_value("agency", Pass, sealed, "todo") == command


async def test_a_keyed_hash_depends_on_tenant_and_every_part(codec: Codec) -> None:
    ring = codec.ring
    hashes = [
        await ring.hashed("agency", "a", "b"),
        await ring.hashed("agency", "ab"),
        await ring.hashed("other", "a", "b"),
        await ring.sealed("a", "b"),
    ]

    assert len(set(hashes)) == 4
    assert hashes[0] == await ring.hashed("agency", "a", "b")
    assert all(each[14] == "8" and each[19] in "89ab" for each in hashes)
