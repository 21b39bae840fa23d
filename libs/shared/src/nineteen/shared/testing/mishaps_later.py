"""Meetings, talks, follow-up and outcomes that go another way than in the story."""

from nineteen.shared.schema.followup import (
    Activity,
    ActivityQualified,
    AttributionDisputed,
    AttributionProposed,
    ItemOverdueCleared,
    ItemWaived,
    JobInterviewReported,
    NameUseGranted,
    NameUseRefused,
    OfferReported,
    OutcomeVerified,
    PlanClosed,
    ReferralBecameContact,
    ReferralClosed,
    ReferralNamed,
    ThankYouBounced,
    ThankYouDrafted,
    WeekAmended,
    WeekAttested,
    WeekClaimed,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.scheduling import (
    AppointmentRescheduled,
    AttendanceUnknown,
    CueShown,
    HostFeedbackGiven,
    HostNoShowRecorded,
    InviteIssued,
    JobseekerNoShowRecorded,
    ReminderDue,
    ReminderSent,
    ReminderSkipped,
    ResumeHandedOver,
    SessionCorrected,
    TimeUp,
)
from nineteen.shared.testing.asks import Asked, ask_for
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.second_campaign import (
    CAMPAIGN,
    DAY,
    JOBSEEKER,
    START,
    an_ask,
    arranged,
    held,
    meeting,
    then,
)


def meetings_go_wrong(book: Chronicle) -> None:
    moved = arranged(book, "moved")
    sent_out = {"uid": "u@example.org", "method": "REQUEST", "sequence": 1}
    remind = {"ask": moved, "generation": 2, "reminder": "day_before"}
    later = meeting(moved, generation=2, by="host", was=START + 3 * DAY)
    then(
        book,
        "appointment",
        moved,
        2,
        AppointmentRescheduled.model_validate(later | {"starts_at": START + 7 * DAY}),
        InviteIssued.model_validate({"ask": moved, "starts_at": START, "minutes": 19} | sent_out),
        ReminderDue.model_validate(remind | {"to": ("host",)}),
        ReminderSent.model_validate(remind | {"to": "host"}),
        ReminderSkipped(ask=moved, generation=2, reminder="hour_before"),
    )
    absent = arranged(book, "host absent")
    no_host = HostNoShowRecorded(
        ask=absent, starts_at=START + 3 * DAY, offer_until=START + 17 * DAY
    )
    then(book, "appointment", absent, 3, no_host)
    late = arranged(book, "jobseeker absent")
    no_guest = JobseekerNoShowRecorded(ask=late, starts_at=START + 3 * DAY)
    then(book, "appointment", late, 3, no_guest)
    silent = arranged(book, "unknown")
    then(book, "session", silent, 4, AttendanceUnknown(ask=silent))


def talks_are_corrected(book: Chronicle) -> None:
    ask = held(book, "corrected", minutes=21)
    verdict = SessionCorrected(ask=ask, verdict="kept", source="host")
    shown = CueShown(ask=ask, shown_at=START + 4 * DAY)
    early = ResumeHandedOver(ask=ask, how="handed", handed_at=START + 4 * DAY)
    feedback = HostFeedbackGiven(ask=ask, time_kept=True)
    then(book, "session", ask, 5, shown, early, TimeUp(ask=ask, promise=1), feedback, verdict)


def follow_up_goes_wrong(book: Chronicle) -> None:
    waived = held(book, "waived", thanked=False)
    item = {"ask": waived, "item": "thank_you", "host": waived.person}
    then(book, "plan", waived, 7, ItemWaived.model_validate(item | {"reason": "canary"}))
    then(book, "plan", waived, 7, PlanClosed(ask=waived))
    back = held(book, "came back")
    then(book, "plan", back, 7, ItemOverdueCleared(ask=back, item="connect"))
    thanks = natural_id("thank-you", book.tenant, back.request, back.person)
    whose = {"ask": back, "thank_you": thanks, "host": back.person}
    returned = ThankYouBounced.model_validate(whose)
    again = ThankYouDrafted.model_validate(whose | {"body": "canary"})
    book.write("thank-you", thanks, START + 8 * DAY, returned, again)


def names_lead_on(book: Chronicle) -> None:
    source = an_ask("kind")
    for about, answer in (("granted", NameUseGranted), ("refused", NameUseRefused)):
        lead = an_id("lead", about)
        whose = {
            "lead": lead,
            "person": an_id("person", about),
            "campaign": CAMPAIGN,
            "jobseeker": JOBSEEKER,
            "source": "reply",
            "request": source.request,
            "root_session": source.request,
            "referrer": source.contact,
        }
        became = {"contact": an_id("contact", about), "employer": an_id("employer", about)}
        book.write(
            "lead",
            lead,
            START + DAY,
            ReferralNamed.model_validate(whose | {"name": "Lea Canary"}),
            answer.model_validate(whose),
            ReferralBecameContact.model_validate(whose | became),
        )
        closed = ReferralClosed.model_validate(whose | {"reason": "canary"})
        book.write("lead", lead, START + 2 * DAY, closed)
    for about in ("granted", "granted again"):
        asked_on = an_ask(about, an_id("lead", "granted"), source.request)
        ask_for(book, Asked(asked_on, "agreed", START + 2 * DAY, START + 3 * DAY))


def outcomes_are_disputed(book: Chronicle) -> None:
    ask, outcome = an_ask("corrected"), an_id("outcome", "other")
    whose = {
        "outcome": outcome,
        "campaign": CAMPAIGN,
        "jobseeker": JOBSEEKER,
        "employer": ask.employer,
    }
    told = whose | {"source": "partner"}
    credit = {"session": ask.request, "contact": ask.contact, "hop": 0, "session_on": "2026-03-06"}
    proof = {"verified_by": "employer", "verified_on": "2026-04-20"}
    book.write(
        "outcome",
        outcome,
        START + 40 * DAY,
        JobInterviewReported.model_validate(told | {"invited_on": "2026-04-10"}),
        AttributionProposed.model_validate(whose | credit | {"lag_interview_days": 35}),
        AttributionDisputed.model_validate(whose | {"session": ask.request, "reason": "canary"}),
        OfferReported.model_validate(told | {"offered_on": "2026-04-12", "wage_band": "20_25"}),
        OutcomeVerified.model_validate(whose | proof),
    )


def weeks_are_amended(book: Chronicle) -> None:
    """A week that was attested with one activity too many, and one in which nothing counts."""
    week = an_id("week")
    whose = {"week": week, "jobseeker": JOBSEEKER, "campaign": CAMPAIGN}
    whose |= {"state": "WA", "ends_on": "2026-03-07"}
    thanks = an_activity("thanks", "follow_up")
    talk = an_activity("talk", "informational_interview")
    other = an_activity("other", "informational_interview")
    said = whose | {"method": "page", "minimum": 3}
    both = (talk.activity, other.activity)
    dropped = {"version": 2, "dropped": (other.activity,), "why": "canary"}
    again = {"version": 2, "activities": (talk.activity,), "method": "paper"}
    book.write(
        "work-search-week",
        week,
        START + 20 * DAY,
        ActivityQualified.model_validate(whose | {"activity": thanks}),
        ActivityQualified.model_validate(whose | {"activity": talk, "instead_of": thanks.activity}),
        WeekClaimed.model_validate(whose | {"rules": "2026-01", "minimum": 3}),
        ActivityQualified.model_validate(whose | {"activity": other}),
        WeekAttested.model_validate(said | {"version": 1, "activities": both}),
        WeekAmended.model_validate(whose | dropped),
        WeekAttested.model_validate(said | again),
    )
    empty = whose | {"week": an_id("empty week"), "ends_on": "2026-03-14", "state": "MN"}
    claimed = WeekClaimed.model_validate(empty | {"rules": "2026-01", "minimum": None})
    book.write("work-search-week", an_id("empty week"), START + 20 * DAY, claimed)


def an_activity(about: str, kind: str) -> Activity:
    ask = an_ask("corrected")
    return Activity.model_validate(
        {
            "activity": an_id("activity", about),
            "kind": kind,
            "on": "2026-03-06",
            "code": f"employer_contact.{kind}",
            "employer": an_id("employer", about),
            "contact": ask.contact,
            "person": ask.person,
            "method": "phone",
            "evidence": (f"{an_id('commit', about)}.0",),
        }
    )
