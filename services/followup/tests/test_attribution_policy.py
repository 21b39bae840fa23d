"""Which talk led to the job: the closest link, then the latest, within 180 days."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nineteen.followup.domain.outcome import ProposeAttribution, outcomes
from nineteen.followup.policies.attribution import Links, attribution
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import (
    AttributionConfirmed,
    AttributionDisputed,
    HireReported,
    JobInterviewReported,
    OfferReported,
    ReferralBecameContact,
    ReferralNamed,
)
from nineteen.shared.schema.ids import Id, Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import SessionEnded
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import JOBSEEKER, NOON, POLICY
from nineteen.shared.testing.given import given as given_events

CAMPAIGN = "00000000-0000-4000-8000-00000000000c"
HERE = "00000000-0000-4000-8000-00000000000e"
ELSEWHERE = "00000000-0000-4000-8000-00000000000f"
FAR = "00000000-0000-4000-8000-0000000000f0"
OUTCOME = "00000000-0000-4000-8000-0000000000ff"
S12, S18, S19 = (f"00000000-0000-4000-8000-0000000000{number}" for number in (12, 18, 19))
HOST, OTHER = (f"00000000-0000-4000-8000-00000000003{number}" for number in (7, 8))
LEAD, NEXT_LEAD = (f"00000000-0000-4000-8000-00000000001{letter}" for letter in "ab")
OF: dict[str, Any] = {
    "outcome": OUTCOME,
    "campaign": CAMPAIGN,
    "jobseeker": JOBSEEKER.id,
    "employer": HERE,
}
INVITED = date(2026, 4, 29)


def recorded(event: Event) -> Recorded:
    kind = type(event).__name__
    return Recorded(event, Stream("agency", kind, OUTCOME), 1, "0.0", NOON, NOON, JOBSEEKER)


def talk(
    session: Id, on: datetime, employer: Id = HERE, contact: Id = HOST, lead: Id | None = None
) -> SessionEnded:
    ask = Ask(
        request=session,
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER.id,
        employer=employer,
        contact=contact,
        person=contact,
        route="referral" if lead else "list",
        lead=lead,
    )
    return SessionEnded(
        ask=ask,
        started_at=on,
        ended_at=on + timedelta(minutes=18),
        actual_s=1080,
        precision="second",
        zone="America/Los_Angeles",
        employer_zone="America/Los_Angeles",
    )


def named(lead: Id, session: Id, employer: Id | None) -> ReferralNamed:
    return ReferralNamed(
        lead=lead,
        person=HOST,
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER.id,
        source="session",
        session=session,
        root_session=session,
        referrer=OTHER,
        name="Rosa Quill",
        employer=employer,
    )


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 17, tzinfo=UTC)


def interview(on: date = INVITED, contact: Id | None = None) -> JobInterviewReported:
    return JobInterviewReported(**OF, invited_on=on, contact=contact, source="jobseeker")


TALK = talk(S18, day(3, 18))
HIRE = HireReported(**OF, hired_on=date(2026, 5, 5), source="partner")


def play(*events: Event) -> list[Todo]:
    """What is planned, through the memory as it is stored."""
    stored, todos = Links().model_dump_json(), []
    for event in map(recorded, events):
        if attribution.key(event) is None:
            continue
        memory, planned = attribution.react(Links.model_validate_json(stored), event)
        stored = memory.model_dump_json()
        todos += planned
    return todos


def proposals(*events: Event) -> list[ProposeAttribution]:
    commands = [todo.command for todo in play(*events)]
    return [command for command in commands if isinstance(command, ProposeAttribution)]


def test_p7_e1_s15_a_colleague_calls_42_days_after_session_18() -> None:
    (todo,) = play(TALK, interview())

    assert todo.step == f"propose/{OUTCOME}/1"
    assert todo.target == Target("outcome", OUTCOME)
    assert todo.command == ProposeAttribution(
        round=1,
        session=S18,
        contact=HOST,
        hop=1,
        session_on=date(2026, 3, 18),
        lag_interview_days=42,
    )


def test_a_call_by_the_host_is_no_hop() -> None:
    (command,) = proposals(TALK, interview(contact=HOST))

    assert command.hop == 0


def test_a_call_by_another_contact_there_is_one_hop() -> None:
    (command,) = proposals(TALK, interview(contact=OTHER))

    assert command.hop == 1


def test_a_talk_elsewhere_is_no_link() -> None:
    assert not proposals(talk(S12, day(2, 25), ELSEWHERE), interview())


def test_a_name_given_elsewhere_is_two_hops() -> None:
    (command,) = proposals(
        talk(S12, day(2, 25), ELSEWHERE, OTHER), named(LEAD, S12, HERE), interview()
    )

    assert (command.session, command.contact, command.hop) == (S12, OTHER, 2)


def test_where_a_name_works_may_be_known_only_when_it_became_a_contact() -> None:
    became = ReferralBecameContact(
        **named(LEAD, S12, None).model_dump(
            exclude={"name", "title", "email", "phone", "ancestors", "employer"}
        ),
        contact=HOST,
        employer=HERE,
    )

    (command,) = proposals(
        talk(S12, day(2, 25), ELSEWHERE), named(LEAD, S12, None), became, interview()
    )

    assert command.hop == 2


def test_a_chain_of_names_is_followed_and_the_last_talk_credited() -> None:
    (command,) = proposals(
        talk(S12, day(2, 25), FAR),
        named(LEAD, S12, ELSEWHERE),
        talk(S18, day(3, 18), ELSEWHERE, lead=LEAD),
        named(NEXT_LEAD, S18, HERE),
        interview(),
    )

    assert (command.session, command.lead, command.hop) == (S18, LEAD, 2)
    assert command.also_helped == (S12,)


def test_two_hosts_who_named_each_other_make_no_endless_chain() -> None:
    (command,) = proposals(
        talk(S12, day(2, 25), ELSEWHERE, lead=NEXT_LEAD),
        named(LEAD, S12, HERE),
        talk(S18, day(3, 18), ELSEWHERE, lead=LEAD),
        named(NEXT_LEAD, S18, ELSEWHERE),
        interview(),
    )

    assert (command.session, command.also_helped) == (S18, (S12,))


def test_the_closest_link_comes_before_the_latest_talk() -> None:
    (command,) = proposals(
        talk(S12, day(2, 25), contact=HOST),
        talk(S18, day(3, 18), contact=OTHER),
        interview(contact=HOST),
    )

    assert (command.session, command.hop, command.also_helped) == (S12, 0, (S18,))


def test_of_equal_links_the_latest_talk_is_credited() -> None:
    (command,) = proposals(talk(S12, day(2, 25)), TALK, interview())

    assert (command.session, command.also_helped) == (S18, (S12,))


def test_p7_the_window_is_180_days() -> None:
    (command,) = proposals(TALK, interview(date(2026, 9, 14)))

    assert command.lag_interview_days == 180
    assert not proposals(TALK, interview(date(2026, 9, 15)))


def test_a_talk_after_the_call_did_not_lead_to_it() -> None:
    (command,) = proposals(TALK, interview(date(2026, 3, 18)))

    assert command.lag_interview_days == 0
    assert not proposals(TALK, interview(date(2026, 3, 17)))


def test_the_date_of_a_talk_is_the_hosts() -> None:
    evening = datetime(2026, 3, 19, 1, tzinfo=UTC)

    (command,) = proposals(talk(S18, evening), interview())

    assert (command.session_on, command.lag_interview_days) == (date(2026, 3, 18), 42)


def test_a_talk_that_was_not_held_led_to_nothing() -> None:
    assert attribution.key(recorded(TALK.model_copy(update={"held": False}))) is None


def test_a_hire_or_an_offer_without_a_job_interview_has_the_window() -> None:
    offer = OfferReported(**OF, offered_on=date(2026, 5, 4), source="jobseeker")

    (by_hire,) = proposals(TALK, HIRE)
    (by_offer,) = proposals(TALK, offer)

    assert (by_hire.lag_interview_days, by_offer.lag_interview_days) == (48, 47)


def test_e12_a_hire_told_twice_before_the_talk_is_proposed_once() -> None:
    (command,) = proposals(HIRE, HIRE, TALK)

    assert command.session == S18


def test_s16_the_hire_after_the_job_interview_proposes_nothing_anew() -> None:
    assert len(proposals(TALK, interview(), HIRE)) == 1


def test_a_better_link_is_proposed_until_the_jobseeker_confirms() -> None:
    better = talk(S19, day(3, 20))
    confirmed = AttributionConfirmed(
        **OF, session=S18, contact=HOST, hop=1, session_on=date(2026, 3, 18), lag_interview_days=42
    )

    first, second = proposals(TALK, interview(), better)

    assert (first.session, first.round) == (S18, 1)
    assert (second.session, second.round, second.also_helped) == (S19, 2, (S18,))
    assert len(proposals(TALK, interview(), confirmed, better)) == 1


def test_what_was_disputed_makes_way_for_the_next() -> None:
    disputed = AttributionDisputed(**OF, session=S18)

    first, second = proposals(talk(S12, day(2, 25)), TALK, interview(), disputed)

    assert (first.session, first.also_helped) == (S18, (S12,))
    assert (second.session, second.round, second.also_helped) == (S12, 2, ())


def test_what_was_disputed_alone_leaves_nothing_to_propose() -> None:
    assert len(proposals(TALK, interview(), AttributionDisputed(**OF, session=S18))) == 1


STREAMS: dict[str, list[Event]] = {
    "outcome": [HIRE, interview(contact=HOST)],
    "first talk": [talk(S12, day(2, 25), ELSEWHERE, OTHER)],
    "name": [named(LEAD, S12, HERE)],
    "second talk": [talk(S18, day(3, 18), lead=LEAD)],
    "third talk": [talk(S19, day(3, 20), contact=OTHER)],
}
IN_ORDER = [stream for stream, events in STREAMS.items() for _ in events]


def decided(order: Iterable[str]) -> Event | None:
    """The proposal that stands when all is told and every to-do ran."""
    streams = {stream: iter(events) for stream, events in STREAMS.items()}
    trace = given_events(outcomes, *STREAMS["outcome"]).by(POLICY).on(OUTCOME)
    last: Event | None = None
    for command in proposals(*(next(streams[stream]) for stream in order)):
        events = trace.when(command).events
        trace = given_events(outcomes, *trace.events, *events).by(POLICY).on(OUTCOME)
        last = events[-1]
    return last and last.model_copy(update={"round": 1})


@settings(max_examples=200)
@given(st.permutations(IN_ORDER))
def test_e12_in_any_order_of_streams_the_same_talk_is_proposed_at_last(order: list[str]) -> None:
    proposal = decided(order)

    assert proposal == decided(IN_ORDER)
    assert proposal is not None
    assert proposal.model_dump(include={"session", "hop", "also_helped"}) == {
        "session": S18,
        "hop": 0,
        "also_helped": (S19, S12),
    }
