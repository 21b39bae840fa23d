"""V7, V8 and `people`: who was named, what came of it, and what they are called."""

from typing import Any

from nineteen.dashboard.views.directory import contacts
from nineteen.dashboard.views.outcome_trace import outcome_trace
from nineteen.dashboard.views.people import people
from nineteen.dashboard.views.referral_tree import referral_tree, tree
from nineteen.shared.schema.contact import ContactAdded, Provenance
from nineteen.shared.schema.contact.jobseeker import JobseekerEnrolled
from nineteen.shared.schema.followup import AttributionConfirmed, HireReported
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.folded import documents
from nineteen.shared.testing.mishaps import mishaps
from nineteen.shared.testing.second_campaign import CAMPAIGN, JOBSEEKER, START
from nineteen.shared.testing.story import OUTCOME, e1
from nineteen.shared.view import View


def row(view: View, book: Chronicle, *about: object) -> dict[str, Any]:
    return documents(view, book.facts)[an_id(*about)]


def test_s13_a_name_is_followed_to_its_talk() -> None:
    lead = row(referral_tree, e1(), "lead", 1, 12)

    assert lead["requests"] == [an_id("request", 12)]
    assert (lead["agreed"], lead["held"], lead["generation"]) == (True, True, 1)


def test_a_name_that_nobody_asked_stays_a_lead() -> None:
    lead = row(referral_tree, e1(), "lead", 18, "other", 0)

    assert (lead["requests"], lead["contact"], lead["name_use"]) == ([], None, "not_asked")


def test_the_use_of_the_name_is_what_the_referrer_said() -> None:
    book = mishaps()

    assert row(referral_tree, book, "lead", "granted")["name_use"] == "granted"
    assert row(referral_tree, book, "lead", "refused")["name_use"] == "refused"


def test_a_hire_through_a_name_is_the_best_that_came_of_it() -> None:
    book = mishaps()
    lead, talk = an_id("lead", "granted"), an_id("request", "granted")
    whose = {
        "outcome": an_id("outcome", "of a lead"),
        "campaign": CAMPAIGN,
        "jobseeker": JOBSEEKER,
        "employer": an_id("employer", "granted"),
        "lead": lead,
    }
    credit = {"session": talk, "contact": an_id("contact", "granted"), "hop": 2}
    dates = {"session_on": "2026-03-09", "lag_interview_days": 30, "invited_on": "2026-04-08"}
    sure = AttributionConfirmed.model_validate(whose | credit | dates)
    book.write("outcome", an_id("outcome", "of a lead"), START, sure)
    assert row(referral_tree, book, "lead", "granted")["outcome"] == "job_interview"

    hired = {"credited": talk, "hired_on": "2026-04-20", "source": "jobseeker"}
    hire = HireReported.model_validate(whose | hired)
    book.write("outcome", an_id("outcome", "of a lead"), START, hire)
    assert row(referral_tree, book, "lead", "granted")["outcome"] == "hire"


def a_lead(lead: str, referrer: str, contact: str | None) -> dict[str, Any]:
    return {"id": lead, "referrer": referrer, "contact": contact, "named_at": lead}


def test_names_stand_below_those_who_gave_them() -> None:
    rows = [a_lead("1", "ann", "bob"), a_lead("2", "bob", "cyd"), a_lead("3", "bob", None)]

    (root,) = tree(rows)

    assert root["lead"]["id"] == "1"
    assert [each["lead"]["id"] for each in root["named"]] == ["2", "3"]


def test_a_loop_of_names_is_cut() -> None:
    rows = [a_lead("0", "ann", "bob"), a_lead("1", "bob", "cyd"), a_lead("2", "cyd", "bob")]

    (root,) = tree(rows)

    assert [each["lead"]["id"] for each in root["named"]] == ["1"]


def test_s15_s16_the_story_is_traced_across_a_colleague() -> None:
    trace = documents(outcome_trace, e1().facts)[OUTCOME]

    assert (trace["type"], trace["hop"], trace["attribution"]) == ("hire", 1, "confirmed")
    assert (trace["lag_interview_days"], trace["lag_hire_days"]) == (42, 6)
    assert trace["session"] == an_id("request", 37)
    assert trace["starts_on"] == "2026-05-18"


def test_a_disputed_talk_gets_no_credit_and_proof_stands_apart() -> None:
    trace = row(outcome_trace, mishaps(), "outcome", "other")

    assert (trace["attribution"], trace["session"], trace["hop"]) == ("disputed", None, None)
    assert (trace["type"], trace["verified_by"]) == ("offer", "employer")


def test_a_hire_told_before_its_interview_has_no_lag_yet() -> None:
    book = Chronicle()
    told = HireReported(
        outcome=OUTCOME,
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER,
        employer=an_id("employer", 1),
        hired_on="2026-05-05",  # type: ignore[arg-type]
        source="partner",
    )
    book.write("outcome", OUTCOME, START, told)

    trace = documents(outcome_trace, book.facts)[OUTCOME]

    assert (trace["type"], trace["lag_hire_days"], trace["attribution"]) == ("hire", None, "none")


def test_a_named_person_who_became_a_contact_is_one_person_in_the_contacts_words() -> None:
    book = mishaps()
    contact, employer = an_id("contact", "granted"), an_id("employer", "granted")
    added = ContactAdded(
        contact=contact,
        person=an_id("person", "granted"),
        ledger="l",
        employer=employer,
        name="Leah Example",
        email="leah@example.org",
        provenance=Provenance(source="referral"),
    )
    book.write("contact", contact, START, added)

    person = row(people, book, "person", "granted")

    assert person["kinds"] == ["contact", "lead"]
    assert (person["name"], person["email"]) == ("Leah Example", "leah@example.org")
    assert (person["contact"], person["lead"]) == (contact, an_id("lead", "granted"))


def test_a_contact_whom_the_jobseeker_knows_is_called_as_the_contact_is() -> None:
    book = mishaps()
    added = ContactAdded(
        contact=an_id("contact", "friend"),
        person=an_id("friend"),
        ledger="l",
        employer=an_id("employer", "late"),
        name="Alan Example",
        provenance=Provenance(source="staff"),
    )
    book.write("contact", added.contact, START, added)

    assert row(people, book, "friend")["name"] == "Alan Example"


def test_a_contact_leads_to_its_person_and_employer() -> None:
    contact = row(contacts, e1(), "contact", 37)

    assert contact["person"] == an_id("person", 37)
    assert contact["employer"] == an_id("employer", 37)


def test_a_contact_who_opted_out_shows_it_and_a_bounced_channel_is_closed() -> None:
    contact = row(contacts, mishaps(), "contact", "bounced")

    assert (contact["opted_out"], contact["opt_out_scope"]) == (True, "anyone")
    assert (contact["channels"], contact["bounced"]) == (["phone"], ["email"])


def test_a_jobseekers_ways_of_contact_join_the_name() -> None:
    book = mishaps()
    enrolled = JobseekerEnrolled(
        jobseeker=JOBSEEKER,
        name="Sam Example",
        segment="vr",
        county="53061",
        zone="America/Los_Angeles",
    )
    book.write("jobseeker", JOBSEEKER, START, enrolled)

    person = row(people, book, "jobseeker", "other")

    assert (person["name"], person["phone"]) == ("Sam Example", "+15035550100")
    assert person["kinds"] == ["jobseeker"]
