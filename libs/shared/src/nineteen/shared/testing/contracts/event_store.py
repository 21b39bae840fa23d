"""What every event store keeps (reference G.3, cases 1-14)."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from nineteen.shared.runtime.ports import CommitTooLarge, Conflict, EventStore
from nineteen.shared.testing.contracts.examples import AT, commit, stream_of

GATE = stream_of("gate")


class EventStoreContract:
    """Inherit beside a fixture `store`: an empty event store."""

    async def test_what_was_appended_is_read_again(self, store: EventStore) -> None:
        first = commit("a", GATE, size=2)
        second = replace(
            commit("b", GATE, 3),
            on_behalf_of="jo",
            correlation="c",
            causation="d",
            policy_version=7,
        )

        assert await store.append(first) is None
        assert await store.append(second) is None

        kept = [replace(each, ts=0) for each in await store.read(GATE)]
        assert kept == [first, second]

    async def test_reading_goes_on_behind_a_version(self, store: EventStore) -> None:
        for name, version in (("a", 1), ("b", 2), ("c", 3)):
            await store.append(commit(name, GATE, version))

        assert [c.from_version for c in await store.read(GATE, 1)] == [2, 3]
        assert list(await store.read(GATE, 3)) == []
        assert list(await store.read(stream_of("nowhere"))) == []

    @pytest.mark.parametrize("version", [0, 1, 3])
    async def test_another_version_than_the_next_is_a_conflict(
        self, store: EventStore, version: int
    ) -> None:
        await store.append(commit("a", GATE))

        with pytest.raises(Conflict):
            await store.append(commit("b", GATE, version))

        assert len(await store.read(GATE)) == 1
        assert await store.commit_of(commit("b", GATE).id) is None

    async def test_of_twenty_writers_at_once_one_wins_each_version(self, store: EventStore) -> None:
        async def write(writer: int, version: int) -> bool:
            try:
                return await store.append(commit(f"{writer}-{version}", GATE, version)) is None
            except Conflict:
                return False

        won: Counter[int] = Counter()
        for version in (1, 2, 3):
            wins = await asyncio.gather(*(write(writer, version) for writer in range(20)))
            won[version] += sum(wins)

        assert won == {1: 1, 2: 1, 3: 1}
        assert [c.from_version for c in await store.read(GATE)] == [1, 2, 3]

    async def test_of_two_commits_of_different_length_one_wins(self, store: EventStore) -> None:
        await store.append(commit("base", GATE))

        async def write(name: str, size: int) -> bool:
            try:
                return await store.append(commit(name, GATE, 2, size)) is None
            except Conflict:
                return False

        assert sorted(await asyncio.gather(write("long", 3), write("short", 1))) == [False, True]
        assert len(await store.read(GATE)) == 2

    async def test_no_commit_starts_inside_another(self, store: EventStore) -> None:
        await store.append(commit("long", GATE, size=3))

        with pytest.raises(Conflict):
            await store.append(commit("inside", GATE, 2))

    async def test_the_same_command_is_answered_by_what_it_wrote(self, store: EventStore) -> None:
        first = commit("a", GATE)
        await store.append(first)
        await store.append(commit("b", GATE, 2))

        for version in (1, 2, 3, 9):
            standing = await store.append(replace(commit("other", GATE, version), id=first.id))
            assert standing is not None
            assert replace(standing, ts=0) == first
        assert len(await store.read(GATE)) == 2

    async def test_the_same_command_is_found_from_another_stream(self, store: EventStore) -> None:
        await store.append(commit("a", GATE))

        standing = await store.append(commit("a", stream_of("other gate")))

        assert standing is not None
        assert standing.stream == GATE
        assert list(await store.read(stream_of("other gate"))) == []

    async def test_a_retry_after_a_lost_answer_writes_nothing(self, store: EventStore) -> None:
        await store.append(commit("a", GATE))

        standing = await store.append(commit("a", GATE))

        assert standing is not None
        assert [c.id for c in await store.read(GATE)] == [commit("a", GATE).id]

    async def test_the_same_command_at_once_is_written_once(self, store: EventStore) -> None:
        answers = await asyncio.gather(*(store.append(commit("a", GATE)) for _ in range(9)))

        assert sum(answer is None for answer in answers) == 1
        assert len(await store.read(GATE)) == 1

    async def test_a_cancelled_writer_is_answered_when_it_asks_again(
        self, store: EventStore
    ) -> None:
        writing = asyncio.ensure_future(store.append(commit("a", GATE)))
        await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

        await store.append(commit("a", GATE))

        assert len(await store.read(GATE)) == 1

    async def test_a_command_is_found_by_its_id(self, store: EventStore) -> None:
        await store.append(commit("a", GATE))

        found = await store.commit_of(commit("a", GATE).id)

        assert found is not None
        assert found.stream == GATE
        assert await store.commit_of(commit("unknown", GATE).id) is None

    @pytest.mark.parametrize("size", [0, 101])
    async def test_a_commit_has_one_to_a_hundred_events(self, store: EventStore, size: int) -> None:
        with pytest.raises(CommitTooLarge):
            await store.append(commit("a", GATE, size=size))

        await store.append(commit("b", GATE, size=100))
        assert [c.to_version for c in await store.read(GATE)] == [100]

    async def test_a_commit_of_more_than_512_kib_is_refused(self, store: EventStore) -> None:
        with pytest.raises(CommitTooLarge):
            await store.append(commit("a", GATE, text="x" * 512 * 1024))

        assert list(await store.read(GATE)) == []

    @pytest.mark.fault("F-41", checks="I8")
    async def test_agencies_with_the_same_ids_do_not_meet(self, store: EventStore) -> None:
        here, there = stream_of("gate", "harbor"), stream_of("gate", "valley")
        await store.append(commit("a", here, text="here"))
        await store.append(commit("b", there, text="there"))

        assert [c.events[0].data["text"] for c in await store.read(here)] == ["here"]
        assert [c.events[0].data["text"] for c in await store.read(there)] == ["there"]

    async def test_times_keep_their_milliseconds_and_the_instant(self, store: EventStore) -> None:
        local = AT.astimezone(timezone(timedelta(hours=-8)))
        await store.append(replace(commit("a", GATE), occurred_at=local, recorded_at=AT))

        (kept,) = await store.read(GATE)

        assert kept.occurred_at == AT
        assert kept.occurred_at.microsecond == 123_000
        assert kept.occurred_at.tzinfo is not None
        assert kept.recorded_at == AT

    async def test_data_survives_whatever_json_can_say(self, store: EventStore) -> None:
        data: dict[str, Any] = {
            "text": "Zo\u00eb \U0001f600 \u0000 \u2028 'quoted' \\ back",
            "big": 2**63 - 1,
            "small": -(2**63),
            "nested": {"none": None, "list": [None, [], {}], "true": True},
        }
        await store.append(commit("a", GATE, **data))

        (kept,) = await store.read(GATE)

        assert kept.events[0].data == {"n": 0, **data}

    @pytest.mark.fault("F-30", checks="I2")
    async def test_ts_grows_inside_a_stream_when_the_clock_steps_back(
        self, store: EventStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for version, seconds in ((1, 1000), (2, 400), (3, 400), (4, 2000)):
            monkeypatch.setattr("time.time_ns", lambda seconds=seconds: seconds * 10**9)
            await store.append(commit(str(version), GATE, version))

        stamps = [c.ts for c in await store.read(GATE)]
        assert stamps == sorted(set(stamps))

    async def test_everything_is_read_in_the_order_of_each_stream(self, store: EventStore) -> None:
        streams = [stream_of(str(number)) for number in range(7)]
        for version in (1, 2, 3):
            for stream in streams:
                await store.append(commit(f"{stream} {version}", stream, version))

        read = [c async for batch in store.read_all() for c in batch]

        assert len(read) == 21
        for stream in streams:
            assert [c.from_version for c in read if c.stream == stream] == [1, 2, 3]
