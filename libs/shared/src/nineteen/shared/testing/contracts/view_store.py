"""What every view store writes at once, or not at all (reference G.3, cases 21, 29-31)."""

from dataclasses import replace

import pytest

from nineteen.shared.runtime.ports import (
    PARTITIONS,
    Changes,
    Fenced,
    OutboxRow,
    ParkedRow,
    Position,
    ViewStore,
)
from nineteen.shared.testing.contracts.examples import AT, commit, stream_of, todo

START = Position("log", (1,) * PARTITIONS)
NEXT = Position("log", (5,) * PARTITIONS)
GATE = stream_of("gate")
DOC = ("board.v1.g1", "agency", "gate")


def parked(stream: str = GATE, version: int = 1, fold: str = "board") -> ParkedRow:
    """An event that a view could not take."""
    kept = commit(f"{stream}{version}", stream, version, text="Zo\u00eb")
    return ParkedRow("group", fold, stream, version, "fold_failed", "KeyError", AT, kept, 0)


def everything(before: Position | None, after: Position) -> Changes:
    """A little of all that a step can write."""
    return Changes(
        moves=[("contact", before, after)],
        heads={GATE: (1, "commit.0")},
        parts={DOC: {GATE: '{"a":1}'}},
        documents={DOC: '{"sum":1}'},
        cells={("board.v1.g1", "all", "n"): 2},
        memories={("policy", "key"): '{"count":1}'},
        todos=[todo("a")],
        outbox=[OutboxRow("mail-1", "agency", AT, {"to": {"$enc": "x"}})],
        park=[parked()],
    )


class ViewStoreContract:
    """Inherit beside a fixture `views`: an empty view store."""

    async def total(self, views: ViewStore) -> int:
        """The total of the cell (`board.v1.g1`, all, n)."""
        raise NotImplementedError

    async def test_a_step_is_read_again(self, views: ViewStore) -> None:
        await views.commit("group", everything(None, START))

        assert await views.positions("group") == {"contact": START}
        assert await views.heads("group", [GATE, "other"]) == {GATE: (1, "commit.0")}
        assert await views.parts([DOC]) == {DOC: {GATE: '{"a":1}'}}
        assert await views.documents([DOC]) == {DOC: '{"sum":1}'}
        assert await views.memories([("policy", "key")]) == {("policy", "key"): '{"count":1}'}
        assert [row.id for row in await views.due(AT, 9)] == [todo("a").id]
        assert await views.parked_folds("group") == {("board", GATE)}

    async def test_another_group_sees_no_positions_heads_or_parked_events(
        self, views: ViewStore
    ) -> None:
        await views.commit("group", everything(None, START))

        assert await views.positions("other") == {}
        assert await views.heads("other", [GATE]) == {}
        assert await views.parked_folds("other") == set()
        assert await views.parked("other") == []

    @pytest.mark.parametrize("before", [None, NEXT, replace(START, epoch="another log")])
    async def test_a_deposed_owner_writes_nothing(
        self, views: ViewStore, before: Position | None
    ) -> None:
        await views.commit("group", Changes(moves=[("contact", None, START)]))

        with pytest.raises(Fenced):
            await views.commit("group", everything(before, NEXT))

        assert await views.positions("group") == {"contact": START}
        assert await views.heads("group", [GATE]) == {}
        assert await views.documents([DOC]) == {}
        assert await views.memories([("policy", "key")]) == {}
        assert await views.due(AT, 9) == []
        assert await views.parked() == []
        assert await self.total(views) == 0

    async def test_a_first_step_before_the_row_is_there_is_fenced_by_a_second(
        self, views: ViewStore
    ) -> None:
        await views.commit("group", everything(None, START))

        with pytest.raises(Fenced):
            await views.commit("group", everything(None, START))

        assert await self.total(views) == 2

    async def test_one_deposed_source_holds_back_the_others(self, views: ViewStore) -> None:
        await views.commit("group", Changes(moves=[("contact", None, NEXT)]))
        moves = [("scheduling", None, START), ("contact", START, NEXT)]

        with pytest.raises(Fenced):
            await views.commit("group", Changes(moves=moves))

        assert await views.positions("group") == {"contact": NEXT}

    async def test_totals_add_up(self, views: ViewStore) -> None:
        cell = ("board.v1.g1", "all", "n")
        await views.commit("group", Changes(cells={cell: 5}))
        await views.commit("group", Changes(cells={cell: -3}))

        assert await self.total(views) == 2

    async def test_parts_and_documents_are_dropped_with_none(self, views: ViewStore) -> None:
        await views.commit("group", everything(None, START))

        await views.commit("group", Changes(parts={DOC: {GATE: None}}, documents={DOC: None}))

        assert (await views.parts([DOC])).get(DOC, {}) == {}
        assert await views.documents([DOC]) == {}

    async def test_parts_of_other_streams_stay(self, views: ViewStore) -> None:
        await views.commit("group", Changes(parts={DOC: {"a": "1", "b": "2"}}))
        await views.commit("group", Changes(parts={DOC: {"b": "3"}}))

        assert await views.parts([DOC]) == {DOC: {"a": "1", "b": "3"}}

    async def test_two_agencies_keep_what_has_one_id_apart(self, views: ViewStore) -> None:
        theirs = ("board.v1.g1", "another", "gate")
        bodies = {DOC: '{"sum":1}', theirs: '{"sum":2}'}
        changes = Changes(parts={DOC: {GATE: "1"}, theirs: {"another/gate": "2"}})
        changes.documents.update(bodies)
        await views.commit("group", changes)

        assert await views.documents(bodies) == bodies
        assert await views.parts(bodies) == changes.parts

        await views.commit("group", Changes(parts={DOC: {GATE: None}}, documents={DOC: None}))

        assert await views.documents(bodies) == {theirs: '{"sum":2}'}
        assert (await views.parts(bodies))[theirs] == {"another/gate": "2"}

    async def test_parked_events_come_back_in_order_and_whole(self, views: ViewStore) -> None:
        rows = [parked(GATE, 10), parked(GATE, 9), parked("agency/a", 2), parked("agency/a", 1)]
        await views.commit("group", Changes(park=rows))

        found = await views.parked("group")

        assert [(row.stream, row.version) for row in found] == [
            ("agency/a", 1),
            ("agency/a", 2),
            (GATE, 9),
            (GATE, 10),
        ]
        assert found[2] == rows[1]

    async def test_what_is_parked_again_stays_as_it_was(self, views: ViewStore) -> None:
        await views.commit("group", Changes(park=[parked()]))
        await views.commit("group", Changes(park=[replace(parked(), error="Other")]))

        assert [row.error for row in await views.parked()] == ["KeyError"]

    async def test_what_is_taken_up_and_parked_at_once_stays_parked(self, views: ViewStore) -> None:
        rows = [parked(version=1), parked(version=2)]
        await views.commit("group", Changes(park=rows))
        taken = [(row.fold, row.stream, row.version) for row in rows]

        await views.commit("group", Changes(unpark=taken, park=rows[1:]))

        assert [row.version for row in await views.parked()] == [2]

    async def test_a_swap_needs_to_know_what_is_active(self, views: ViewStore) -> None:
        assert await views.active(["board"]) == {}
        await views.swap("board", 1, 2, "group")
        assert await views.active(["board", "other"]) == {"board": 2}

        with pytest.raises(Fenced):
            await views.swap("board", 1, 3, "group")

        assert await views.active(["board"]) == {"board": 2}
        await views.swap("board", 2, 1, "group")
        assert await views.active(["board"]) == {"board": 1}

    async def test_a_swap_forgets_what_was_parked_of_the_view(self, views: ViewStore) -> None:
        await views.commit("group", Changes(park=[parked(), parked(fold="other")]))

        await views.swap("board", 1, 2, "group")

        assert await views.parked_folds("group") == {("other", GATE)}

    async def test_a_dropped_generation_leaves_nothing(self, views: ViewStore) -> None:
        await views.commit("group", everything(None, START))
        await views.commit("live", Changes(moves=[("contact", None, NEXT)]))

        await views.drop("board.v1.g1", "group")

        assert await views.positions("group") == {}
        assert await views.heads("group", [GATE]) == {}
        assert (await views.parts([DOC])).get(DOC, {}) == {}
        assert await views.documents([DOC]) == {}
        assert await views.parked("group") == []
        assert await self.total(views) == 0
        assert await views.positions("live") == {"contact": NEXT}
