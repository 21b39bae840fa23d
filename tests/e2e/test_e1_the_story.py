"""E1, the golden path: from the list of 60 employers to the hire through a colleague (4.8, 6)."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.node import policies_group
from nineteen.shared.runtime.sqlite.embedded import Folders, open_embedded
from nineteen.shared.runtime.sqlite.verification import verified
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    Blocked,
    CampaignClosed,
    CampaignGoalReached,
    CampaignOpened,
    ContactOptedOut,
    EmployerRegistered,
    PreferredTargetChosen,
    RequestAgreed,
    RequestBounced,
    RequestDeclined,
    RequestExpired,
    RequestHeld,
    RequestNudged,
    RequestSent,
    RequestWithdrawn,
    ResearchCompleted,
    SlotRefused,
    SlotReleased,
    SlotReserved,
)
from nineteen.shared.schema.followup import (
    AttributionConfirmed,
    AttributionProposed,
    ConnectAccepted,
    ConnectAsked,
    HireReported,
    ItemOverdue,
    JobInterviewReported,
    ReferralNamed,
    TaskOpened,
    ThankYouLate,
    ThankYouSent,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    InviteIssued,
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
from nineteen.standalone.demo import e1_people
from nineteen.standalone.demo.e1 import EMPLOYERS, PREFERRED, ZONE, Story, employer_list
from nineteen.standalone.demo.e1_player import E1, Moment
from nineteen.standalone.services import SERVICES

pytestmark = [pytest.mark.xdist_group("e1"), pytest.mark.timeout(300)]
STORY = Story()
E = TypeVar("E", bound=Event)
LIST = Path(__file__).parents[2] / "examples" / "employers-60.csv"


@dataclass
class Told:
    """What is left when the story is over: facts, views as they were read, and the folder."""

    e1: E1
    facts: list[Recorded]
    evening: dict[str, Any]
    """The campaign's row on the board at the end of 03-12."""
    board: dict[str, Any]
    metrics: dict[str, Any]
    funnel: dict[str, Any]
    views: dict[str, list[dict[str, Any]]]
    histories: dict[int, list[dict[str, Any]]]
    parked: list[Any]
    log: str
    exposition: str
    folder: Path

    def of(self, kind: type[E]) -> list[tuple[Recorded, E]]:
        """The facts of one type, in the order of their times."""
        found = [(r, r.event) for r in self.facts if isinstance(r.event, kind)]
        return sorted(found, key=lambda each: each[0].occurred_at)

    def when(self, kind: type[Event], number: int) -> list[datetime]:
        """When facts of this type happened to a request, on the agency's clocks."""
        mine = self.e1.request(number)
        return [
            local(r.occurred_at)
            for r, event in self.of(kind)
            if event.ask.request == mine  # type: ignore[attr-defined]
        ]

    def one(self, kind: type[E], number: int) -> E:
        """The one fact of this type about a request."""
        mine = self.e1.request(number)
        (found,) = (event for _, event in self.of(kind) if event.ask.request == mine)  # type: ignore[attr-defined]
        return found

    def number(self, request: str) -> int:
        """The number of a request in the table."""
        return next(n for n in range(1, 49) if self.e1.request(n) == request)


def local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def on(day: date | str, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A wall-clock time of 2026: `on("03-18", 10, 17)`."""
    day = STORY.day(day) if isinstance(day, str) else day
    return datetime.combine(day, time(hour, minute, second))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(run: Any, office_of: Any, tmp_path_factory: Any) -> AsyncIterator[Told]:
    folder = tmp_path_factory.mktemp("e1")
    async with run(folder) as nineteen:
        office = office_of(nineteen)
        days = [day.isoformat() for day in STORY.holidays]
        await office.register_agency("Cascade Works", ZONE, days)
        await office.hire_counselor(e1_people.COUNSELOR.name)
        e1 = E1(STORY, office, nineteen.agency)
        evenings = []

        async def look() -> None:
            evenings.extend(await nineteen.items("campaign-board"))

        at = e1.local(STORY.day("03-12"), 23)
        moments = [*e1.moments(), Moment(at, "the end of the day", look)]
        for moment in sorted(moments, key=lambda each: each.at):
            await nineteen.turn_to(moment.at)
            await moment.act()
        await nineteen.turn_to(e1.local(STORY.day("05-05"), 17))
        found = await seen(nineteen, e1)
        found.evening = evenings[0]
    found.log = nineteen.log.getvalue()
    yield found


async def seen(nineteen: Any, e1: E1) -> Told:
    """Everything that is asked of a finished story, read over HTTP."""
    campaign = e1.office.campaign
    views = ("time-integrity", "thank-you-queue", "referral-tree", "outcome-trace", "calendar")
    exposition = await nineteen.client.get("/metrics")
    histories = {
        n: (await nineteen.get(f"/contact/v1/requests/{e1.request(n)}/history"))["events"]
        for n in (1, 37)
    }
    return Told(
        e1=e1,
        facts=await nineteen.facts(),
        evening={},
        board=(await nineteen.items("campaign-board"))[0],
        metrics=await nineteen.get("/dashboard/v1/metrics", campaign=campaign),
        funnel=await nineteen.get("/dashboard/v1/funnel"),
        views={view: await nineteen.items(view) for view in views},
        histories=histories,
        parked=(await nineteen.get("/ops/parked"))["parked"],
        log="",
        exposition=exposition.text,
        folder=nineteen.folder,
    )


def test_the_list_is_the_one_that_lies_among_the_examples() -> None:
    assert employer_list() == LIST.read_bytes()


async def test_e1_begins_with_a_layoff_and_a_list_of_60_employers(told: Told) -> None:
    ((opened, campaign),) = told.of(CampaignOpened)
    listed = told.of(EmployerRegistered)

    assert local(opened.occurred_at).date() == STORY.day("01-05")
    assert campaign.goal == 24
    assert len(listed) == EMPLOYERS
    assert {local(each.recorded_at).date() for each, _ in listed} == {STORY.day("01-06")}
    assert {event.provenance.source for _, event in listed} == {"feed"}


async def test_e1_every_request_goes_out_at_nine_on_its_day(told: Told) -> None:
    sent = {
        told.number(event.ask.request): local(r.occurred_at) for r, event in told.of(RequestSent)
    }

    assert sent == {ask.number: on(ask.sent_on, 9) for ask in STORY.asks}
    for number, ask in enumerate(STORY.asks, start=1):
        assert told.one(RequestSent, number).sent_on == ask.sent_on
        assert told.one(RequestSent, number).ask.route == ask.route


@pytest.mark.parametrize("ask", STORY.asks, ids=lambda ask: f"{ask.number}-{ask.came}")
async def test_e1_every_request_comes_to_its_answer(told: Told, ask: Any) -> None:
    n = ask.number
    nudged = [on(day, 9) for day in ask.nudged_on]
    agreed = [on(ask.answered_on, 14)] if ask.came == "agreed" else []
    declined = [on(ask.answered_on, 14)] if ask.came in ("declined", "opted_out") else []
    expired = [on(ask.expired_on, 17)] if ask.came == "expired" else []
    bounced = [on(ask.answered_on, 9, 5)] if ask.came == "bounced" else []
    confirmed = [on(ask.answered_on, 16)] if ask.meets_on else []

    assert told.when(RequestNudged, n) == nudged
    assert told.when(RequestAgreed, n) == agreed
    assert told.when(RequestDeclined, n) == declined
    assert told.when(RequestExpired, n) == expired
    assert told.when(RequestBounced, n) == bounced
    assert told.when(AppointmentConfirmed, n) == confirmed
    if ask.meets_on:
        assert local(told.one(AppointmentConfirmed, n).starts_at) == on(ask.meets_on, 10)
    starts = [on(ask.meets_on, 10)] if ask.then == "held" else []
    assert told.when(SessionStarted, n) == starts


@pytest.mark.parametrize("talk", STORY.talks, ids=lambda talk: f"s{talk.session}")
async def test_e1_every_talk_is_kept_to_the_second(told: Told, talk: Any) -> None:
    n = talk.ask.number
    start = on(talk.on, 10)
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
    assert told.when(SessionDebriefed, n) == [on(talk.on, 11)]
    assert told.one(TalkBalanceReported, n).share == talk.share
    assert len(told.one(ReferralsAsked, n).names) == len(talk.names)


@pytest.mark.parametrize("talk", STORY.talks, ids=lambda talk: f"s{talk.session}")
async def test_e1_every_talk_is_followed_up(told: Told, talk: Any) -> None:
    n = talk.ask.number
    end = on(talk.on, 10) + talk.lasts
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


async def test_e1_the_counts(told: Told) -> None:
    count = Counter(type(r.event).__name__ for r in told.facts)

    assert count["RequestAgreed"] == 26
    assert count["RequestExpired"] == 14
    assert count["RequestDeclined"] == 7
    assert count["RequestBounced"] == 1
    assert count["ContactOptedOut"] == 1
    assert count["RequestSent"] == 48
    assert count["RequestNudged"] == 28
    assert count["AppointmentConfirmed"] == 25
    assert count["HeldNoted"] == 24
    assert (count["WrapUpCued"], count["TimeUp"]) == (24, 2)
    assert (count["OverranPromise"], count["PromiseKept"]) == (2, 22)
    assert count["ReferralNamed"] == count["ReferralBecameContact"] == 24


async def test_e1_agreed_by_route(told: Told) -> None:
    asked = Counter(event.ask.route for _, event in told.of(RequestSent))
    agreed = Counter(event.ask.route for _, event in told.of(RequestAgreed))

    assert asked == {"list": 36, "warm": 4, "referral": 8}
    assert agreed == {"list": 18, "warm": 3, "referral": 5}


def open_asks(told: Told) -> Iterator[tuple[datetime, int]]:
    """How many asks are open after each sending and each final answer."""
    moves = Counter(local(r.occurred_at) for r, _ in told.of(RequestSent))
    for kind in (RequestAgreed, RequestDeclined, RequestExpired, RequestBounced):
        moves.subtract(local(r.occurred_at) for r, _ in told.of(kind))
    still = 0
    for at in sorted(moves):
        still += moves[at]
        yield at, still


async def test_e1_at_most_6_asks_are_open_at_a_days_end_and_7_within_a_day(told: Told) -> None:
    asks = list(open_asks(told))
    evenings = {at.date(): still for at, still in asks}
    busiest = max(still for _, still in asks)

    assert max(evenings.values()) == 6
    assert busiest == 7
    days = {at.date() for at, still in asks if still == 7}
    assert days == {STORY.day("02-11"), STORY.day("03-25")}


async def test_e1_no_cap_and_no_coach_for_conduct_fires(told: Told) -> None:
    assert not told.of(SlotRefused)
    assert not told.of(RequestHeld)
    assert not told.of(RequestWithdrawn)
    assert [
        (told.number(task.about), task.kind, task.reason) for _, task in told.of(TaskOpened)
    ] == [(19, "coach", "no_time_found")]


async def test_e1_an_agreement_without_a_time_gets_a_coach_and_lapses(told: Told) -> None:
    ((task, _),) = told.of(TaskOpened)

    assert local(task.occurred_at) == on("03-02", 9)
    assert told.when(AgreementLapsed, 19) == [on("03-09", 9)]


async def test_e1_a_host_cancels_and_the_invitation_is_called_back(told: Told) -> None:
    invites = [e for _, e in told.of(InviteIssued) if e.ask.request == told.e1.request(34)]

    assert told.one(AppointmentCancelled, 34).by == "host"
    assert told.when(AppointmentCancelled, 34)[0].date() == STORY.day("03-23")
    assert [(each.method, each.sequence) for each in invites] == [("REQUEST", 0), ("CANCEL", 1)]
    assert invites[0].uid == invites[1].uid


async def test_e1_who_opts_out_is_not_asked_again(told: Told) -> None:
    ((opted_out, event),) = told.of(ContactOptedOut)
    never = [b for _, b in told.of(Blocked) if b.until is None]

    assert local(opted_out.occurred_at).date() == STORY.day("02-27")
    assert event.request == told.e1.request(28)
    assert [each.reservation for each in never] == [told.e1.request(28)]


async def test_e1_names_become_contacts_at_their_employers(told: Told) -> None:
    named = [e for _, e in told.of(ReferralNamed)]
    asked = {event.ask.lead for _, event in told.of(RequestSent)} - {None}
    number = {employer: n for n, employer in told.e1.employers.items()}
    not_asked = [number[e.employer or ""] for e in named if e.lead not in asked]

    assert len(asked) == 8
    assert len(not_asked) == 16
    assert set(not_asked) == set(range(49, 61))
    for talk in STORY.talks:
        for name in talk.names:
            if name.employer <= 48:
                ask = told.one(RequestSent, name.employer).ask
                assert (ask.route, ask.root_session is None) == ("referral", False)


async def test_e1_the_end_of_03_12(told: Told) -> None:
    ((chosen, preferred),) = told.of(PreferredTargetChosen)

    assert local(chosen.occurred_at).date() == STORY.day("03-12")
    assert preferred.employer == told.e1.employers[PREFERRED]
    evening = told.evening
    assert evening["preferred_target"] == preferred.employer
    assert (evening["requests_sent"], evening["requests_final"], evening["agreed"]) == (36, 32, 20)
    assert evening["agreement_rate"] == 0.625
    assert evening["held"] == 17


async def test_e1_session_18(told: Told) -> None:
    day = "03-18"

    assert told.when(RequestSent, 37) == [on("03-16", 9)]
    assert told.when(RequestAgreed, 37) == [on("03-16", 14)]
    assert told.when(AppointmentConfirmed, 37) == [on("03-16", 16)]
    assert told.when(ReminderSent, 37) == [on("03-17", 10), on("03-17", 10), on(day, 9)]
    assert told.when(SessionStarted, 37) == [on(day, 10)]
    assert told.when(WrapUpCued, 37) == [on(day, 10, 17)]
    assert told.when(ResumeHandedOver, 37) == [on(day, 10, 18, 10)]
    assert told.when(ReferralsAsked, 37) == [on(day, 10, 18, 20)]
    assert len(told.one(ReferralsAsked, 37).names) == 2
    assert told.when(SessionEnded, 37) == told.when(PromiseKept, 37) == [on(day, 10, 18, 40)]
    assert told.when(TimeUp, 37) == []
    assert told.when(SessionDebriefed, 37) == [on(day, 11)]
    assert told.when(ThankYouSent, 37) == [on(day, 13, 18, 40)]
    assert told.one(ThankYouSent, 37).hours == 3


async def test_e1_session_18_is_researched_and_introduced(told: Told) -> None:
    employer = told.e1.employers[PREFERRED]
    done = [local(r.occurred_at) for r, e in told.of(ResearchCompleted) if e.employer == employer]

    assert [at.date() for at in done] == [STORY.day("03-13")]
    asked = [local(r.occurred_at) for r, e in told.of(ConnectAsked) if e.employer == employer]
    accepted = [local(r.occurred_at) for r, e in told.of(ConnectAccepted) if e.employer == employer]
    assert [at.date() for at in asked] == [STORY.day("03-18")]
    assert [at.date() for at in accepted] == [STORY.day("03-20")]


async def test_e1_session_18_slots(told: Told) -> None:
    mine = told.e1.request(37)
    reserved = [r for r, e in told.of(SlotReserved) if e.reservation == mine]
    freed = [(r, e) for r, e in told.of(SlotReleased) if e.reservation == mine]
    (blocked,) = (e for _, e in told.of(Blocked) if e.reservation == mine)

    assert {each.stream.kind for each in reserved} == {"contact-ledger", "employer-ledger"}
    assert {local(each.occurred_at) for each in reserved} == {on("03-16", 9)}
    assert [(local(r.occurred_at), r.stream.kind, e.reason) for r, e in freed] == [
        (on("03-16", 14), "employer-ledger", "agreed")
    ]
    assert blocked.until == STORY.day("04-01")


async def test_e1_the_goal_is_reached_on_day_94(told: Told) -> None:
    ((reached, event),) = told.of(CampaignGoalReached)
    ((opened, _),) = told.of(CampaignOpened)

    assert (event.held, event.goal) == (24, 24)
    assert local(reached.occurred_at).date() == STORY.day("04-09")
    assert (local(reached.occurred_at).date() - local(opened.occurred_at).date()).days == 94


async def test_e1_a_colleague_calls_on_day_42_and_hires_on_day_48(told: Told) -> None:
    (_, proposed), *more = told.of(AttributionProposed)
    ((when, confirmed),) = told.of(AttributionConfirmed)
    reports = [event for _, event in told.of(JobInterviewReported)]
    ((_, hire),) = told.of(HireReported)

    assert not more
    assert proposed.session == confirmed.session == told.e1.request(37)
    assert proposed.hop == confirmed.hop == 1
    assert confirmed.session_on == STORY.day("03-18")
    assert confirmed.lag_interview_days == 42
    assert local(when.occurred_at).date() == STORY.day("04-29")
    assert reports[0].invited_on == STORY.day("04-29")
    assert reports[-1].held_on == STORY.day("05-04")
    assert hire.hired_on == STORY.day("05-05") == STORY.day("03-18") + timedelta(days=48)
    assert hire.starts_on == STORY.day("05-18")
    assert hire.lag_hire_days == 6
    assert hire.credited == told.e1.request(37)


async def test_e1_the_campaign_closes_on_05_05(told: Told) -> None:
    ((closed, event),) = told.of(CampaignClosed)

    assert local(closed.occurred_at).date() == STORY.day("05-05")
    assert event.reason == told.board["close_reason"] == "hired_through_interview"
    assert told.board["status"] == "closed"
    assert told.board["goal_reached_on"] == "2026-04-09"


METRICS = {
    "M1": (26, 48, 54.2, 40.3, 67.4),
    "M2": (24, 25, 96.0, None, None),
    "M2.held_per_agreed": (24, 26, 92.3, None, None),
    "M3": (23, 24, 95.8, None, None),
    "M4": (22, 24, 91.7, None, None),
    "M5.in_band": (20, 24, 83.3, None, None),
    "M6": (22, 24, 91.7, None, None),
    "M7": (24, 24, 100.0, None, None),
    "M7.conversion": (5, 24, 20.8, None, None),
    "M8": (0, 24, 0.0, None, None),
    "M9": (24, 60, 40.0, None, None),
    "M10": (1, 24, 4.2, 0.7, 20.2),
    "M10.hires": (1, 24, 4.2, 0.7, 20.2),
}


def percent(share: float | None) -> float:
    assert share is not None
    return round(share * 100, 1)


@pytest.mark.parametrize("metric", METRICS)
async def test_e1_the_metrics(told: Told, metric: str) -> None:
    (found,) = (each for each in told.metrics["metrics"] if each["metric"] == metric)
    numerator, denominator, value, low, high = METRICS[metric]

    assert (found["numerator"], found["denominator"]) == (numerator, denominator)
    assert percent(found["value"]) == value
    if low is not None:
        assert (percent(found["wilson_low"]), percent(found["wilson_high"])) == (low, high)


async def test_e1_the_metrics_with_medians(told: Told) -> None:
    found = {each["metric"]: each for each in told.metrics["metrics"]}

    assert told.metrics["as_of"] == "2026-05-05"
    assert found["M1"]["verdict"] == "on_benchmark"
    assert (found["M5"]["median"], found["M5"]["n"]) == (52, 24)
    for metric, days in (("M11.interview", 42), ("M11.hire", 6)):
        spread = found[metric]
        assert (spread["n"], spread["p25"], spread["median"], spread["p75"]) == (1, *[days] * 3)
    assert {each["id"] for each in told.metrics["definitions"]} == {f"M{n}" for n in range(1, 12)}


async def test_e1_the_funnel(told: Told) -> None:
    steps = {each["name"]: each for each in told.funnel["requests"]}
    names = {each["name"]: each["count"] for each in told.funnel["names"]}
    outcomes = {each["name"]: each["count"] for each in told.funnel["outcomes"]}

    assert {name: step["count"] for name, step in steps.items()} == {
        "drafted": 48,
        "sent": 48,
        "final": 48,
        "agreed": 26,
        "confirmed": 25,
        "held": 24,
    }
    assert steps["held"]["of_base"] == 0.5
    assert names == {"named": 24, "contacted": 8, "names_agreed": 5, "names_held": 5}
    assert outcomes == {"job_interviews": 1, "offers": 0, "hires": 1}


async def test_e1_the_other_views(told: Told) -> None:
    states = Counter(row["state"] for row in told.views["thank-you-queue"])
    talks = told.views["time-integrity"]
    (outcome,) = told.views["outcome-trace"]
    meetings = Counter(row["state"] for row in told.views["calendar"])

    assert states == {"on_time": 22, "sent_late": 2}
    assert Counter(row["verdict"] for row in talks) == {
        "kept": 22,
        "within_tolerance": 1,
        "overran": 1,
    }
    assert Counter(row["resume_timing"] for row in talks) == {"end": 22, "early": 1, "not_left": 1}
    assert meetings == {"held": 24, "cancelled": 1}
    assert outcome["hop"] == 1
    assert (outcome["lag_interview_days"], outcome["lag_hire_days"]) == (42, 6)
    assert len(told.views["referral-tree"]) == 24


async def test_e1_a_history_is_readable(told: Told) -> None:
    first = [each["type"] for each in told.histories[1]]

    assert first == ["RequestDrafted", "DraftApproved", "RequestSent", "RequestAgreed"]
    assert all(each["meaning"] for each in told.histories[37])


async def test_e1_parks_nothing_and_every_view_equals_a_fresh_fold(told: Told) -> None:
    verdicts = await verified(SERVICES, folders(told.folder))

    assert told.parked == []
    assert [each.view for each in verdicts if not each.clean] == []
    assert sum(each.documents for each in verdicts) > 200


def folders(folder: Path) -> Folders:
    return Folders(folder / "data", folder / "data-keys")


def canaries() -> Iterator[str]:
    """What is personal: names, addresses, numbers."""
    people = [e1_people.person(number) for number in range(1, 81)]
    people += [e1_people.JOBSEEKER, e1_people.COUNSELOR]
    for each in people:
        yield from filter(None, (each.name, each.email, each.phone))
    yield e1_people.CALLER
    yield from (name for name, _ in e1_people.ACQUAINTANCES.values())


async def test_e1_leaves_no_personal_data_where_none_may_be(told: Told) -> None:
    raw = {path: path.read_bytes() for path in (told.folder / "data").rglob("events.db*")}
    raw[Path("log")] = told.log.encode()
    raw[Path("metrics")] = told.exposition.encode()

    assert sum(len(each) for each in raw.values()) > 1_000_000
    assert told.log.count("\n") > 400
    assert [
        (path.name, canary)
        for canary in canaries()
        for path, each in raw.items()
        if canary.encode() in each
    ] == []


async def test_e1_a_replay_of_all_policies_adds_no_event(told: Told, tmp_path: Path) -> None:
    shutil.copytree(told.folder, tmp_path / "copy")
    copy = folders(tmp_path / "copy")
    for service in SERVICES:
        if service.deciders:
            forget(copy.of(service.name) / "views.db", policies_group(service.name))
    at = told.e1.local(STORY.day("05-05"), 17)
    embedded = await open_embedded(SERVICES, copy, ManualClock(at), durable=False)
    try:
        before = {name: await length(store) for name, store in embedded.stores.items()}
        await embedded.app.drain()
        after = {name: await length(store) for name, store in embedded.stores.items()}
        codes = Counter[str]()
        for node in embedded.app.nodes.values():
            codes.update(node.todos.codes if node.todos else {})
    finally:
        await embedded.close()

    assert codes.total() > 1000
    assert after == before


def forget(path: Path, group: str) -> None:
    """Make a service's policies forget all they have read, remembered and planned."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM positions WHERE grp = ?", (group,))
        db.execute("DELETE FROM heads WHERE grp = ?", (group,))
        db.execute("DELETE FROM memories")
        db.execute("DELETE FROM todos")


async def length(store: Any) -> int:
    """How many events a store holds."""
    return sum([len(commit.events) async for batch in store.read_all() for commit in batch])
