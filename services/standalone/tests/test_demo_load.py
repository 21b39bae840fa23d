"""The demo as a whole, small: it is the same each time, true to its table, and breaks no cap."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nineteen.contact.domain.slot_rules import EMPLOYER_CAPS
from nineteen.shared.runtime.clock import SwitchedClock, SystemClock
from nineteen.shared.runtime.codec import Unknown
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.http.gate import Loading
from nineteen.shared.runtime.sqlite.embedded import Embedded, Folders, open_embedded
from nineteen.shared.runtime.sqlite.verification import verified
from nineteen.shared.schema.contact import (
    RequestAgreed,
    RequestBounced,
    RequestDeclined,
    RequestDrafted,
    RequestExpired,
    RequestSent,
    RequestWithdrawn,
)
from nineteen.shared.schema.followup import ThankYouLate, ThankYouSent
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import OverranPromise, SessionEnded
from nineteen.standalone.demo import Plan, Report, load, tables
from nineteen.standalone.services import SERVICES

NOW = datetime(2026, 7, 15, 23, tzinfo=UTC)
SMALL = Plan(weeks=6, pairs=2, employers=30, story=False)
MEDIUM = Plan(weeks=9, pairs=5, employers=60, story=False)
Final = (RequestAgreed, RequestDeclined, RequestExpired, RequestBounced)
Over = (*Final, RequestWithdrawn)
ZONE = ZoneInfo("America/Los_Angeles")
OFFICES = {natural_id("office", "cascade", arm.office): arm for arm in tables.ARMS}


@dataclass
class Loaded:
    """A demo, and every fact in it."""

    report: Report
    facts: list[Recorded]
    folders: Folders
    parked: int

    def of(self, *kinds: type) -> Iterator[Recorded]:
        return (each for each in self.facts if isinstance(each.event, kinds))


async def loaded(folders: Folders, plan: Plan) -> Loaded:
    embedded = await open_embedded(SERVICES, folders, SwitchedClock(SystemClock()), durable=False)
    try:
        report = await load(embedded.app, Desk(embedded.app), Loading(), now=NOW, plan=plan)
        facts = [fact async for fact in facts_of(embedded)]
        parked = [await views.parked() for views in embedded.views.values()]
        return Loaded(report, facts, folders, sum(map(len, parked)))
    finally:
        await embedded.close()


async def facts_of(embedded: Embedded) -> AsyncIterator[Recorded]:
    desk = Desk(embedded.app)
    for store in embedded.stores.values():
        async for commits in store.read_all():
            for _, _, fact in await desk.readable(commits):
                assert not isinstance(fact, Unknown)
                yield fact


@pytest.fixture(scope="module")
def medium() -> dict[str, Loaded]:
    """Loaded by the first test that asks; a loop of one test must not outlive it."""
    return {}


@pytest.fixture
async def demo(medium: dict[str, Loaded], tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    if not medium:
        base = tmp_path_factory.mktemp("demo")
        medium[""] = await loaded(Folders(base / "data", base / "keys"), MEDIUM)
    return medium[""]


def told(facts: Iterable[Recorded]) -> dict[tuple[str, str], list[str]]:
    """The types of each stream's facts; ids of hosts are random, so theirs are left out."""
    found = defaultdict(list)
    for fact in facts:
        own = "" if fact.stream.kind == "thank-you" else fact.stream.id
        found[fact.stream.kind, own].append(fact.event.type_name)
    for kind, own in found:
        if not own:
            found[kind, own].sort()
    return found


async def test_the_same_seed_and_day_give_the_same_facts_in_the_same_streams(
    tmp_path: Path,
) -> None:
    """Under the same keys: of persons' addresses ids are keyed hashes."""
    one = await loaded(Folders(tmp_path / "one", tmp_path / "keys"), SMALL)
    other = await loaded(Folders(tmp_path / "other", tmp_path / "keys"), SMALL)

    assert one.report.requests > 30
    assert told(one.facts) == told(other.facts)
    assert one.report.rejected == other.report.rejected


async def test_the_report_counts_what_happened(demo: Loaded) -> None:
    report = demo.report

    assert report.jobseekers == 10
    assert report.requests == len(list(demo.of(RequestDrafted)))
    assert report.held == sum(fact.event.held for fact in demo.of(SessionEnded))  # type: ignore[attr-defined]
    assert report.events == len(demo.facts)
    assert report.rejected.total() <= 0.02 * report.commands


async def test_nothing_happens_before_the_first_day_or_after_now(demo: Loaded) -> None:
    first = NOW - timedelta(weeks=MEDIUM.weeks, days=1)

    assert all(first < fact.occurred_at <= NOW for fact in demo.facts)
    assert max(fact.occurred_at for fact in demo.facts) > NOW - timedelta(hours=3)


def answers(demo: Loaded) -> dict[str, Counter[str]]:
    """Final answers of asks that had the time to get one, by office."""
    sent = {fact.event.ask.request: fact for fact in demo.of(RequestSent)}  # type: ignore[attr-defined]
    drafts = {fact.event.ask.request: fact.event for fact in demo.of(RequestDrafted)}  # type: ignore[attr-defined]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in demo.of(*Final):
        request = fact.event.ask.request  # type: ignore[attr-defined]
        if sent[request].occurred_at < NOW - timedelta(days=22):
            arm = OFFICES[drafts[request].office]  # type: ignore[attr-defined]
            found[arm.office][type(fact.event).__name__] += 1
    return found


async def test_coached_people_hear_yes_twice_as_often(demo: Loaded) -> None:
    coached, uncoached = (answers(demo)[arm.office] for arm in tables.ARMS)

    assert min(coached.total(), uncoached.total()) > 40
    assert coached["RequestAgreed"] / coached.total() == pytest.approx(0.54, abs=0.13)
    assert uncoached["RequestAgreed"] / uncoached.total() == pytest.approx(0.25, abs=0.13)


async def test_silence_is_more_common_than_a_no(demo: Loaded) -> None:
    coached, uncoached = (answers(demo)[arm.office] for arm in tables.ARMS)

    assert coached["RequestExpired"] / coached.total() == pytest.approx(0.30, abs=0.12)
    assert uncoached["RequestExpired"] > uncoached["RequestDeclined"] > 0


def rate_on_time(demo: Loaded, arm: tables.Arm) -> float:
    office = {f.event.ask.request: f.event.office for f in demo.of(RequestDrafted)}  # type: ignore[attr-defined]
    passed: dict[str, bool] = {}
    for fact in demo.of(ThankYouLate, ThankYouSent):
        if OFFICES[office[fact.event.ask.request]] is arm:  # type: ignore[attr-defined]
            on_time = isinstance(fact.event, ThankYouSent) and fact.event.on_time
            passed.setdefault(fact.stream.id, on_time)
    return sum(passed.values()) / len(passed)


async def test_s33_coached_people_say_thank_you_and_the_others_do_not(demo: Loaded) -> None:
    coached, uncoached = (rate_on_time(demo, arm) for arm in tables.ARMS)

    assert coached == pytest.approx(0.74, abs=0.16)
    assert uncoached < 0.4


async def test_s23_without_the_cue_talks_run_over(demo: Loaded) -> None:
    overran = [fact for fact in demo.of(OverranPromise) if not fact.event.within_tolerance]  # type: ignore[attr-defined]
    held = list(demo.of(SessionEnded))

    assert 0.1 < len(overran) / len(held) < 0.7


async def test_m12_no_cap_was_broken(demo: Loaded) -> None:
    """Of contacts, employers, campaigns and the agency, by the facts alone."""
    drafts = {f.event.ask.request: f.event for f in demo.of(RequestDrafted)}  # type: ignore[attr-defined]
    at_contact, at_employer = Counter[str](), Counter[str]()
    by_day, by_week, by_agency = Counter[tuple[str, object]](), Counter[object](), Counter[object]()
    order = sorted(demo.of(RequestSent, *Over), key=lambda each: each.occurred_at)
    for fact in order:
        ask = fact.event.ask  # type: ignore[attr-defined]
        if not isinstance(fact.event, RequestSent):
            was_sent = not isinstance(fact.event, RequestWithdrawn) or fact.event.sent
            at_contact[ask.contact] -= was_sent
            at_employer[ask.employer] -= was_sent
            continue
        at_contact[ask.contact] += 1
        at_employer[ask.employer] += 1
        day = fact.event.sent_on
        by_day[ask.campaign, day] += 1
        by_week[ask.campaign, day.isocalendar()[:2]] += 1
        by_agency[day] += 1
        assert at_contact[ask.contact] == 1
        assert at_employer[ask.employer] <= EMPLOYER_CAPS[drafts[ask.request].size_class]  # type: ignore[attr-defined]

    assert max(by_day.values()) <= 3
    assert max(by_week.values()) <= 8
    assert max(by_agency.values()) <= 40


async def test_s6_asks_go_out_in_office_hours(demo: Loaded) -> None:
    hours = {fact.occurred_at.astimezone(ZONE).hour for fact in demo.of(RequestSent)}

    assert hours <= set(range(8, 17))


async def test_every_view_equals_a_fresh_fold_and_nothing_is_parked(demo: Loaded) -> None:
    verdicts = await verified(SERVICES, demo.folders)

    assert [each.view for each in verdicts if not each.clean] == []
    assert sum(each.documents for each in verdicts) > 500
    assert demo.parked == 0
