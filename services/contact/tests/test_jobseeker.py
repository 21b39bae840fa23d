"""A jobseeker takes part, consents, and has a counselor."""

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.agency import agencies
from nineteen.contact.domain.jobseeker import (
    AssignCounselor,
    EnrolJobseeker,
    Enrolled,
    RecordConsent,
    SetContactWays,
    SetLanguages,
    WithdrawConsent,
    jobseekers,
)
from nineteen.contact.domain.staff import staff_members
from nineteen.shared.schema.contact import (
    ConsentRecorded,
    ConsentWithdrawn,
    ContactWaysSet,
    CounselorAssigned,
    JobseekerEnrolled,
    LanguagesSet,
    StaffRemoved,
)
from nineteen.shared.testing.cast import (
    AGENCY_ID,
    AGENCY_REGISTERED,
    COUNSELOR_ADDED,
    ENROLLED,
    OFFICE,
    OFFICE_OPENED,
)
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, given

ME = JOBSEEKER.id
BEN = an_id("staff", "ben")
BEN_ADDED = COUNSELOR_ADDED.model_copy(update={"staff": BEN, "name": "Ben Counselor"})
YES = RecordConsent(purpose="store", text_version="2026-1", language="en", method="signed")
CONSENTED = ConsentRecorded(
    jobseeker=ME, purpose="store", text_version="2026-1", language="en", method="signed"
)
WITHDRAWN = ConsentWithdrawn(jobseeker=ME, purpose="store")

nobody = given(jobseekers).on(ME)
marta = given(jobseekers, ENROLLED)


def test_s1_a_jobseeker_enrols_without_a_network() -> None:
    command = EnrolJobseeker(name="Marta Machinist", segment="dislocated", county="53061")

    nobody.when(command).then(
        JobseekerEnrolled(
            jobseeker=ME,
            name="Marta Machinist",
            segment="dislocated",
            county="53061",
            zone="America/Los_Angeles",
        )
    )


def test_a_jobseeker_enrols_with_counselor_and_office() -> None:
    command = EnrolJobseeker(
        name="Marta Machinist",
        segment="dislocated",
        county="53061",
        counselor=COUNSELOR.id,
        office=OFFICE,
    )

    at_work = nobody.beside(staff_members, COUNSELOR.id, COUNSELOR_ADDED)

    at_work.beside(agencies, AGENCY_ID, AGENCY_REGISTERED, OFFICE_OPENED).when(command).then(
        ENROLLED
    )
    at_work.when(command).then_rejected("office_unknown")


def test_nobody_enrols_twice_under_one_id() -> None:
    command = EnrolJobseeker(name="Marta Machinist", segment="dislocated", county="53061")

    marta.when(command).then_rejected("already_exists")


def test_a_consent_is_recorded_once_per_text() -> None:
    consented = marta.when(YES).then(CONSENTED)

    consented.and_when(YES).then()
    anew = YES.model_copy(update={"text_version": "2026-2"})
    consented.and_when(anew).then(CONSENTED.model_copy(update={"text_version": "2026-2"}))


def test_a_consent_is_withdrawn_once() -> None:
    withdrawn = given(jobseekers, ENROLLED, CONSENTED).when(WithdrawConsent(purpose="store"))

    withdrawn.then(WITHDRAWN).and_when(WithdrawConsent(purpose="store")).then()


def test_who_never_consented_has_nothing_to_withdraw() -> None:
    marta.when(WithdrawConsent(purpose="store")).then()


def test_a_withdrawn_consent_can_be_given_again() -> None:
    given(jobseekers, ENROLLED, CONSENTED, WITHDRAWN).when(YES).then(CONSENTED)


def test_the_consents_in_force_are_those_not_taken_back() -> None:
    sends = CONSENTED.model_copy(update={"purpose": "send_for_me"})
    state = given(jobseekers, ENROLLED, CONSENTED, sends, WITHDRAWN).state

    assert isinstance(state, Enrolled)
    assert state.consents == {"send_for_me": "2026-1"}


def test_contact_ways_are_set() -> None:
    command = SetContactWays(phone="+14255550100", preferred="phone")

    marta.when(command).then(ContactWaysSet(jobseeker=ME, phone="+14255550100", preferred="phone"))


def test_the_preferred_way_must_lead_to_the_person() -> None:
    with pytest.raises(ValidationError, match="give phone"):
        SetContactWays(email="marta@example.org", preferred="phone")


def test_languages_are_set_once() -> None:
    command = SetLanguages(spoken=("uk", "en"), read=("uk",), read_aloud=True)

    changed = marta.when(command).then(
        LanguagesSet(jobseeker=ME, spoken=("uk", "en"), read=("uk",), read_aloud=True)
    )

    changed.and_when(command).then()


def test_a_counselor_who_works_here_is_assigned_once() -> None:
    command = AssignCounselor(counselor=BEN)

    assigned = (
        marta.beside(staff_members, BEN, BEN_ADDED)
        .when(command)
        .then(CounselorAssigned(jobseeker=ME, counselor=BEN))
    )

    assigned.and_when(command).then()


def test_a_stranger_or_somebody_gone_is_no_counselor() -> None:
    command = AssignCounselor(counselor=BEN)
    gone = marta.beside(staff_members, BEN, BEN_ADDED, StaffRemoved(staff=BEN))

    marta.when(command).then_rejected("counselor_unknown")
    gone.when(command).then_rejected("counselor_unknown")


def test_nobody_consents_for_nobody() -> None:
    nobody.when(YES).then_rejected("not_found")
