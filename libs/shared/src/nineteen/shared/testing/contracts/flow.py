"""How groups take facts over any bus into any view store (reference G.3, 17-21, 25, 32, 39)."""

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest

from nineteen.shared.runtime.ports import (
    Changes,
    Unavailable,
)
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.contracts.examples import (
    CANARY,
    Pieces,
    caught_up,
)
from nineteen.shared.testing.contracts.scripts import (
    NAMES,
    counts,
    equal_to_store,
    refuse,
    scripted,
)
from nineteen.shared.testing.memory.bus import interleaved
from nineteen.shared.testing.turnstile import halls, visitors


class FlowContract:
    """Inherit beside a fixture `pieces`, whose bus hands out the log of its store."""

    async def test_views_equal_a_fold_of_the_event_store(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)

        await caught_up(pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1)))

        await equal_to_store(pieces)

    @pytest.mark.parametrize("seed", range(6))
    async def test_any_order_of_streams_gives_the_same_bytes(
        self, pieces: Pieces, seed: int
    ) -> None:
        await pieces.people(*NAMES)
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        script = interleaved(commits, Random(seed))

        await caught_up(scripted(pieces, script, size=1 + seed))

        await equal_to_store(pieces)

    async def test_an_event_that_comes_three_times_counts_once(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        consumer = scripted(pieces, [c for c in commits for _ in range(3)] + commits)

        await caught_up(consumer)

        assert consumer.duplicates == 3 * len(commits)
        await equal_to_store(pieces)

    async def test_two_groups_take_everything_each(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)

        await caught_up(pieces.group(ViewFold(visitors, 1), name="one"))
        await caught_up(pieces.group(ViewFold(halls, 1), name="two"))

        await equal_to_store(pieces)

    async def test_a_group_goes_on_where_the_last_process_stood(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)
        for _ in range(50):
            consumer = pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1))
            await consumer.step()

        assert not await consumer.behind()
        await equal_to_store(pieces)

    async def test_a_step_that_could_not_be_written_is_taken_again(
        self, pieces: Pieces, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await pieces.people(*NAMES)
        consumer = pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1))
        commit, refused = pieces.views.commit, 0

        async def every_other(group: str, changes: Changes) -> None:
            nonlocal refused
            refused += 1
            if refused % 2:
                raise Unavailable("Away.")
            await commit(group, changes)

        monkeypatch.setattr(pieces.views, "commit", every_other)
        while await consumer.behind():
            with suppress(Unavailable):
                await consumer.step()

        assert refused > 1
        await equal_to_store(pieces)
        assert await pieces.views.parked() == []

    async def test_a_deposed_owner_drops_its_batch_and_goes_on_from_the_new_place(
        self, pieces: Pieces
    ) -> None:
        await pieces.people(*NAMES)
        folds = [(ViewFold(visitors, 1), ViewFold(halls, 1)) for _ in range(2)]
        mine, theirs = (pieces.group(*each) for each in folds)
        while not await mine.step():
            pass
        await caught_up(theirs)
        await pieces.people("late one", times=2)
        await caught_up(theirs)

        await caught_up(mine)

        await equal_to_store(pieces)

    async def test_a_key_store_that_is_away_pauses_and_parks_nothing(
        self, pieces: Pieces, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await pieces.people(*NAMES)
        strangers = replace(pieces)
        strangers.codec.ring._ciphers.clear()
        consumer = strangers.group(ViewFold(visitors, 1))
        with monkeypatch.context() as away:
            away.setattr(pieces.keys, "keys_of", refuse)
            with pytest.raises(Unavailable):
                await caught_up(consumer)
        assert await pieces.views.parked() == []

        await caught_up(consumer)

        assert (await counts(pieces))[CANARY] == 3

    async def test_a_stream_written_anew_is_noticed(self, pieces: Pieces) -> None:
        await pieces.people("ann")
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        consumer = scripted(pieces, commits + commits)
        await caught_up(consumer)
        assert consumer.needs_rebuild is None

        other = replace(commits[-1], id=natural_id("another command"))
        consumer = scripted(pieces, [*commits, *commits, other])
        await caught_up(consumer)

        assert consumer.needs_rebuild is not None

    async def test_another_log_than_was_read_stops_the_group(self, pieces: Pieces) -> None:
        await pieces.people("ann")
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        await caught_up(scripted(pieces, commits[:1], epoch="the log before"))
        consumer = pieces.group(ViewFold(visitors, 1))

        for _ in range(3):
            with pytest.raises(Unavailable):
                await consumer.step()

        assert consumer.needs_rebuild is not None
        assert await counts(pieces) == {"ann": 0}

    async def test_a_destroyed_key_reads_as_erased_everywhere(self, pieces: Pieces) -> None:
        await pieces.people(CANARY, "bob")
        await pieces.keys.destroy(natural_id(CANARY), "record")
        pieces.codec.ring.forget(natural_id(CANARY))

        await caught_up(pieces.group(ViewFold(halls, 1)))

        (document,) = (await pieces.views.documents([("halls.v1.g1", "agency", "main")])).values()
        assert '"[erased]"' in document
        assert '"bob"' in document
        assert CANARY not in document
