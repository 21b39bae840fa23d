"""A campaign aims at two dozen held interviews."""

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.campaign import (
    AssignCampaign,
    ChoosePreferredTarget,
    CloseCampaign,
    NoteAcquaintance,
    NoteHeld,
    OpenCampaign,
    Opened,
    PauseCampaign,
    RankTarget,
    RecordNamePermission,
    ResumeCampaign,
    SetGoal,
    campaigns,
)
from nineteen.contact.domain.employer import employers
from nineteen.contact.domain.jobseeker import jobseekers
from nineteen.shared.decider import Command
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    AcquaintanceNoted,
    CampaignAssigned,
    CampaignClosed,
    CampaignGoalReached,
    CampaignPaused,
    CampaignResumed,
    GoalSet,
    HeldNoted,
    NamePermitted,
    PreferredTargetChosen,
    TargetRanked,
)
from nineteen.shared.schema.settings import PolicyValues, Settings
from nineteen.shared.testing.cast import (
    CAMPAIGN,
    ENROLLED,
    FERRY,
    FERRY_REGISTERED,
    MILL,
    MILL_REGISTERED,
    OFFICE,
    OPENED,
)
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, POLICY, Given, given

OF = {"campaign": CAMPAIGN, "jobseeker": JOBSEEKER.id}
OPEN = OpenCampaign(jobseeker=JOBSEEKER.id, soc="51-4041")
UNCLE = an_id("acquaintance", "uncle")
UNCLE_NOTED = AcquaintanceNoted(
    **OF, acquaintance=UNCLE, employer=MILL, name="Uncle Gus", relation="uncle"
)
PERMITTED = NamePermitted(**OF, acquaintance=UNCLE, employer=MILL)
CLOSED = CampaignClosed(**OF, reason="hired_through_interview")
PAUSED = CampaignPaused(**OF)


def campaign(*events: Event) -> Given:
    known = given(campaigns, OPENED, *events)
    return known.beside(employers, MILL, MILL_REGISTERED).beside(employers, FERRY, FERRY_REGISTERED)


def held(number: int) -> HeldNoted:
    return HeldNoted(**OF, session=an_id("session", number), employer=MILL, held=number)


def note_held(number: int) -> NoteHeld:
    return NoteHeld(session=an_id("session", number), employer=MILL)


def test_s1_a_campaign_opens_with_zero_contacts() -> None:
    unopened = given(campaigns).on(CAMPAIGN).beside(jobseekers, JOBSEEKER.id, ENROLLED)

    unopened.when(OPEN).then(OPENED)


def test_a_campaign_needs_a_jobseeker() -> None:
    given(campaigns).on(CAMPAIGN).when(OPEN).then_rejected("jobseeker_unknown")


def test_a_campaign_can_be_in_another_county_than_the_jobseeker() -> None:
    unopened = given(campaigns).on(CAMPAIGN).beside(jobseekers, JOBSEEKER.id, ENROLLED)

    unopened.when(OPEN.model_copy(update={"county": "53033"})).then(
        OPENED.model_copy(update={"county": "53033"})
    )


def test_opening_an_open_campaign_again_is_not_news() -> None:
    campaign().when(OPEN).then()


@pytest.mark.parametrize("other", [{"county": "53033"}, {"goal": 12}])
def test_there_is_one_campaign_per_jobseeker_and_occupation(other: dict[str, object]) -> None:
    campaign().when(OPEN.model_copy(update=other)).then_rejected("campaign_exists")


def test_six_digits_and_their_o_net_form_are_one_occupation() -> None:
    long = OpenCampaign(jobseeker=JOBSEEKER.id, soc="51-4041.00")
    detailed = OpenCampaign(jobseeker=JOBSEEKER.id, soc="51-4041.01")

    assert long.natural() == OPEN.natural()
    assert detailed.natural() != OPEN.natural()


def test_s6_the_goal_is_24_unless_agency_or_jobseeker_say_otherwise() -> None:
    unopened = given(campaigns).on(CAMPAIGN).beside(jobseekers, JOBSEEKER.id, ENROLLED)
    agency = unopened.under(Settings(policy=PolicyValues(goal=12)))

    assert OPENED.goal == 24
    agency.when(OPEN).then(OPENED.model_copy(update={"goal": 12}))
    agency.when(OPEN.model_copy(update={"goal": 30})).then(OPENED.model_copy(update={"goal": 30}))


@pytest.mark.parametrize("goal", [0, 61])
def test_s6_the_goal_lies_between_1_and_60(goal: int) -> None:
    with pytest.raises(ValidationError):
        SetGoal(goal=goal)
    with pytest.raises(ValidationError):
        OpenCampaign(jobseeker=JOBSEEKER.id, soc="51-4041", goal=goal)


def test_s6_the_goal_changes_and_the_same_goal_is_not_news() -> None:
    changed = campaign().when(SetGoal(goal=12)).then(GoalSet(**OF, goal=12))

    changed.and_when(SetGoal(goal=12)).then()


def test_s6_each_held_interview_counts_once() -> None:
    first = campaign().by(POLICY).when(note_held(1)).then(held(1))

    first.and_when(note_held(1)).then()
    first.and_when(note_held(2)).then(held(2))


def test_s6_the_24th_held_interview_reaches_the_goal_and_only_that_one() -> None:
    so_far = campaign(*(held(number) for number in range(1, 24)))

    reached = so_far.when(note_held(24)).then(held(24), CampaignGoalReached(**OF, held=24, goal=24))

    reached.and_when(note_held(25)).then(held(25))


def test_s6_a_lower_goal_can_be_reached_already() -> None:
    so_far = campaign(held(1), held(2))

    reached = so_far.when(SetGoal(goal=2)).then(
        GoalSet(**OF, goal=2), CampaignGoalReached(**OF, held=2, goal=2)
    )

    reached.and_when(SetGoal(goal=1)).then(GoalSet(**OF, goal=1))


def test_an_interview_agreed_before_the_end_counts_after_it() -> None:
    campaign(CLOSED).when(note_held(1)).then(held(1))


def test_s8_ranks_keep_their_history_and_the_same_rank_is_not_news() -> None:
    first = campaign().when(RankTarget(employer=MILL, rank=2))
    first.then(TargetRanked(**OF, employer=MILL, rank=2))

    first.and_when(RankTarget(employer=MILL, rank=2)).then()
    first.and_when(RankTarget(employer=MILL, rank=1)).then(
        TargetRanked(**OF, employer=MILL, rank=1)
    )


def test_s8_one_target_is_preferred_from_day_one_and_the_last_choice_counts() -> None:
    chosen = campaign().when(ChoosePreferredTarget(employer=MILL))
    chosen.then(PreferredTargetChosen(**OF, employer=MILL))

    chosen.and_when(ChoosePreferredTarget(employer=MILL)).then()
    chosen.and_when(ChoosePreferredTarget(employer=FERRY)).then(
        PreferredTargetChosen(**OF, employer=FERRY)
    )
    state = campaign(
        PreferredTargetChosen(**OF, employer=MILL), PreferredTargetChosen(**OF, employer=FERRY)
    ).state
    assert isinstance(state, Opened)
    assert state.preferred == FERRY


@pytest.mark.parametrize(
    "command",
    [
        RankTarget(employer=an_id("nowhere"), rank=1),
        ChoosePreferredTarget(employer=an_id("nowhere")),
        NoteAcquaintance(employer=an_id("nowhere"), name="Uncle Gus", relation="uncle"),
    ],
)
def test_an_employer_must_be_listed_to_be_named(command: Command) -> None:
    campaign().when(command).then_rejected("employer_unknown")


def test_a_campaign_pauses_and_resumes_once() -> None:
    paused = campaign().when(PauseCampaign()).then(PAUSED)
    paused.and_when(PauseCampaign()).then()

    resumed = campaign(PAUSED).when(ResumeCampaign()).then(CampaignResumed(**OF))
    resumed.and_when(ResumeCampaign()).then()


def test_s10_an_acquaintance_is_noted_under_an_id_of_their_own() -> None:
    command = NoteAcquaintance(
        employer=MILL, name="Uncle Gus", relation="uncle", acquaintance=UNCLE
    )

    campaign().when(command).then(UNCLE_NOTED)


def test_s10_a_name_is_used_with_permission_only_and_at_that_employer_only() -> None:
    noted, permitted = campaign(UNCLE_NOTED).state, campaign(UNCLE_NOTED, PERMITTED).state

    assert not noted.may_introduce(UNCLE, MILL)
    assert permitted.may_introduce(UNCLE, MILL)
    assert not permitted.may_introduce(UNCLE, FERRY)


def test_s10_a_permission_is_recorded_once() -> None:
    command = RecordNamePermission(acquaintance=UNCLE)

    campaign(UNCLE_NOTED).when(command).then(PERMITTED).and_when(command).then()


def test_s10_nobody_permits_the_name_of_a_stranger() -> None:
    campaign().when(RecordNamePermission(acquaintance=UNCLE)).then_rejected("acquaintance_unknown")


def test_a_campaign_closes_once_for_one_reason() -> None:
    closed = campaign().when(CloseCampaign(reason="hired_through_interview")).then(CLOSED)

    closed.and_when(CloseCampaign(reason="hired_through_interview")).then()
    closed.and_when(CloseCampaign(reason="moved")).then_rejected("campaign_closed")


@pytest.mark.parametrize(
    "command",
    [OPEN, SetGoal(goal=12), RankTarget(employer=MILL, rank=1), PauseCampaign(), ResumeCampaign()],
)
def test_a_closed_campaign_begins_nothing_new(command: Command) -> None:
    campaign(CLOSED).when(command).then_rejected("campaign_closed")


def test_a_campaign_follows_its_counselor_also_after_the_end() -> None:
    ben = an_id("staff", "ben")
    command = AssignCampaign(counselor=ben)
    assigned = CampaignAssigned(**OF, counselor=ben)

    campaign().when(command).then(assigned).and_when(command).then()
    campaign(CLOSED).when(command).then(assigned)
    campaign().when(AssignCampaign(counselor=COUNSELOR.id, office=OFFICE)).then()


def test_what_was_not_opened_holds_nothing() -> None:
    given(campaigns).when(note_held(1)).then_rejected("not_found")
