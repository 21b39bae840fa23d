"""What no fold can take waits, stream by stream and in order (reference G.3, 22-24)."""

from collections.abc import Mapping

import pytest

from nineteen.shared.runtime.consumer import WHOLE_STREAM
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.testing.contracts.examples import (
    CANARY,
    Pieces,
    caught_up,
    stream_of,
)
from nineteen.shared.testing.contracts.scripts import (
    NAMES,
    counts,
    equal_to_store,
    failing,
    scripted,
    spoiled,
)
from nineteen.shared.testing.turnstile import halls, visitors


class ParkingContract:
    """Inherit beside a fixture `pieces`, whose bus hands out the log of its store."""

    async def test_a_skipped_version_parks_its_stream_alone(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        gap = next(c for c in commits if c.stream == stream_of("ann") and c.from_version == 2)
        consumer = scripted(pieces, [c for c in commits if c is not gap])

        await caught_up(consumer)

        rows = await pieces.views.parked("group")
        assert [(r.fold, r.stream, r.version, r.reason) for r in rows] == [
            (WHOLE_STREAM, stream_of("ann"), 3, "gap"),
            (WHOLE_STREAM, stream_of("ann"), 4, "gap"),
        ]
        assert (await counts(pieces))["bob"] == 3
        assert (await counts(pieces))["ann"] == 0

    async def test_a_gap_that_was_filled_is_driven_again_in_order(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        gap = next(c for c in commits if c.stream == stream_of("ann") and c.from_version == 2)
        consumer = scripted(pieces, [*(c for c in commits if c is not gap), gap])
        await caught_up(consumer)
        assert len(await pieces.views.parked("group")) == 3

        rows = await pieces.views.parked("group")
        assert await consumer.redrive(rows[:1]) == 3

        assert await pieces.views.parked("group") == []
        await equal_to_store(pieces)

    async def test_a_gap_that_is_still_there_stays_parked(self, pieces: Pieces) -> None:
        await pieces.people("ann", "bob")
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        consumer = scripted(pieces, [c for c in commits if c.from_version != 2])
        await caught_up(consumer)
        before = await pieces.views.parked("group")

        assert await consumer.redrive(before) == 0

        assert await pieces.views.parked("group") == before

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"data": {"turnstile": 7}}, "undecodable"),
            ({"schema_version": 2}, "schema_from_future"),
        ],
    )
    async def test_an_event_nobody_can_read_parks_its_stream_alone(
        self, pieces: Pieces, change: Mapping[str, object], reason: str
    ) -> None:
        await pieces.people(*NAMES)
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        script = [
            spoiled(c, change) if (c.stream, c.from_version) == (stream_of("ann"), 3) else c
            for c in commits
        ]

        await caught_up(scripted(pieces, script))

        rows = await pieces.views.parked("group")
        assert [(row.version, row.reason) for row in rows] == [(3, reason), (4, "gap")]
        seen = await counts(pieces)
        assert (seen["ann"], seen["bob"], seen[CANARY]) == (1, 3, 3)

    @pytest.mark.fault("F-35", checks="I3")
    async def test_an_unknown_event_is_passed_by_and_its_stream_goes_on(
        self, pieces: Pieces
    ) -> None:
        await pieces.people("ann")
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        script = [
            spoiled(c, {"type": "nineteen.contact.NobodyKnows"}) if c.from_version == 3 else c
            for c in commits
        ]

        await caught_up(scripted(pieces, script))

        assert await pieces.views.parked() == []
        assert (await counts(pieces))["ann"] == 3

    @pytest.mark.parametrize("where", ["key", "fold", "render", "contribute"])
    async def test_a_view_that_fails_parks_the_stream_for_itself_alone(
        self, pieces: Pieces, where: str
    ) -> None:
        await pieces.people(*NAMES)
        await caught_up(pieces.group(ViewFold(failing(where), 1), ViewFold(halls, 1)))

        rows = await pieces.views.parked()
        assert {(r.fold, r.stream, r.reason) for r in rows} == {
            ("visitors", stream_of("bob"), "fold_failed")
        }
        assert [row.version for row in rows] == [3, 4]
        assert [row.error for row in rows] == ["ZeroDivisionError", ""]
        seen = await counts(pieces)
        assert (seen["ann"], seen["bob"], seen[CANARY]) == (3, 1, 3)
        await equal_to_store(pieces, halls)

    @pytest.mark.parametrize("where", ["key", "fold", "render", "contribute"])
    async def test_a_mended_view_takes_what_was_parked_in_order(
        self, pieces: Pieces, where: str
    ) -> None:
        await pieces.people(*NAMES)
        await caught_up(pieces.group(ViewFold(failing(where), 1), ViewFold(halls, 1)))
        mended = pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1))

        assert await mended.redrive(await pieces.views.parked()) == 2

        assert await pieces.views.parked() == []
        await equal_to_store(pieces)

    async def test_a_view_that_fails_again_keeps_what_was_parked(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)
        consumer = pieces.group(ViewFold(failing("render"), 1))
        await caught_up(consumer)

        assert await consumer.redrive(await pieces.views.parked()) == 0

        assert [row.version for row in await pieces.views.parked()] == [3, 4]

    async def test_redriving_one_stream_leaves_another_parked(self, pieces: Pieces) -> None:
        await pieces.people("ann", "bob")
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        await caught_up(scripted(pieces, [c for c in commits if c.from_version != 2]))
        rows = await pieces.views.parked("group")

        script = [*commits, *(c for c in commits if c.from_version == 4)]
        consumer = scripted(pieces, script)
        await consumer.redrive([row for row in rows if row.stream == stream_of("ann")])
        await caught_up(consumer)

        parked = {row.stream for row in await pieces.views.parked("group")}
        assert parked == {stream_of("ann"), stream_of("bob")}
