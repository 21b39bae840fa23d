"""E1, its 24 talks to the second, and session 18 (PRODUCT 6)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    Blocked,
    PreferredTargetChosen,
    RequestAgreed,
    RequestSent,
    ResearchCompleted,
    SlotReleased,
    SlotReserved,
)
from nineteen.shared.schema.followup import (
    ConnectAccepted,
    ConnectAsked,
    ItemOverdue,
    ThankYouLate,
    ThankYouSent,
)
from nineteen.shared.schema.scheduling import (
    AppointmentConfirmed,
    OverranPromise,
    PromiseKept,
    ReferralsAsked,
    ReminderSent,
    ResumeHandedOver,
    ResumeLeft,
    ResumeLeftEarly,
    ResumeNotLeft,
    SessionDebriefed,
    SessionEnded,
    SessionStarted,
    TalkBalanceReported,
    TimeUp,
    WrapUpCued,
)
from nineteen.standalone.demo.e1 import PREFERRED, Story

if TYPE_CHECKING:
    from tests.e2e.e1.conftest import Told

pytestmark = pytest.mark.timeout(300)
STORY = Story()


@pytest.mark.parametrize("talk", STORY.talks, ids=lambda talk: f"s{talk.session}")
def test_e1_every_talk_is_kept_to_the_second(told: "Told", talk: Any) -> None:
    n = talk.ask.number
    start = told.on(talk.on, 10)
    end = start + talk.lasts
    over = int((talk.lasts - timedelta(minutes=19 + talk.extended)).total_seconds())

    assert told.when(WrapUpCued, n) == [start + timedelta(minutes=17)]
    assert told.when(SessionEnded, n) == [end]
    assert told.one(SessionEnded, n).actual_s == talk.lasts.total_seconds()
    assert told.one(SessionEnded, n).precision == "second"
    if over <= 0:
        assert told.one(PromiseKept, n).extension_min == talk.extended
        assert told.when(TimeUp, n) == []
    else:
        verdict = told.one(OverranPromise, n)
        assert (verdict.by_s, verdict.within_tolerance) == (over, over <= 30)
        assert told.when(TimeUp, n) == [start + timedelta(minutes=19)]
    assert told.when(SessionDebriefed, n) == [told.on(talk.on, 11)]
    assert told.one(TalkBalanceReported, n).share == talk.share
    assert len(told.one(ReferralsAsked, n).names) == len(talk.names)


@pytest.mark.parametrize("talk", STORY.talks, ids=lambda talk: f"s{talk.session}")
def test_e1_every_talk_is_followed_up(told: "Told", talk: Any) -> None:
    n = talk.ask.number
    end = told.on(talk.on, 10) + talk.lasts
    kinds: dict[str, type[Event]] = {
        "end": ResumeLeft,
        "early": ResumeLeftEarly,
        "not_left": ResumeNotLeft,
    }

    for timing, kind in kinds.items():
        assert len(told.when(kind, n)) == (timing == talk.resume)
    assert told.when(ThankYouSent, n) == [end + talk.thanked_after]
    assert told.one(ThankYouSent, n).hours == talk.thanked_after / timedelta(hours=1)
    late = talk.thanked_after > timedelta(hours=24)
    assert told.when(ThankYouLate, n) == [end + timedelta(hours=24)] * late
    overdue = talk.thanked_after > timedelta(hours=48)
    assert told.when(ItemOverdue, n) == [end + timedelta(hours=48)] * overdue


def test_e1_the_end_of_03_12(told: "Told") -> None:
    ((chosen, preferred),) = told.of(PreferredTargetChosen)

    assert told.local(chosen.occurred_at).date() == STORY.day("03-12")
    assert preferred.employer == told.e1.employers[PREFERRED]
    evening = told.evening
    assert evening["preferred_target"] == preferred.employer
    assert (evening["requests_sent"], evening["requests_final"], evening["agreed"]) == (36, 32, 20)
    assert evening["agreement_rate"] == 0.625
    assert evening["held"] == 17


def test_e1_session_18(told: "Told") -> None:
    day = "03-18"

    assert told.when(RequestSent, 37) == [told.on("03-16", 9)]
    assert told.when(RequestAgreed, 37) == [told.on("03-16", 14)]
    assert told.when(AppointmentConfirmed, 37) == [told.on("03-16", 16)]
    assert told.when(ReminderSent, 37) == [
        told.on("03-17", 10),
        told.on("03-17", 10),
        told.on(day, 9),
    ]
    assert told.when(SessionStarted, 37) == [told.on(day, 10)]
    assert told.when(WrapUpCued, 37) == [told.on(day, 10, 17)]
    assert told.when(ResumeHandedOver, 37) == [told.on(day, 10, 18, 10)]
    assert told.when(ReferralsAsked, 37) == [told.on(day, 10, 18, 20)]
    assert len(told.one(ReferralsAsked, 37).names) == 2
    assert told.when(SessionEnded, 37) == told.when(PromiseKept, 37) == [told.on(day, 10, 18, 40)]
    assert told.when(TimeUp, 37) == []
    assert told.when(SessionDebriefed, 37) == [told.on(day, 11)]
    assert told.when(ThankYouSent, 37) == [told.on(day, 13, 18, 40)]
    assert told.one(ThankYouSent, 37).hours == 3


def test_e1_session_18_is_researched_and_introduced(told: "Told") -> None:
    employer = told.e1.employers[PREFERRED]
    done = [
        told.local(r.occurred_at) for r, e in told.of(ResearchCompleted) if e.employer == employer
    ]

    assert [at.date() for at in done] == [STORY.day("03-13")]
    asked = [told.local(r.occurred_at) for r, e in told.of(ConnectAsked) if e.employer == employer]
    accepted = [
        told.local(r.occurred_at) for r, e in told.of(ConnectAccepted) if e.employer == employer
    ]
    assert [at.date() for at in asked] == [STORY.day("03-18")]
    assert [at.date() for at in accepted] == [STORY.day("03-20")]


def test_e1_session_18_slots(told: "Told") -> None:
    mine = told.e1.request(37)
    reserved = [r for r, e in told.of(SlotReserved) if e.reservation == mine]
    freed = [(r, e) for r, e in told.of(SlotReleased) if e.reservation == mine]
    (blocked,) = (e for _, e in told.of(Blocked) if e.reservation == mine)

    assert {each.stream.kind for each in reserved} == {"contact-ledger", "employer-ledger"}
    assert {told.local(each.occurred_at) for each in reserved} == {told.on("03-16", 9)}
    assert [(told.local(r.occurred_at), r.stream.kind, e.reason) for r, e in freed] == [
        (told.on("03-16", 14), "employer-ledger", "agreed")
    ]
    assert blocked.until == STORY.day("04-01")
