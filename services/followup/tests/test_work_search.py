"""The work-search log: rules of the states, the jobseeker's own word, evidence (V10, M15, E15)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nineteen.followup.domain.work_search import work_search_weeks
from nineteen.followup.domain.work_search_commands import (
    AmendWeek,
    AttestWeek,
    ClaimWeek,
    QualifyActivity,
    week_id,
)
from nineteen.followup.domain.work_search_rules import RULES, state_of
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import (
    Activity,
    ActivityQualified,
    WeekAmended,
    WeekAttested,
    WeekClaimed,
)
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, POLICY, Given, given

SATURDAY = date(2026, 4, 4)
WEEK = week_id(JOBSEEKER.id, "WA", SATURDAY)
SUNDAY = datetime(2026, 4, 5, 20, tzinfo=UTC)
OF: dict[str, Any] = {
    "week": WEEK,
    "jobseeker": JOBSEEKER.id,
    "campaign": an_id("campaign"),
    "state": "WA",
    "ends_on": SATURDAY,
}
CLAIM = ClaimWeek(jobseeker=JOBSEEKER.id, campaign=an_id("campaign"), state="WA", ends_on=SATURDAY)
CLAIMED = WeekClaimed(**OF, rules="2026-01", minimum=3)
ATTEST = AttestWeek()


def did(kind: str, number: int, employer: str, on: date = date(2026, 3, 31)) -> QualifyActivity:
    return QualifyActivity.model_validate(
        {
            "jobseeker": JOBSEEKER.id,
            "campaign": an_id("campaign"),
            "state": "WA",
            "kind": kind,
            "activity": an_id("activity", number),
            "on": on,
            "employer": an_id(employer),
            "method": "in_person",
            "evidence": (f"{an_id('commit', number)}.0",),
        }
    )


def interview(number: int, employer: str = "mill") -> ActivityQualified:
    (event,) = week().when(did("informational_interview", number, employer)).events
    assert isinstance(event, ActivityQualified)
    return event


def week(*events: Event) -> Given:
    return given(work_search_weeks, *events).by(POLICY).at(SUNDAY).on(WEEK)


def test_v10_a_held_interview_counts_with_its_evidence() -> None:
    week().when(did("informational_interview", 1, "mill")).then(
        ActivityQualified(
            **OF,
            activity=Activity(
                activity=an_id("activity", 1),
                kind="informational_interview",
                on=date(2026, 3, 31),
                code="employer_contact.informational_interview",
                employer=an_id("mill"),
                method="in_person",
                evidence=(f"{an_id('commit', 1)}.0",),
            ),
        )
    )


def test_v10_the_same_activity_counts_once() -> None:
    week(interview(1)).when(did("informational_interview", 1, "mill")).then()


def test_v10_a_follow_up_counts_only_at_another_employer_that_week() -> None:
    held = week(interview(1))

    held.when(did("follow_up", 2, "mill")).then()
    held.when(did("follow_up", 2, "bakery")).then_types(ActivityQualified)


def test_v10_an_interview_takes_the_place_of_a_follow_up_at_the_same_employer() -> None:
    """Whatever is told first."""
    thanked = week().when(did("follow_up", 2, "mill"))

    held = thanked.and_when(did("informational_interview", 1, "mill"))

    (event,) = held.then_types(ActivityQualified)
    assert isinstance(event, ActivityQualified)
    assert event.instead_of == an_id("activity", 2)
    state = week(*thanked.events, event).state
    assert [*state.activities] == [an_id("activity", 1)]
    held.and_when(did("follow_up", 2, "mill")).then()


def test_v10_two_hosts_at_one_employer_are_two_interviews() -> None:
    week(interview(1)).when(did("informational_interview", 2, "mill")).then_types(ActivityQualified)


@pytest.mark.parametrize(
    ("county", "state"), [("53033", "WA"), ("27053", "MN"), ("41051", None), ("18097", None)]
)
def test_v10_the_state_follows_from_the_county(county: str, state: str | None) -> None:
    assert state_of(county) == state


def test_v10_washington_wants_three_a_week_and_of_minnesota_no_number_is_known() -> None:
    assert (RULES["WA"].minimum, RULES["MN"].minimum) == (3, None)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 4, 1), SATURDAY])
def test_v10_a_benefit_week_runs_from_sunday_to_saturday(day: date) -> None:
    assert RULES["WA"].end_of_week(day) == SATURDAY
    assert RULES["WA"].end_of_week(SATURDAY + timedelta(days=1)) == date(2026, 4, 11)


def test_v10_a_claim_names_the_last_day_of_a_week() -> None:
    friday = CLAIM.model_copy(update={"ends_on": date(2026, 4, 3)})

    week().by(JOBSEEKER).when(CLAIM).then(CLAIMED).and_when(CLAIM).then()
    refused = week().by(JOBSEEKER).when(friday).then_rejected("not_a_benefit_week")
    assert refused.facts["next_end"] == "2026-04-04"
    week().by(COUNSELOR).when(CLAIM).then(CLAIMED)
    week().by(Actor("jobseeker", an_id("another"))).when(CLAIM).then_rejected("not_your_week")


def test_v10_the_jobseeker_attests_and_staff_cannot() -> None:
    known = week(interview(1), CLAIMED)
    attested = WeekAttested(
        **OF, version=1, activities=(an_id("activity", 1),), method="page", minimum=3
    )

    known.by(JOBSEEKER).when(ATTEST).then(attested).and_when(ATTEST).then()
    known.by(COUNSELOR).when(ATTEST).then_rejected("jobseeker_attests")
    known.by(Actor("jobseeker", an_id("another"))).when(ATTEST).then_rejected("jobseeker_attests")


@pytest.mark.parametrize("method", ["paper", "phone"])
def test_v10_staff_witness_what_was_signed_or_read_back(method: str) -> None:
    known = week(interview(1), CLAIMED)
    order = AttestWeek.model_validate({"method": method})

    (event,) = known.by(COUNSELOR).when(order).then_types(WeekAttested)

    assert isinstance(event, WeekAttested)
    assert (event.method, event.witness) == (method, COUNSELOR.id)
    known.by(JOBSEEKER).when(order).then_rejected("witness_missing")


def test_v10_nothing_is_attested_before_the_week_is_over_or_claimed() -> None:
    saturday_night = datetime(2026, 4, 5, 6, tzinfo=UTC)

    week(interview(1), CLAIMED).by(JOBSEEKER).at(saturday_night).when(ATTEST).then_rejected(
        "week_not_over"
    )
    week(interview(1)).by(JOBSEEKER).when(ATTEST).then_rejected("week_not_claimed")
    week().by(JOBSEEKER).when(ATTEST).then_rejected("not_found")


def test_v10_what_came_later_is_taken_in_by_amending() -> None:
    attested = WeekAttested(
        **OF, version=1, activities=(an_id("activity", 1),), method="page", minimum=3
    )
    late = week(interview(1), CLAIMED, attested, interview(2, "bakery")).by(JOBSEEKER)
    amend = AmendWeek(why="The second talk was recorded a week late.")

    late.when(ATTEST).then_rejected("attested_already")
    amended = late.when(amend).then(WeekAmended(**OF, version=2, why=amend.why))
    (event,) = amended.and_when(ATTEST).then_types(WeekAttested)
    assert isinstance(event, WeekAttested)
    assert (event.version, len(event.activities)) == (2, 2)
    week(CLAIMED).by(JOBSEEKER).when(amend).then_rejected("not_attested")


def test_v10_what_was_wrong_is_dropped_and_does_not_come_back() -> None:
    attested = WeekAttested(
        **OF, version=1, activities=(an_id("activity", 1),), method="page", minimum=3
    )
    drop = AmendWeek(why="It was a phone call about a bill.", drop=(an_id("activity", 1),))
    nothing = AmendWeek(why="Never mind.", drop=(an_id("activity", 9),))
    stated = week(interview(1), CLAIMED, attested).by(JOBSEEKER)

    dropped = stated.when(drop)

    (event,) = dropped.then_types(WeekAmended)
    assert week(interview(1), CLAIMED, attested, event).state.activities == {}
    dropped.and_when(did("informational_interview", 1, "mill")).then()
    dropped.and_when(did("follow_up", 2, "mill")).then()
    stated.when(nothing).then_rejected("activity_unknown")
