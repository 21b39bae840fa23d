"""P1, P2 and the ledgers played together: from approval to the host, and what becomes of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from nineteen.contact.domain.campaign import PauseCampaign, campaigns
from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.dossier import dossier_id, dossiers
from nineteen.contact.domain.employer import employers
from nineteen.contact.domain.jobseeker import jobseekers
from nineteen.contact.domain.pace import (
    agency_ledger_id,
    agency_ledgers,
    pace_ledger_id,
    pace_ledgers,
)
from nineteen.contact.domain.request import (
    ApproveDraft,
    DraftRequest,
    Hold,
    RecordBounce,
    RecordReply,
    Withdraw,
    requests,
)
from nineteen.contact.domain.slots import contact_ledgers, employer_ledgers
from nineteen.contact.policies.answers import answers
from nineteen.contact.policies.fatigue_gate import fatigue_gate
from nineteen.contact.policies.fatigue_gate.memory import Gate
from nineteen.contact.policies.no_reply_ladder import no_reply_ladder
from nineteen.contact.policies.opt_outs import opt_outs
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    CampaignOpened,
    ConsentRecorded,
    ContactAdded,
    JobseekerEnrolled,
    LateReplyReceived,
    PaceReserved,
    PaceSet,
    RequestHeld,
    ResearchCompleted,
    SlotReserved,
)
from nineteen.shared.schema.ids import COMMONS, Stream
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentRescheduled,
    AttendanceUnknown,
    HostNoShowRecorded,
    JobseekerNoShowRecorded,
    SessionEnded,
)
from nineteen.shared.schema.settings import PolicyValues, Settings
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import (
    FERRY_REGISTERED,
    FOREMAN_ADDED,
    MILL,
    MILL_REGISTERED,
    OPENED,
)
from nineteen.shared.testing.chronicle import AGENCY, an_id, erased, interleaved
from nineteen.shared.testing.play import Play

ZONE = "America/Los_Angeles"
HOST = FOREMAN_ADDED.ledger
SITE = MILL_REGISTERED.ledger
MARTA, OMAR, LENA = "marta", "omar", "lena"
PURPOSES: tuple[Any, ...] = ("store", "send_for_me", "share_name_with_hosts")


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026 in Seattle."""
    offset = 7 if (month, day) >= (3, 8) else 8
    return datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=hour + offset, minutes=minute)


class Town(Play):
    """Jobseekers of two agencies, one mill, its foreman, and the policies between them."""

    def __init__(self, now: datetime) -> None:
        super().__init__(
            (
                agency_ledgers,
                campaigns,
                contact_ledgers,
                contacts,
                dossiers,
                employer_ledgers,
                employers,
                jobseekers,
                pace_ledgers,
                requests,
            ),
            (answers, fatigue_gate, no_reply_ladder, opt_outs),
            now,
        )
        self.tenants: dict[str, str] = {}

    def enrol(self, who: str, tenant: str = AGENCY, contact: ContactAdded = FOREMAN_ADDED) -> None:
        """A jobseeker with a campaign, consents, research on the mill, and a draft to its host."""
        self.tenants[who] = tenant
        jobseeker, campaign = an_id(who), an_id("campaign", who)
        enrolled = JobseekerEnrolled(
            jobseeker=jobseeker, name=who.title(), segment="vr", county="53061", zone=ZONE
        )
        yes = [
            ConsentRecorded(
                jobseeker=jobseeker,
                purpose=purpose,
                text_version="2026-01",
                language="en",
                method="signed",
            )
            for purpose in PURPOSES
        ]
        self.write("jobseeker", jobseeker, enrolled, *yes, tenant=tenant)
        opened = OPENED.model_copy(update={"campaign": campaign, "jobseeker": jobseeker})
        assert isinstance(opened, CampaignOpened)
        self.write("campaign", campaign, opened, tenant=tenant)
        dossier = dossier_id(campaign, MILL)
        researched = ResearchCompleted(
            dossier=dossier, campaign=campaign, jobseeker=jobseeker, employer=MILL
        )
        self.write("dossier", dossier, researched, tenant=tenant)
        self.meet(tenant, contact)
        draft = DraftRequest(
            campaign=campaign, jobseeker=jobseeker, employer=MILL, contact=contact.contact
        )
        self.do("request", an_id(who, "asks"), draft, tenant=tenant)

    def meet(self, tenant: str, contact: ContactAdded) -> None:
        """The agency lists the mill and this person there, once."""
        if not self.of("employer", MILL, tenant):
            self.write("employer", MILL, MILL_REGISTERED, tenant=tenant)
        if not self.of("contact", contact.contact, tenant):
            self.write("contact", contact.contact, contact, tenant=tenant)

    def ask(self, who: str, command: Any) -> list[Event]:
        """A command to somebody's request."""
        return self.do("request", an_id(who, "asks"), command, tenant=self.tenants[who])

    def approve(self, who: str) -> None:
        self.ask(who, ApproveDraft())

    def story(self, who: str) -> list[str]:
        """What happened to somebody's request."""
        return self.of("request", an_id(who, "asks"), self.tenants[who])

    def held(self, who: str) -> RequestHeld:
        fact = self.last("request", an_id(who, "asks"), self.tenants[who])
        assert isinstance(fact, RequestHeld)
        return fact

    def host(self) -> list[str]:
        return self.of("contact-ledger", HOST, COMMONS)

    def site(self) -> list[str]:
        return self.of("employer-ledger", SITE, COMMONS)

    def of_ask(self, who: str) -> Ask:
        fact = self.streams[next(s for s in self.streams if s.id == an_id(who, "asks"))][0].event
        ask = fact.ask if hasattr(fact, "ask") else None
        assert isinstance(ask, Ask)
        return ask

    def later(self, who: str, kind: str, *events: Event) -> None:
        """Facts of the appointment or the session, which have the request's id."""
        self.write(kind, an_id(who, "asks"), *events, tenant=self.tenants[who])
        self.run()


EIGHT = at(3, 2, 8)


def town(now: datetime = EIGHT, *people: str) -> Town:
    stage = Town(now)
    for who in people or (MARTA,):
        stage.enrol(who)
    return stage


def sent_town(*people: str) -> Town:
    """Marta's ask went out on Monday at 09:00."""
    stage = town(at(3, 2, 8), *(people or (MARTA,)))
    stage.approve(MARTA)
    stage.advance(at(3, 2, 9))
    return stage


def gate_of(stage: Town, who: str) -> Gate:
    """What the gate remembers of somebody's request."""
    memory = stage.memories[fatigue_gate.name, an_id(who, "asks")]
    assert isinstance(memory, Gate)
    return memory


def told(kind: str, event: Event) -> Recorded:
    stream = Stream(COMMONS, kind, HOST)
    return Recorded(event, stream, 99, "99.0", EIGHT, EIGHT, Actor("policy", "fatigue-gate"))


def confirmed(stage: Town, starts_at: datetime, generation: int = 1) -> AppointmentConfirmed:
    return AppointmentConfirmed(
        ask=stage.of_ask(MARTA),
        generation=generation,
        starts_at=starts_at,
        minutes=19,
        zone=ZONE,
        employer_zone=ZONE,
        mode="in_person",
        place="workplace",
    )


def ended(stage: Town, started_at: datetime) -> SessionEnded:
    return SessionEnded(
        ask=stage.of_ask(MARTA),
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=18),
        actual_s=18 * 60,
        precision="second",
        zone=ZONE,
        employer_zone=ZONE,
    )


def test_what_is_approved_before_nine_goes_out_at_nine_through_all_four_ledgers() -> None:
    stage = town(at(3, 2, 8))
    stage.approve(MARTA)

    assert stage.story(MARTA) == ["RequestDrafted", "DraftApproved"]
    assert stage.of("pace-ledger", pace_ledger_id(an_id("campaign", MARTA))) == ["PaceReserved"]
    assert stage.of("agency-ledger", agency_ledger_id(AGENCY, "2026-03")) == ["PaceReserved"]
    assert stage.host() == []

    stage.advance(at(3, 2, 9))

    assert stage.story(MARTA)[2:] == ["RequestSent"]
    assert stage.now == at(3, 2, 9)
    assert (stage.host(), stage.site()) == (["SlotReserved"], ["SlotReserved"])
    assert stage.last("contact-ledger", HOST, COMMONS).until == at(3, 20, 17)


def test_what_is_approved_within_the_hosts_hours_goes_out_at_once() -> None:
    stage = town(at(3, 2, 11))
    stage.approve(MARTA)

    assert stage.story(MARTA)[2:] == ["RequestSent"]
    assert stage.now == at(3, 2, 11)


def test_what_is_approved_in_the_evening_waits_for_the_morning() -> None:
    stage = town(at(3, 6, 18))
    stage.approve(MARTA)
    stage.advance(at(3, 9, 8, 59))
    assert stage.story(MARTA)[2:] == []

    stage.advance(at(3, 9, 9))
    assert stage.story(MARTA)[2:] == ["RequestSent"]


def test_the_alarm_after_15_minutes_finds_nothing_to_hold() -> None:
    stage = sent_town()
    stage.advance(at(3, 2, 10))

    assert stage.story(MARTA)[-1] == "RequestSent"


def test_a_slot_whose_ask_does_not_go_out_is_given_back_after_15_minutes() -> None:
    stage = town(at(3, 2, 8))
    stage.approve(MARTA)
    stage.done.add(("fatigue-gate", an_id(MARTA, "asks"), "send/1"))
    stage.advance(at(3, 2, 9, 14))
    assert stage.story(MARTA)[2:] == []

    stage.advance(at(3, 2, 9, 15))

    assert stage.held(MARTA).reason == "not_sent_in_time"
    assert (stage.host()[-1], stage.site()[-1]) == ("SlotReleased", "SlotReleased")
    assert stage.of("pace-ledger", pace_ledger_id(an_id("campaign", MARTA)))[-1] == "PaceReleased"
    assert stage.of("agency-ledger", agency_ledger_id(AGENCY, "2026-03"))[-1] == "PaceReleased"


def test_e10_of_two_asks_in_the_same_moment_one_is_sent_and_the_other_learns_the_date() -> None:
    stage = town(at(3, 2, 8), MARTA)
    stage.enrol(OMAR, "harbor")
    stage.approve(MARTA)
    stage.now += timedelta(milliseconds=5)
    stage.approve(OMAR)
    stage.advance(at(3, 2, 9))

    assert stage.story(MARTA)[-1] == "RequestSent"
    assert "RequestSent" not in stage.story(OMAR)
    held = stage.held(OMAR)
    assert (held.reason, held.next_free_on, held.queued) == (
        "contact_busy",
        date(2026, 3, 21),
        True,
    )
    assert an_id(MARTA) not in held.model_dump_json()
    omars_pace = pace_ledger_id(an_id("campaign", OMAR))
    assert stage.of("pace-ledger", omars_pace, "harbor")[-1] == "PaceReleased"


def test_a_refusal_of_the_employer_gives_the_contacts_slot_back() -> None:
    stage = sent_town()
    other = FOREMAN_ADDED.model_copy(
        update={"contact": an_id("clerk"), "person": an_id("cleo"), "ledger": an_id("l", "clerk")}
    )
    stage.enrol(OMAR, contact=other)
    stage.approve(OMAR)

    assert stage.held(OMAR).reason == "employer_busy"
    assert stage.of("contact-ledger", other.ledger, COMMONS) == ["SlotReserved", "SlotReleased"]
    assert stage.site() == ["SlotReserved", "SlotRefused"]


def test_when_the_employer_is_free_again_the_contact_is_asked_second() -> None:
    stage = sent_town()
    other = FOREMAN_ADDED.model_copy(
        update={"contact": an_id("clerk"), "person": an_id("cleo"), "ledger": an_id("l", "clerk")}
    )
    stage.enrol(OMAR, contact=other)
    stage.approve(OMAR)
    stage.advance(at(3, 3, 14))
    stage.ask(MARTA, RecordReply(answer="agree"))

    assert stage.story(OMAR)[-1] == "RequestSent"
    assert stage.site() == [
        "SlotReserved",
        "SlotRefused",
        "SlotReleased",
        "SlotReserved",
        "SlotReserved",
    ]


def test_e10_after_a_withdrawal_the_slot_goes_on_day_14_to_who_waited_longest() -> None:
    stage = sent_town(MARTA, OMAR, LENA)
    stage.approve(OMAR)
    stage.now += timedelta(milliseconds=5)
    stage.approve(LENA)
    stage.advance(at(3, 12))
    stage.ask(MARTA, Withdraw())
    stage.advance(at(3, 26, 8, 59))
    assert "RequestSent" not in stage.story(OMAR)

    stage.advance(at(3, 26))

    assert stage.held(OMAR).reason == "reapprove"  # who waited over 7 days is asked again
    assert stage.held(LENA).queued
    stage.approve(OMAR)
    assert stage.story(OMAR)[-1] == "RequestSent"
    assert stage.held(LENA).queued


def test_who_does_not_approve_again_loses_the_slot_to_the_next() -> None:
    stage = sent_town(MARTA, OMAR, LENA)
    stage.approve(OMAR)
    stage.now += timedelta(milliseconds=5)
    stage.approve(LENA)
    stage.advance(at(3, 12))
    stage.ask(MARTA, Withdraw())
    stage.advance(at(3, 26))
    stage.advance(at(3, 30, 16))
    assert stage.held(OMAR).reason == "reapprove"

    stage.advance(at(3, 30, 17))

    assert stage.held(OMAR).reason == "not_sent_in_time"
    assert stage.held(LENA).reason == "reapprove"


def test_who_waited_less_than_a_week_is_sent_on_the_first_free_morning() -> None:
    stage = sent_town(MARTA)
    stage.enrol(OMAR, "harbor")
    stage.approve(OMAR)
    stage.advance(at(3, 4, 18))
    stage.ask(MARTA, RecordBounce())
    assert stage.host()[-2:] == ["SlotReleased", "SlotReserved"]

    stage.advance(at(3, 5))

    assert stage.story(OMAR)[-1] == "RequestSent"
    assert stage.last("request", an_id(OMAR, "asks"), "harbor").round == 2
    assert stage.last("contact-ledger", HOST, COMMONS).until == at(3, 25, 17)


def test_e10_after_a_decline_nobody_waits_and_the_date_is_told() -> None:
    stage = sent_town(MARTA, OMAR)
    stage.approve(OMAR)
    stage.advance(at(3, 4))
    stage.ask(MARTA, RecordReply(answer="decline"))

    held = stage.held(OMAR)
    assert (held.reason, held.queued) == ("contact_blocked", False)
    assert held.next_free_on == date(2026, 3, 4) + timedelta(days=180)


def test_nobody_waits_longer_than_30_days() -> None:
    stage = sent_town(MARTA, OMAR)
    stage.approve(OMAR)
    stage.ask(MARTA, RecordReply(answer="agree"))
    stage.advance(at(4, 1, 9, 59))
    assert stage.held(OMAR).queued

    stage.advance(at(4, 1, 10))

    assert stage.held(OMAR).reason == "waited_too_long"
    assert stage.host()[-1] == "QueueLeft"


def test_who_is_withdrawn_while_waiting_leaves_the_list() -> None:
    stage = sent_town(MARTA, OMAR)
    stage.approve(OMAR)
    stage.ask(OMAR, Withdraw())

    assert stage.host() == ["SlotReserved", "SlotRefused", "QueueLeft"]
    stage.ask(MARTA, RecordBounce())
    assert stage.host()[-1] == "SlotReleased"


def test_a_pause_while_waiting_leaves_the_list() -> None:
    stage = sent_town(MARTA, OMAR)
    stage.approve(OMAR)
    stage.do("campaign", an_id("campaign", OMAR), PauseCampaign())
    stage.ask(OMAR, Hold(reason="campaign_paused"))

    assert stage.held(OMAR).reason == "campaign_paused"
    assert stage.host()[-1] == "QueueLeft"


def test_a_pause_before_the_morning_reserves_nothing_then() -> None:
    stage = town(at(3, 2, 8))
    stage.approve(MARTA)
    stage.do("campaign", an_id("campaign", MARTA), PauseCampaign())
    stage.ask(MARTA, Hold(reason="campaign_paused"))
    stage.advance(at(3, 2, 9))

    assert stage.held(MARTA).reason == "campaign_paused"
    assert stage.host() == []
    assert stage.site() == []


def test_a_pause_that_the_gate_does_not_know_holds_the_request_at_sending() -> None:
    stage = town(at(3, 2, 8))
    stage.approve(MARTA)
    stage.do("campaign", an_id("campaign", MARTA), PauseCampaign())
    stage.advance(at(3, 2, 9))

    assert stage.held(MARTA).reason == "campaign_paused"
    assert (stage.host()[-1], stage.site()[-1]) == ("SlotReleased", "SlotReleased")


def test_who_is_withdrawn_before_sending_keeps_neither_day_nor_slot() -> None:
    stage = town(at(3, 2, 8))
    stage.approve(MARTA)
    stage.ask(MARTA, Withdraw())
    stage.advance(at(3, 2, 9))

    assert stage.story(MARTA)[-1] == "RequestWithdrawn"
    assert stage.host() == []
    assert stage.of("pace-ledger", pace_ledger_id(an_id("campaign", MARTA)))[-1] == "PaceReleased"


def test_e2_two_nudges_then_the_expiry_frees_both_slots_and_blocks_for_90_days() -> None:
    stage = sent_town()
    seen = []
    for day in (at(3, 5), at(3, 11), at(3, 20, 17)):
        stage.advance(day - timedelta(minutes=1))
        before = len(stage.story(MARTA))
        stage.advance(day)
        seen += stage.story(MARTA)[before:]

    assert seen == ["RequestNudged", "RequestNudged", "RequestExpired"]
    assert stage.host() == ["SlotReserved", "SlotReleased", "Blocked"]
    assert stage.site() == ["SlotReserved", "SlotReleased"]
    assert stage.last("contact-ledger", HOST, COMMONS).until == date(2026, 6, 18)
    stage.advance(at(6, 1))
    assert stage.story(MARTA)[-1] == "RequestExpired"


def test_p2_an_answer_stops_the_ladder() -> None:
    stage = sent_town()
    stage.advance(at(3, 4, 14))
    stage.ask(MARTA, RecordReply(answer="agree"))
    stage.advance(at(4, 1))

    assert stage.story(MARTA)[-1] == "RequestAgreed"


def test_e2_a_late_yes_finds_the_host_still_free() -> None:
    stage = sent_town()
    stage.advance(at(3, 30))
    stage.ask(MARTA, RecordReply(answer="agree"))

    assert stage.story(MARTA)[-2:] == ["LateReplyReceived", "RequestAgreedLate"]
    assert stage.host()[-1] == "SlotReserved"
    stage.later(MARTA, "appointment", confirmed(stage, at(4, 3, 10)))
    assert stage.host()[-1] == "SlotConfirmed"


def test_e2_a_late_yes_that_comes_too_late_is_told_the_date() -> None:
    stage = sent_town(MARTA, OMAR)
    stage.advance(at(6, 18, 8))
    stage.approve(OMAR)
    stage.advance(at(6, 18))
    assert stage.story(OMAR)[-1] == "RequestSent"
    stage.ask(MARTA, RecordReply(answer="agree"))

    late = stage.last("request", an_id(MARTA, "asks"))
    assert stage.story(MARTA)[-1] == "LateYesHeld"
    assert late.next_free_on == date(2026, 7, 11)  # the day after Omar's expiry


def test_e2_a_late_no_sets_the_180_day_block() -> None:
    stage = sent_town()
    stage.advance(at(3, 30))
    stage.ask(MARTA, RecordReply(answer="decline"))

    blocked = stage.last("contact-ledger", HOST, COMMONS)
    assert blocked.until == date(2026, 3, 30) + timedelta(days=180)


def test_a_held_interview_uses_the_slot_and_the_host_is_free_on_day_14() -> None:
    stage = sent_town()
    stage.advance(at(3, 4, 14))
    stage.ask(MARTA, RecordReply(answer="agree"))
    assert (stage.host()[-1], stage.site()[-1]) == ("SlotReserved", "SlotReleased")
    stage.later(MARTA, "appointment", confirmed(stage, at(3, 18, 10)))
    stage.advance(at(3, 18, 10, 19))
    stage.later(MARTA, "session", ended(stage, at(3, 18, 10)))

    assert stage.host()[1:] == ["SlotConfirmed", "SlotUsed", "Blocked"]
    assert stage.last("contact-ledger", HOST, COMMONS).until == date(2026, 4, 1)


def test_a_session_that_is_known_before_its_appointment_comes_to_the_same_end() -> None:
    stage = sent_town()
    stage.ask(MARTA, RecordReply(answer="agree"))
    stage.advance(at(3, 18, 10, 19))
    stage.later(MARTA, "session", ended(stage, at(3, 18, 10)))
    stage.later(MARTA, "appointment", confirmed(stage, at(3, 18, 10)))

    assert stage.host()[1:] == ["SlotUsed", "Blocked"]


@pytest.mark.parametrize(
    ("name", "days"),
    [("lapsed", 90), ("cancelled", 90), ("cancelled by jobseeker", 30), ("jobseeker absent", 30)],
)
def test_each_way_a_meeting_fails_has_its_block(name: str, days: int) -> None:
    stage = sent_town()
    stage.ask(MARTA, RecordReply(answer="agree"))
    ask, start = stage.of_ask(MARTA), at(3, 10, 10)
    facts: dict[str, Event] = {
        "lapsed": AgreementLapsed(ask=ask),
        "cancelled": AppointmentCancelled(ask=ask, by="host", confirmed=True),
        "cancelled by jobseeker": AppointmentCancelled(ask=ask, by="jobseeker", confirmed=True),
        "jobseeker absent": JobseekerNoShowRecorded(ask=ask, starts_at=start),
    }
    stage.advance(at(3, 10, 11))
    stage.later(MARTA, "appointment", confirmed(stage, start), facts[name])

    blocked = stage.last("contact-ledger", HOST, COMMONS)
    assert blocked.until == date(2026, 3, 10) + timedelta(days=days)


@pytest.mark.parametrize(("there", "days"), [(True, 90), (False, 30)])
def test_a_talk_that_somebody_missed_frees_the_slot_though_nobody_marks_it(
    *, there: bool, days: int
) -> None:
    stage, start = sent_town(), at(3, 10, 10)
    stage.ask(MARTA, RecordReply(answer="agree"))
    stage.advance(start)
    stage.later(MARTA, "appointment", confirmed(stage, start))
    missed = {"held": False, "jobseeker_attended": there, "host": "absent"}
    stage.later(MARTA, "session", ended(stage, start).model_copy(update=missed))

    assert stage.host()[-2:] == ["SlotReleased", "Blocked"]
    blocked = stage.last("contact-ledger", HOST, COMMONS)
    assert blocked.until == date(2026, 3, 10) + timedelta(days=days)


def test_a_talk_of_which_nobody_speaks_keeps_the_host_for_14_days_not_for_ever() -> None:
    stage, start = sent_town(), at(3, 10, 10)
    stage.ask(MARTA, RecordReply(answer="agree"))
    stage.advance(start)
    stage.later(MARTA, "appointment", confirmed(stage, start))
    stage.later(MARTA, "session", AttendanceUnknown(ask=stage.of_ask(MARTA)))

    assert stage.host()[-2:] == ["SlotReleased", "Blocked"]
    assert stage.last("contact-ledger", HOST, COMMONS).until == date(2026, 3, 24)


def test_a_late_yes_that_becomes_a_no_gives_the_slot_back() -> None:
    stage = sent_town()
    stage.advance(at(3, 30))
    yes = LateReplyReceived(ask=stage.of_ask(MARTA), answer="agree")
    stage.write("request", an_id(MARTA, "asks"), yes)
    stage.write("request", an_id(MARTA, "asks"), yes.model_copy(update={"answer": "decline"}))
    stage.run()

    assert stage.host()[-3:] == ["SlotReserved", "SlotReleased", "Blocked"]


def test_a_pause_that_crosses_an_offer_leaves_the_next_approval_a_way() -> None:
    stage = sent_town(MARTA, OMAR)
    stage.approve(OMAR)
    memory = gate_of(stage, OMAR)
    offered = SlotReserved(
        reservation=an_id(OMAR, "asks"),
        round=2,
        until=at(4, 1),
        asker=an_id("asker", OMAR),
        approved_at=at(3, 2, 9),
        offered=True,
        on=date(2026, 3, 2),
    )
    paused = RequestHeld(ask=stage.of_ask(OMAR), round=1, reason="campaign_paused")
    memory, _ = fatigue_gate.react(memory, told("contact-ledger", offered))
    _, todos = fatigue_gate.react(memory, told("request", paused))

    assert Hold(round=2, reason="campaign_paused") in [each.command for each in todos]


def test_a_ledgers_word_that_is_quicker_than_the_approval_is_heard_after_it() -> None:
    stage = sent_town(MARTA, OMAR)
    stage.approve(OMAR)
    facts = [r for r in stage.facts if fatigue_gate.key(r) == an_id(OMAR, "asks")]
    memory = fatigue_gate.initial()
    for fact in sorted(facts, key=lambda r: r.stream.kind == "request"):
        memory, _ = fatigue_gate.react(memory, fact)

    usual = gate_of(stage, OMAR)
    assert (memory.phase, memory.round) == (usual.phase, usual.round) == ("held", 1)
    assert (memory.waiting, memory.refusal) == (usual.waiting, usual.refusal)
    assert memory.waiting is not None


def test_the_one_reschedule_offer_after_a_host_no_show_takes_the_slot_back() -> None:
    stage = sent_town()
    stage.ask(MARTA, RecordReply(answer="agree"))
    first, second = at(3, 10, 10), at(3, 17, 10)
    no_show = HostNoShowRecorded(
        ask=stage.of_ask(MARTA), starts_at=first, offer_until=at(3, 24, 17)
    )
    moved = AppointmentRescheduled(
        ask=stage.of_ask(MARTA), generation=2, by="host", starts_at=second, was=first, minutes=19
    )
    stage.advance(at(3, 10, 10, 10))
    stage.later(MARTA, "appointment", confirmed(stage, first), no_show)
    assert stage.host()[-1] == "Blocked"
    stage.later(MARTA, "appointment", moved)
    assert stage.host()[-1] == "SlotMoved"
    stage.advance(at(3, 17, 11))
    stage.later(MARTA, "session", ended(stage, second))

    assert stage.last("contact-ledger", HOST, COMMONS).until == date(2026, 3, 31)


def test_an_opt_out_closes_the_host_for_every_agency() -> None:
    stage = sent_town(MARTA)
    stage.enrol(OMAR, "harbor")
    stage.approve(OMAR)
    stage.advance(at(3, 4))
    stage.ask(MARTA, RecordReply(answer="decline", opted_out=True))

    assert stage.of("contact", FOREMAN_ADDED.contact)[-1] == "ContactOptedOut"
    assert "Blocked" in stage.host()
    held = stage.held(OMAR)
    assert (held.reason, held.next_free_on, held.queued) == ("opted_out", None, False)


def test_a_busy_campaign_is_spread_over_days() -> None:
    stage = town(at(3, 2, 8))
    campaign = an_id("campaign", MARTA)
    for number in range(4):
        person = FOREMAN_ADDED.model_copy(
            update={
                "contact": an_id("contact", number),
                "ledger": an_id("contact ledger", number),
                "employer": FERRY_REGISTERED.employer,
            }
        )
        site = FERRY_REGISTERED.model_copy(update={"size_class": "250+"})
        if number == 0:
            stage.write("employer", site.employer, site)
            dossier = dossier_id(campaign, site.employer)
            done = ResearchCompleted(
                dossier=dossier,
                campaign=campaign,
                jobseeker=an_id(MARTA),
                employer=site.employer,
            )
            stage.write("dossier", dossier, done)
        stage.write("contact", person.contact, person)
        draft = DraftRequest(
            campaign=campaign,
            jobseeker=an_id(MARTA),
            employer=site.employer,
            contact=person.contact,
        )
        stage.do("request", an_id("ask", number), draft)
        stage.do("request", an_id("ask", number), ApproveDraft())
    stage.advance(at(3, 2, 9))
    assert [stage.of("request", an_id("ask", n))[-1] for n in range(4)] == [
        "RequestSent",
        "RequestSent",
        "RequestSent",
        "DraftApproved",
    ]

    stage.advance(at(3, 3, 9))
    assert stage.of("request", an_id("ask", 3))[-1] == "RequestSent"


def test_an_offered_slot_is_not_kept_for_a_campaign_that_has_no_free_day_soon() -> None:
    stage = sent_town(MARTA)
    stage.enrol(OMAR, "harbor")
    stage.approve(OMAR)
    pace = pace_ledger_id(an_id("campaign", OMAR))
    stage.advance(at(3, 4, 18))
    slow = PaceSet(a_week=1)
    taken = [
        PaceReserved(reservation=an_id("another ask", day), round=1, on=date(2026, 3, day))
        for day in (5, 9)
    ]
    stage.write("pace-ledger", pace, slow, *taken, tenant="harbor")
    stage.ask(MARTA, RecordBounce())

    held = stage.held(OMAR)
    assert (held.reason, held.next_free_on) == ("pace_full", date(2026, 3, 16))
    assert stage.host()[-2:] == ["SlotReserved", "SlotReleased"]
    assert stage.of("pace-ledger", pace, "harbor")[-1] == "PaceReleased"


def test_a_full_month_of_the_agency_goes_over_to_the_next() -> None:
    stage = town(at(3, 31, 8))
    stage.settings = Settings(policy=PolicyValues(agency_asks_a_day=1))
    taken = PaceReserved(reservation=an_id("another ask"), round=1, on=date(2026, 3, 31))
    stage.write("agency-ledger", agency_ledger_id(AGENCY, "2026-03"), taken)
    stage.approve(MARTA)
    stage.advance(at(3, 31, 17))
    assert stage.host() == []

    stage.advance(at(4, 1, 9))

    assert stage.story(MARTA)[-1] == "RequestSent"
    assert stage.of("agency-ledger", agency_ledger_id(AGENCY, "2026-04")) == ["PaceReserved"]


def test_an_agency_that_opens_at_ten_asks_at_ten() -> None:
    stage = town(at(3, 2, 8))
    stage.settings = Settings(opens=time(10))
    stage.approve(MARTA)
    stage.advance(at(3, 2, 9, 59))
    assert stage.host() == []

    stage.advance(at(3, 2, 10))
    assert stage.story(MARTA)[-1] == "RequestSent"


def a_late_yes() -> Town:
    stage = sent_town()
    stage.advance(at(3, 30))
    stage.ask(MARTA, RecordReply(answer="agree"))
    stage.later(MARTA, "appointment", confirmed(stage, at(4, 3, 10)))
    return stage


def a_waiting_list() -> Town:
    stage = sent_town(MARTA, OMAR, LENA)
    stage.approve(OMAR)
    stage.now += timedelta(milliseconds=5)
    stage.approve(LENA)
    stage.advance(at(3, 12))
    stage.ask(MARTA, Withdraw())
    stage.advance(at(3, 26))
    stage.approve(OMAR)
    stage.advance(at(4, 20))
    return stage


def a_wait_for_the_employer() -> Town:
    stage = sent_town()
    other = FOREMAN_ADDED.model_copy(
        update={"contact": an_id("clerk"), "person": an_id("cleo"), "ledger": an_id("l", "clerk")}
    )
    stage.enrol(OMAR, contact=other)
    stage.approve(OMAR)
    stage.advance(at(3, 3, 14))
    stage.ask(MARTA, RecordReply(answer="agree"))
    stage.advance(at(4, 20))
    return stage


def a_held_interview() -> Town:
    stage = sent_town(MARTA, OMAR)
    stage.approve(OMAR)
    stage.ask(MARTA, RecordReply(answer="agree"))
    stage.later(MARTA, "appointment", confirmed(stage, at(3, 10, 10)))
    stage.advance(at(3, 10, 11))
    stage.later(MARTA, "session", ended(stage, at(3, 10, 10)))
    stage.advance(at(4, 20))
    return stage


def an_opt_out() -> Town:
    stage = sent_town(MARTA)
    stage.enrol(OMAR, "harbor")
    stage.approve(OMAR)
    stage.ask(MARTA, RecordReply(answer="decline", opted_out=True))
    return stage


SCENARIOS = [a_late_yes, a_waiting_list, a_wait_for_the_employer, a_held_interview, an_opt_out]


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("seed", range(8))
def test_policies_that_see_everything_again_in_another_order_do_nothing(
    scenario: Callable[[], Town], seed: int
) -> None:
    stage = scenario()
    again = stage.replay()
    for fact in interleaved(erased(stage.facts), seed):
        again.tell(fact)
    again.run()

    assert again.rows
    assert again.facts == stage.facts


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_overtaken_command_decides_nothing(scenario: Callable[[], Town]) -> None:
    stage = scenario()
    facts = list(stage.facts)
    stage.done.clear()
    stage.run()

    assert stage.facts == facts
