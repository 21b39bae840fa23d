"""What was done reaches the benefit week in which it counts (V10)."""

from datetime import UTC, date, datetime
from typing import Any

from nineteen.followup.domain.work_search_commands import QualifyActivity, week_id
from nineteen.followup.policies.work_search import Log, work_search
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import CampaignOpened
from nineteen.shared.schema.followup import ThankYouSent
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import SessionEnded, SessionPrepared
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import JOBSEEKER, NOON

ZONE = "America/Los_Angeles"
SATURDAY_NIGHT = datetime(2026, 4, 5, 3, tzinfo=UTC)
"""Saturday 20:00 in Seattle."""
ASK = Ask(
    request=an_id("request"),
    campaign=an_id("campaign"),
    jobseeker=JOBSEEKER.id,
    employer=an_id("mill"),
    contact=an_id("foreman"),
    person=an_id("frank"),
    route="list",
)


def opened(county: str = "53033") -> CampaignOpened:
    return CampaignOpened(
        campaign=ASK.campaign,
        jobseeker=ASK.jobseeker,
        soc="51-4041",
        county=county,
        segment="dislocated",
        zone=ZONE,
        goal=24,
    )


PREPARED = SessionPrepared(
    ask=ASK,
    generation=1,
    scheduled_start=SATURDAY_NIGHT,
    minutes=19,
    zone=ZONE,
    employer_zone=ZONE,
    mode="video",
)
ENDED = SessionEnded(
    ask=ASK,
    started_at=SATURDAY_NIGHT,
    ended_at=SATURDAY_NIGHT,
    actual_s=1120,
    precision="second",
    zone=ZONE,
    employer_zone=ZONE,
)
THANKED = ThankYouSent(
    ask=ASK,
    thank_you=an_id("thanks"),
    host=ASK.person,
    channel="email",
    sent_at=SATURDAY_NIGHT,
    hours=1,
    on_time=True,
)


def told(event: Event) -> Recorded:
    return Recorded(
        event, Stream("agency", "session", ASK.request), 1, "c.0", NOON, NOON, JOBSEEKER
    )


def after(*events: Event) -> list[Todo]:
    """All that these facts ask for."""
    m = Log()
    every: list[Todo] = []
    for event in events:
        assert work_search.key(told(event)) == ASK.campaign
        m, todos = work_search.react(m, told(event))
        every += todos
    return every


def expected(**more: Any) -> QualifyActivity:
    said = {
        "jobseeker": ASK.jobseeker,
        "campaign": ASK.campaign,
        "state": "WA",
        "kind": "informational_interview",
        "activity": ASK.request,
        "on": date(2026, 4, 4),
        "employer": ASK.employer,
        "contact": ASK.contact,
        "person": ASK.person,
        "method": "video",
        "evidence": ("c.0",),
    }
    return QualifyActivity.model_validate(said | more)


def test_v10_a_talk_counts_on_the_day_on_which_it_ended_at_the_agencys_place() -> None:
    (todo,) = after(opened(), PREPARED, ENDED)

    week = week_id(ASK.jobseeker, "WA", date(2026, 4, 4))
    assert todo.target == Target("work-search-week", week)
    assert todo.command == expected()


def test_v10_a_written_thank_you_is_a_follow_up() -> None:
    (todo,) = after(opened(), THANKED)

    assert todo.command == expected(kind="follow_up", activity=an_id("thanks"), method="email")


def test_v10_what_is_told_before_the_campaign_waits_for_it() -> None:
    assert after(PREPARED, ENDED) == []
    assert after(PREPARED, ENDED, opened()) == after(opened(), PREPARED, ENDED)


def test_v10_where_the_rules_are_not_known_nothing_counts() -> None:
    assert after(opened("41051"), PREPARED, ENDED, THANKED) == []
    assert after(PREPARED, ENDED, opened("41051"), THANKED) == []


def test_v10_a_talk_that_was_not_held_is_none() -> None:
    missed = ENDED.model_copy(update={"held": False})

    assert work_search.key(told(missed)) is None
