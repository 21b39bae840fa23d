"""How every view store keeps to-dos (reference G.3, cases 34-38)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from nineteen.shared.runtime.ports import BROKEN, Changes, ViewStore
from nineteen.shared.testing.contracts.examples import AT, HOUR, todo


class TodoContract:
    """Inherit beside a fixture `views`: an empty view store."""

    async def test_a_to_do_is_kept_whole(self, views: ViewStore) -> None:
        rows = [
            todo("a", payload={"name": {"$enc": "\u00fc"}, "n": None}, on_behalf_of="jo"),
            todo("b", target=None, skip_after_s=86_400),
        ]
        await views.commit("group", Changes(todos=rows))

        assert await views.due(AT, 9) == rows

    async def test_nothing_is_due_before_its_time(self, views: ViewStore) -> None:
        await views.commit("group", Changes(todos=[todo("a", AT + HOUR)]))

        assert await views.due(AT, 9) == []
        assert await views.next_due() == AT + HOUR
        assert len(await views.due(AT + HOUR, 9)) == 1

    async def test_due_to_dos_come_oldest_first_then_as_planned(self, views: ViewStore) -> None:
        names = ["z", "y", "x", "w", "v", "u"]
        rows = [todo(name, AT - HOUR if name == "v" else AT) for name in names]
        await views.commit("group", Changes(todos=rows[:3]))
        await views.commit("group", Changes(todos=rows[3:]))

        due = [row.id for row in await views.due(AT, 9)]

        assert due == [todo(name).id for name in ["v", "z", "y", "x", "w", "u"]]
        assert len(await views.due(AT, 2)) == 2

    async def test_the_same_step_is_planned_once(self, views: ViewStore) -> None:
        await views.commit("group", Changes(todos=[todo("a")]))
        await views.commit("group", Changes(todos=[todo("a", AT + HOUR)]))

        assert await views.due(AT + HOUR, 9) == [todo("a")]

    async def test_a_closed_to_do_is_never_due_again(self, views: ViewStore) -> None:
        await views.commit("group", Changes(todos=[todo("a"), todo("b", AT + HOUR)]))

        await views.commit("group", Changes(closed=[(todo("a").id, "done")]))
        await views.commit("group", Changes(todos=[todo("a")]))

        assert await views.due(AT, 9) == []
        assert await views.next_due() == AT + HOUR

    async def test_a_to_do_may_be_planned_and_closed_at_once(self, views: ViewStore) -> None:
        changes = Changes(todos=[todo("a")], closed=[(todo("a").id, BROKEN)])

        await views.commit("group", changes)

        assert await views.next_due() is None

    @pytest.mark.parametrize("fold", [0, 1])
    async def test_the_hour_that_comes_twice_in_autumn_is_two_hours(
        self, views: ViewStore, fold: int
    ) -> None:
        local = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/Los_Angeles"), fold=fold)
        await views.commit("group", Changes(todos=[todo("a", local)]))

        assert await views.next_due() == datetime(2026, 11, 1, 8 + fold, 30, tzinfo=UTC)
