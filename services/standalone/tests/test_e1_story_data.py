"""E1 as data: what its table says of itself, and what stays when it moves by whole weeks."""

from collections import Counter
from datetime import timedelta

import pytest

from nineteen.shared.schema.business_days import after, is_business_day
from nineteen.standalone.demo.e1 import Story
from nineteen.standalone.demo.e1_people import person

STORY = Story()


def test_the_answers_are_those_of_the_fixture() -> None:
    assert Counter(ask.came for ask in STORY.asks) == {
        "agreed": 26,
        "expired": 14,
        "declined": 6,
        "opted_out": 1,
        "bounced": 1,
    }
    assert Counter(ask.then for ask in STORY.asks if ask.then) == {
        "held": 24,
        "lapsed": 1,
        "cancelled": 1,
    }


def test_asks_are_numbered_in_the_order_of_their_days() -> None:
    assert [ask.number for ask in STORY.asks] == [*range(1, 49)]
    assert [ask.sent_on for ask in STORY.asks] == sorted(ask.sent_on for ask in STORY.asks)


def test_a_name_is_given_before_its_owner_is_asked() -> None:
    referred = [ask for ask in STORY.asks if ask.route == "referral"]

    assert len(referred) == 8
    for ask in referred:
        talk = STORY.talk(ask.named_in or 0)
        assert talk.on < ask.sent_on
        assert ask.number in [name.employer for name in talk.names]


def test_24_names_are_24_people() -> None:
    names = [name.person for talk in STORY.talks for name in talk.names]

    assert len(names) == len({each.name for each in names}) == 24
    assert not {each.name for each in names} & {person(n).name for n in range(1, 12)}


def test_everybody_has_a_name_and_an_address_of_their_own() -> None:
    people = [person(number) for number in range(1, 81)]

    for field in ("name", "email", "phone"):
        assert len({getattr(each, field) for each in people}) == 80
    assert all(each.email.endswith(".example.org") for each in people)
    assert all(each.phone.startswith("+120655501") for each in people)


@pytest.mark.parametrize("weeks", [-40, 0, 1, 17])
def test_moved_by_weeks_the_story_keeps_its_business_days(weeks: int) -> None:
    moved = Story(weeks)

    for ask in moved.asks:
        days = [ask.sent_on, ask.answered_on, ask.meets_on, *ask.nudged_on, ask.expired_on]
        assert all(is_business_day(day, moved.settings) for day in days if day)
        if ask.expired_on:
            assert ask.nudged_on == (
                after(ask.sent_on, 3, moved.settings),
                after(ask.sent_on, 7, moved.settings),
            )
            assert ask.expired_on == after(ask.sent_on, 14, moved.settings)


def test_all_days_move_alike() -> None:
    moved = Story(3)

    for before, then in zip(STORY.asks, moved.asks, strict=True):
        assert then.sent_on - before.sent_on == timedelta(weeks=3)
    assert moved.holidays[0] - STORY.holidays[0] == timedelta(weeks=3)
