"""The cast of the domain tests: an invented agency with its people, an employer, a contact."""

from nineteen.shared.schema.contact import (
    AgencyRegistered,
    CampaignOpened,
    ContactAdded,
    EmployerRegistered,
    JobseekerEnrolled,
    OfficeOpened,
    Provenance,
    StaffAdded,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.chronicle import AGENCY, an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER

AGENCY_ID = natural_id("agency", AGENCY)
OFFICE = natural_id("office", AGENCY, "Everett")
CAMPAIGN = natural_id("campaign", AGENCY, JOBSEEKER.id, "51-4041")
MILL = an_id("employer", "mill")
FERRY = an_id("employer", "ferry")
FOREMAN = an_id("contact", "foreman")
PERSON = an_id("person", "foreman")
LEDGER = an_id("ledger", "mill")

AGENCY_REGISTERED = AgencyRegistered(name="Puget Sound Works", zone="America/Los_Angeles")
OFFICE_OPENED = OfficeOpened(office=OFFICE, name="Everett")
COUNSELOR_ADDED = StaffAdded(staff=COUNSELOR.id, name="Ada Counselor", roles=("counselor",))
ENROLLED = JobseekerEnrolled(
    jobseeker=JOBSEEKER.id,
    name="Marta Machinist",
    segment="dislocated",
    county="53061",
    zone="America/Los_Angeles",
    counselor=COUNSELOR.id,
    office=OFFICE,
)
OPENED = CampaignOpened(
    campaign=CAMPAIGN,
    jobseeker=JOBSEEKER.id,
    soc="51-4041",
    county="53061",
    segment="dislocated",
    zone="America/Los_Angeles",
    goal=24,
    counselor=COUNSELOR.id,
    office=OFFICE,
)
MILL_REGISTERED = EmployerRegistered(
    employer=MILL,
    ledger=LEDGER,
    name="Cedar Mill Inc.",
    county="53061",
    street="100 Main Street",
    city="Everett",
    postal_code="98201",
    naics="321113",
    provenance=Provenance(source="staff"),
)
FERRY_REGISTERED = EmployerRegistered(
    employer=FERRY,
    ledger=an_id("ledger", "ferry"),
    name="Island Ferry Authority",
    county="53061",
    ownership="public",
    provenance=Provenance(source="staff"),
)
FOREMAN_ADDED = ContactAdded(
    contact=FOREMAN,
    person=PERSON,
    ledger=an_id("ledger", "foreman"),
    employer=MILL,
    name="Frank Foreman",
    title="Foreman",
    email="frank@mill.example.org",
    phone="+14255550123",
    channels=("email", "phone"),
    provenance=Provenance(source="staff"),
)
