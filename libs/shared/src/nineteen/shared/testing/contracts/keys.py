"""What every key store keeps, and forgets (reference G.3, cases 39 and 41)."""

import asyncio

from nineteen.shared.runtime.ports import KeyStore, WrappedKey

ANN = WrappedKey("ann", "record", "agency", b"\x00\xff wrapped")
DIARY = WrappedKey("ann", "narrative", "agency", b"another")
BOB = WrappedKey("bob", "record", "agency", b"of bob")


class KeyStoreContract:
    """Inherit beside a fixture `keys`: an empty key store."""

    async def test_a_key_is_found_by_person_and_class(self, keys: KeyStore) -> None:
        await keys.add([ANN, DIARY, BOB])

        found = await keys.keys_of([("ann", "record"), ("bob", "record"), ("cy", "record")])

        assert sorted(found, key=lambda key: key.subject) == [ANN, BOB]

    async def test_a_key_that_exists_stays(self, keys: KeyStore) -> None:
        await keys.add([ANN])
        await keys.add([WrappedKey("ann", "record", "agency", b"a second one")])

        assert await keys.keys_of([("ann", "record")]) == [ANN]

    async def test_a_destroyed_key_is_gone_but_not_unknown(self, keys: KeyStore) -> None:
        await keys.add([ANN, DIARY])

        await keys.destroy("ann", "record")

        (record,) = await keys.keys_of([("ann", "record")])
        assert record.wrapped is None
        assert await keys.keys_of([("ann", "narrative")]) == [DIARY]

    async def test_nobody_gets_a_key_again_after_it_was_destroyed(self, keys: KeyStore) -> None:
        await keys.add([ANN])
        await keys.destroy("ann", "record")
        await keys.destroy("bob", "record")

        await keys.add([ANN, BOB])

        found = await keys.keys_of([("ann", "record"), ("bob", "record")])
        assert [key.wrapped for key in found] == [None, None]

    async def test_a_name_keeps_its_first_key(self, keys: KeyStore) -> None:
        answers = await asyncio.gather(*(keys.named("tenant:agency", bytes([n])) for n in range(9)))

        assert len(set(answers)) == 1
        assert await keys.named("tenant:agency", b"later") == answers[0]
        assert await keys.named("tenant:other", b"theirs") == b"theirs"
