"""The timeline of a campaign, and the sentences that pages make of it."""

import string
from datetime import datetime

import pytest

from nineteen.dashboard.api.pages.language import LANGUAGES, Tongue
from nineteen.dashboard.api.pages.names import Names
from nineteen.dashboard.api.pages.sentences import told
from nineteen.dashboard.api.pages.story import STORY, UNTOLD, VARIES_BY
from nineteen.dashboard.api.pages.talk import clock_of
from nineteen.dashboard.views.people import people
from nineteen.dashboard.views.timeline import kind_of, month_id, timeline
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.folded import documents
from nineteen.shared.testing.mishaps import mishaps
from nineteen.shared.testing.story import e1

SAY = Tongue("en", "America/Los_Angeles")
MEETING = {"minutes": 19}
TALK = {
    "started_at": "2026-03-18T17:00:00.000Z",
    "promised_end": "2026-03-18T17:19:00.000Z",
    "ended_at": None,
}


@pytest.fixture(scope="module")
def facts() -> list[Recorded]:
    """The whole story of E1."""
    return list(e1().facts)


@pytest.fixture(scope="module")
def who(facts: list[Recorded]) -> Names:
    return Names(documents(people, facts), {})


def month(facts: list[Recorded], name: str) -> dict[str, object]:
    campaign = next(each.stream.id for each in facts if each.stream.kind == "campaign")
    return documents(timeline, facts)[month_id(campaign, name)]


def lines(facts: list[Recorded], name: str, who: Names, kind: str | None = None) -> list[str]:
    return [line.text for _, day in told(month(facts, name), kind, who, SAY) for line in day]


def test_each_month_of_a_campaign_is_a_document(facts: list[Recorded]) -> None:
    found = documents(timeline, facts).values()

    assert {each["month"] for each in found} >= {"2026-01", "2026-02", "2026-03", "2026-04"}
    assert {each["campaign"] for each in found} == {an_id("campaign")}
    for each in found:
        times = [event["at"] for event in each["events"]]
        assert times == sorted(times)
        assert all(at.startswith(each["month"]) for at in times)


def test_newest_is_told_first_in_plain_sentences(facts: list[Recorded], who: Names) -> None:
    days = told(month(facts, "2026-03"), None, who, SAY)

    assert [day for day, _ in days] == sorted((day for day, _ in days), reverse=True)
    text = " ".join(lines(facts, "2026-03", who))
    assert "The promise was kept." in text
    assert "The resume was left at the end, for future reference." in text
    assert "%(" not in text


def test_a_kind_can_be_told_alone(facts: list[Recorded], who: Names) -> None:
    talks = lines(facts, "2026-03", who, "talk")
    asks = lines(facts, "2026-03", who, "request")

    assert talks
    assert asks
    assert len(talks) + len(asks) < len(lines(facts, "2026-03", who))
    assert not {*talks} & {*asks}


def test_s26_a_stay_that_the_host_asked_for_is_told_as_such(
    facts: list[Recorded], who: Names
) -> None:
    told_of = lines(facts, "2026-03", who, "talk")

    assert [each for each in told_of if each.endswith("to stay 10 minutes more.")]


def test_a_person_who_was_erased_is_somebody(facts: list[Recorded]) -> None:
    nobody = Names({}, {})

    told_of = lines(facts, "2026-03", nobody, "request")

    assert any(each.startswith("The request to somebody was approved") for each in told_of)


def test_nothing_personal_stands_in_a_timeline() -> None:
    every = [*e1().facts, *mishaps().facts]

    assert "Canary" not in repr(documents(timeline, every))
    assert "Canary" in repr(documents(people, every))


def test_every_event_that_is_followed_has_its_sentence() -> None:
    followed = {
        kind.__name__
        for kind in Event.types.values()
        if kind_of(kind.model_construct()) and kind.__module__.startswith("nineteen.shared.schema")
    }
    told_of = {name.partition(".")[0] for name in STORY}

    assert followed == told_of | UNTOLD
    assert not told_of & UNTOLD
    assert {*VARIES_BY} <= told_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_filled(language: str, facts: list[Recorded], who: Names) -> None:
    say = Tongue(language, "America/Los_Angeles")

    for document in documents(timeline, [*facts, *mishaps().facts]).values():
        for _, day in told(document, None, who, say):
            for line in day:
                assert line.text[0] in string.ascii_letters + "ÁÉÍÓÚÑ¿"
                assert line.text.endswith(".")


@pytest.mark.parametrize(
    ("at", "phase", "shown"),
    [
        ("17:00:00", "running", "19:00"),
        ("17:16:59", "running", "2:01"),
        ("17:17:00", "wrap_up", "2:00"),
        ("17:18:59", "wrap_up", "0:01"),
        ("17:19:00", "over", "0:00"),
        ("17:19:31", "over", "+0:31"),
    ],
)
def test_s24_the_clock_wraps_up_two_minutes_before_the_end(at: str, phase: str, shown: str) -> None:
    clock = clock_of(MEETING, TALK, datetime.fromisoformat(f"2026-03-18T{at}Z"))

    assert (clock.phase, clock.shown) == (phase, shown)


def test_before_the_talk_the_clock_shows_what_was_promised() -> None:
    clock = clock_of(MEETING, None, datetime.fromisoformat("2026-03-18T16:00:00Z"))

    assert (clock.phase, clock.shown) == ("before", "19:00")


def test_a_talk_that_ended_keeps_its_time() -> None:
    over = TALK | {"ended_at": "2026-03-18T17:18:40.000Z"}

    clock = clock_of(MEETING, over, datetime.fromisoformat("2026-03-18T20:00:00Z"))

    assert (clock.phase, clock.left_s) == ("ended", 20)
