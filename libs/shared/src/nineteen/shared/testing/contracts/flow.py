"""How groups take facts over any bus into any view store (reference G.3, 17-18, 21-25, 29, 32)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest

from nineteen.shared.runtime.consumer import WHOLE_STREAM, Consumer
from nineteen.shared.runtime.ports import (
    Commit,
    Polled,
    Position,
    StoredEvent,
    Unavailable,
)
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.verify import Folded, folded
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.contracts.examples import (
    CANARY,
    SOURCE,
    Pieces,
    caught_up,
    stream_of,
)
from nineteen.shared.testing.memory.bus import interleaved
from nineteen.shared.testing.turnstile import PersonPassed, Visitors, halls, visitors
from nineteen.shared.view import Cells, Document, Part, View

NAMES = ("ann", "bob", "cyd", "dee", "eve", "fay", "gus", CANARY)


class FlowContract:
    """Inherit beside a fixture `pieces`, whose bus hands out the log of its store."""

    async def test_views_equal_a_fold_of_the_event_store(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)

        await caught_up(pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1)))

        await self.equal_to_store(pieces)

    @pytest.mark.parametrize("seed", range(6))
    async def test_any_order_of_streams_gives_the_same_bytes(
        self, pieces: Pieces, seed: int
    ) -> None:
        await pieces.people(*NAMES)
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        script = interleaved(commits, Random(seed))

        await caught_up(scripted(pieces, script, size=1 + seed))

        await self.equal_to_store(pieces)

    async def test_an_event_that_comes_three_times_counts_once(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)
        commits = [c async for batch in pieces.store.read_all() for c in batch]
        consumer = scripted(pieces, [c for c in commits for _ in range(3)] + commits)

        await caught_up(consumer)

        assert consumer.duplicates == 3 * len(commits)
        await self.equal_to_store(pieces)

    async def test_two_groups_take_everything_each(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)

        await caught_up(pieces.group(ViewFold(visitors, 1), name="one"))
        await caught_up(pieces.group(ViewFold(halls, 1), name="two"))

        await self.equal_to_store(pieces)

    async def test_a_group_goes_on_where_the_last_process_stood(self, pieces: Pieces) -> None:
        await pieces.people(*NAMES)
        for _ in range(50):
            consumer = pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1))
            await consumer.step()

        assert not await consumer.behind()
        await self.equal_to_store(pieces)

    async def test_a_step_that_could_not_be_written_is_taken_again(
        self, pieces: Pieces, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await pieces.people(*NAMES)
        consumer = pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1))
        with monkeypatch.context() as full:
            full.setattr(pieces.views, "commit", refuse)
            with pytest.raises(Unavailable):
                await caught_up(consumer)

        await caught_up(consumer)

        await self.equal_to_store(pieces)
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

        await self.equal_to_store(pieces)

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
        assert (await self.counts(pieces))["bob"] == 3
        assert (await self.counts(pieces))["ann"] == 0

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
        await self.equal_to_store(pieces)

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
        counts = await self.counts(pieces)
        assert (counts["ann"], counts["bob"], counts[CANARY]) == (1, 3, 3)

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
        assert (await self.counts(pieces))["ann"] == 3

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
        counts = await self.counts(pieces)
        assert (counts["ann"], counts["bob"], counts[CANARY]) == (3, 1, 3)
        await self.equal_to_store(pieces, halls)

    @pytest.mark.parametrize("where", ["key", "fold", "render", "contribute"])
    async def test_a_mended_view_takes_what_was_parked_in_order(
        self, pieces: Pieces, where: str
    ) -> None:
        await pieces.people(*NAMES)
        await caught_up(pieces.group(ViewFold(failing(where), 1), ViewFold(halls, 1)))
        mended = pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1))

        assert await mended.redrive(await pieces.views.parked()) == 2

        assert await pieces.views.parked() == []
        await self.equal_to_store(pieces)

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

        assert (await self.counts(pieces))[CANARY] == 3

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
        assert await self.counts(pieces) == {"ann": 0}

    async def test_a_destroyed_key_reads_as_erased_everywhere(self, pieces: Pieces) -> None:
        await pieces.people(CANARY, "bob")
        await pieces.keys.destroy(natural_id(CANARY), "record")
        pieces.codec.ring.forget(natural_id(CANARY))

        await caught_up(pieces.group(ViewFold(halls, 1)))

        (document,) = (await pieces.views.documents([("halls.v1.g1", "main")])).values()
        assert '"[erased]"' in document
        assert '"bob"' in document
        assert CANARY not in document

    async def counts(self, pieces: Pieces) -> dict[str, int]:
        """How often each turnstile was passed, as its document says."""
        ids = {natural_id(name): name for name in NAMES}
        keys = [("visitors.v1.g1", id_) for id_ in ids]
        documents = await pieces.views.documents(keys)
        shown = {key: Visitors.model_validate_json(body) for key, body in documents.items()}
        return {ids[doc]: document.visitors for (_, doc), document in shown.items()}

    async def equal_to_store(self, pieces: Pieces, *only: View) -> None:
        """Every document is, byte for byte, what a fold of the event store gives."""
        reader = Reader(pieces.codec)
        for each in await folded(only or (visitors, halls), reader, pieces.store.read_all()):
            await equal(pieces, each)


async def equal(pieces: Pieces, expected: Folded) -> None:
    """Compare one view."""
    documents = {doc: body for doc, (_, body) in expected.documents().items()}
    generation = f"{expected.view.name}.v1.g1"
    found = await pieces.views.documents([(generation, doc) for doc in documents])
    assert {doc: body for (_, doc), body in found.items()} == documents


def scripted(
    pieces: Pieces, commits: Sequence[Commit], size: int = 5, epoch: str = "log"
) -> Consumer:
    """A group that is handed just these commits in this order, so many at a time."""
    bus = ScriptedBus(commits, size, epoch)
    return pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1), bus=bus)


class ScriptedBus:
    """Hands out what a test tells it to."""

    def __init__(self, commits: Sequence[Commit], size: int, epoch: str) -> None:
        self._commits = commits
        self._size = size
        self._epoch = epoch

    async def start_position(self, source: str) -> Position:
        """The first one."""
        del source
        return Position(self._epoch, (0,))

    async def end_position(self, source: str) -> Position:
        """Behind the last one."""
        del source
        return Position(self._epoch, (len(self._commits),))

    async def poll(self, group: str, positions: Mapping[str, Position], limit: int) -> list[Polled]:
        """The next ones."""
        del group, limit
        at = positions[SOURCE]
        start = at.next[0]
        commits = self._commits[start : start + self._size]
        after = Position(self._epoch, (start + len(commits),))
        return [Polled(SOURCE, at, after, [commits])] if commits else []


def spoiled(commit: Commit, change: Mapping[str, object]) -> Commit:
    """The commit with another first event."""
    event: StoredEvent = replace(commit.events[0], **change)  # type: ignore[arg-type]  # its fields
    return replace(commit, events=(event, *commit.events[1:]))


def failing(where: str) -> View:
    """A view with a fault in one of its functions, which shows when Bob passes again."""

    def key(recorded: Recorded) -> tuple[str, ...]:
        trip(recorded)
        return visitors.key(recorded)

    def fold(part: Part | None, recorded: Recorded) -> Part | None:
        trip(recorded)
        return visitors.fold(part, recorded)

    def render(doc: str, parts: Mapping[str, Part]) -> Document | None:
        document = visitors.render(doc, parts)
        stumble(document or {})
        return document

    def contribute(document: Document) -> Cells:
        stumble(document)
        return visitors.contribute(document)

    faults = {"key": key, "fold": fold, "render": render, "contribute": contribute}
    return replace(visitors, **{where: faults[where]})  # type: ignore[arg-type]  # each fits


def stumble(document: Document) -> None:
    """Fail on a document that says that Bob passed again."""
    if document.get("place") == "bob" and document["visitors"] > 1:
        raise ZeroDivisionError


def trip(recorded: Recorded) -> None:
    """Fail on the second time that Bob passes."""
    match recorded.event:
        case PersonPassed(name="bob", count=2):
            raise ZeroDivisionError
        case _:
            return


async def refuse(*_: object, **__: object) -> None:
    """A port that is away."""
    raise Unavailable("Away.")
