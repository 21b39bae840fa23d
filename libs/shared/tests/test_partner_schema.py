"""What partners send is read strictly, and refused with a reason that quotes nobody."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from nineteen.shared.schema.partner import (
    FACTS,
    PREFIX,
    ContactListed,
    EmployerListed,
    HireOutcome,
    JobInterviewOutcome,
    PartnerEvent,
    PersonRef,
    Problem,
    ReferralNamed,
    dataschema,
    read_cloud_event,
)

Json = dict[str, Any]

COMMON: Json = {
    "external_id": "A-1",
    "version": 1,
    "observed_at": "2026-01-06T09:00:00-08:00",
    "lawful_basis": "public_task",
    "county_fips": "53033",
}
NAICS: Json = {"naics": {"code": "541511", "code_set": "NAICS 2022"}}
SOC: Json = {"soc": {"code": "13-1081", "code_set": "SOC 2018"}}
PARTICIPANT: Json = {"participant": {"feed": "caseworks", "ref": "P-7"}}
EMPLOYER: Json = {"employer": {"feed": "caseworks", "ref": "A-1"}}
DATA: dict[str, Json] = {
    "employer.listed": COMMON
    | NAICS
    | {"name": "Copper Finch Software", "ownership": "private", "list_as_of": "2026-01-05"},
    "contact.listed": COMMON
    | NAICS
    | EMPLOYER
    | {"name": "Ananya Deshpande", "email": "a@example.org", "list_as_of": "2026-01-05"},
    "referral.named": COMMON
    | SOC
    | PARTICIPANT
    | {"named_by": {"feed": "caseworks", "ref": "C-9"}, "name": "Otis Merriweather"},
    "outcome.job_interview": COMMON | SOC | PARTICIPANT | EMPLOYER | {"invited_on": "2026-04-29"},
    "outcome.hire": COMMON | SOC | PARTICIPANT | EMPLOYER | {"hired_on": "2026-05-05"},
}


def sent(kind: str, attributes: Json | None = None, **data: Any) -> Json:
    """A whole event of this kind; a value of None leaves the field or attribute out."""
    given_data = {name: value for name, value in (DATA[kind] | data).items() if value is not None}
    event = {
        "specversion": "1.0",
        "id": "e-1",
        "source": "https://caseworks.example.org",
        "type": PREFIX + kind,
        "data": given_data,
    } | (attributes or {})
    return {name: value for name, value in event.items() if value is not None}


def read(event: Json) -> PartnerEvent:
    answer = read_cloud_event(event)
    assert isinstance(answer, PartnerEvent), answer
    return answer


def refused(event: Json) -> Problem:
    answer = read_cloud_event(event)
    assert isinstance(answer, Problem), answer
    return answer


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("employer.listed", EmployerListed),
        ("contact.listed", ContactListed),
        ("referral.named", ReferralNamed),
        ("outcome.job_interview", JobInterviewOutcome),
        ("outcome.hire", HireOutcome),
    ],
)
def test_every_kind_of_fact_is_read(kind: str, fact: type) -> None:
    event = read(sent(kind))

    assert event.name == kind
    assert type(event.fact) is fact
    assert FACTS[kind] is fact


def test_a_fact_keeps_what_its_partner_said() -> None:
    fact = read(sent("outcome.hire", starts_on="2026-05-18")).fact

    assert isinstance(fact, HireOutcome)
    assert fact.participant == PersonRef(feed="caseworks", ref="P-7")
    assert fact.observed_at == datetime(2026, 1, 6, 17, tzinfo=UTC)
    assert (fact.hired_on, fact.starts_on) == (date(2026, 5, 5), date(2026, 5, 18))


def test_an_event_of_another_cloudevents_library_is_read() -> None:
    event = CloudEvent(
        attributes={
            "id": "e-2",
            "source": "/caseworks",
            "type": "nineteen.partner.employer.listed",
            "time": datetime(2026, 1, 6, 17, tzinfo=UTC),
            "datacontenttype": "application/json",
            "dataschema": "urn:nineteen:partner.employer.listed:1",
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        },
        data=DATA["employer.listed"],
    )

    answer = read(json.loads(JSONFormat().write(event)))

    assert (answer.id, answer.source) == ("e-2", "/caseworks")


def test_the_public_name_alone_is_a_type_too() -> None:
    assert read(sent("outcome.hire", {"type": "outcome.hire"})).name == "outcome.hire"


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"specversion": 1.0}, "specversion"),
        ({"specversion": None}, "specversion"),
        ({"id": None}, "id"),
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"id": "x" * 257}, "id"),
        ({"source": "  "}, "source"),
        ({"type": ["employer.listed"]}, "type"),
        ({"datacontenttype": "text/xml"}, "datacontenttype"),
        ({"datacontenttype": 5}, "datacontenttype"),
        ({"data_base64": "e30="}, "datacontenttype"),
        ({"X-Custom": "1"}, ""),
    ],
)
def test_what_is_no_cloudevent_is_refused_by_its_attribute(attributes: Json, field: str) -> None:
    problem = refused(sent("outcome.hire", attributes))

    assert (problem.code, problem.field) == ("not_a_cloud_event", field)


@pytest.mark.parametrize("form", ["application/json; charset=utf-8", "application/vnd.case+json"])
def test_any_kind_of_json_is_json(form: str) -> None:
    assert read(sent("outcome.hire", {"datacontenttype": form})).id == "e-1"


def test_an_unknown_type_is_refused_with_the_known_ones() -> None:
    problem = refused(sent("outcome.hire", {"type": "nineteen.partner.outcome.raise"}))

    assert problem.code == "type_unknown"
    assert all(PREFIX + kind in problem.detail for kind in FACTS)


def test_another_version_of_the_schema_is_refused() -> None:
    problem = refused(sent("outcome.hire", {"dataschema": "urn:nineteen:partner.outcome.hire:2"}))

    assert problem.code == "schema_unknown"
    assert dataschema("outcome.hire") in problem.detail


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("employer.listed", {"version": 0}, "data.version"),
        ("employer.listed", {"version": "1"}, "data.version"),
        ("employer.listed", {"version": True}, "data.version"),
        ("employer.listed", {"observed_at": "2026-01-06T09:00:00"}, "data.observed_at"),
        ("employer.listed", {"observed_at": 1767718800}, "data.observed_at"),
        ("employer.listed", {"external_id": " "}, "data.external_id"),
        ("employer.listed", {"lawful_basis": "because"}, "data.lawful_basis"),
        ("employer.listed", {"lawful_basis": None}, "data.lawful_basis"),
        ("employer.listed", {"county_fips": "6037"}, "data.county_fips"),
        ("employer.listed", {"list_as_of": None}, "data.list_as_of"),
        ("employer.listed", {"naics": {"code": "541511"}}, "data.naics.code_set"),
        ("employer.listed", {"naics": None} | SOC, "data.naics"),
        ("employer.listed", {"ownership": "Public"}, "data.ownership"),
        ("employer.listed", {"name": "   "}, "data.name"),
        ("employer.listed", {"employes": 12}, "data.employes"),
        ("contact.listed", {"phone": "206-555-0142"}, "data.phone"),
        ("contact.listed", {"email": "nobody"}, "data.email"),
        ("contact.listed", {"name": None}, "data"),
        ("contact.listed", {"naics": None}, "data"),
        ("referral.named", {"participant": {"ref": "P-7"}}, "data.participant.feed"),
        ("referral.named", {"named_by": "C-9"}, "data.named_by"),
        ("outcome.job_interview", {"held_on": "2026-04-28"}, "data"),
        ("outcome.hire", {"starts_on": "2026-05-04"}, "data"),
        ("outcome.hire", {"soc": {"code": "13-1081.00", "code_set": "SOC 2018"}}, "data.soc"),
        ("outcome.hire", {"hired_on": float("nan")}, "data"),
    ],
)
def test_data_that_does_not_fit_is_refused_by_its_field(kind: str, wrong: Json, field: str) -> None:
    problem = refused(sent(kind, **wrong))

    assert (problem.code, problem.field) == ("data_invalid", field)


@pytest.mark.parametrize("data", [None, [], "text", 7])
def test_data_must_be_an_object(data: object) -> None:
    assert refused(sent("outcome.hire") | {"data": data}).code == "data_invalid"


@pytest.mark.parametrize("phone", ["+12065550142", "+12065550142;ext=12", "+442079460958"])
def test_a_telephone_number_is_given_as_e164_with_its_extension(phone: str) -> None:
    fact = read(sent("contact.listed", phone=phone)).fact

    assert isinstance(fact, ContactListed)
    assert fact.phone == phone


@pytest.mark.parametrize("field", ["name", "title", "email", "phone"])
def test_a_reason_never_quotes_what_is_said_about_a_person(field: str) -> None:
    wrong: Json = {field: "Zenobia <zenobia" + "!" * 300}

    problem = refused(sent("contact.listed", **wrong))

    assert "zenobia" not in problem.model_dump_json().casefold()


def test_a_fact_cannot_be_changed_after_reading() -> None:
    fact = read(sent("outcome.hire")).fact

    with pytest.raises(ValueError, match="frozen"):
        fact.version = 2  # type: ignore[misc]


def test_a_fact_reads_what_it_writes() -> None:
    for kind in DATA:
        fact = read(sent(kind)).fact

        again = type(fact).model_validate_json(fact.model_dump_json())

        assert again == fact


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


@given(
    event=st.dictionaries(
        st.sampled_from(["specversion", "id", "source", "type", "data"]) | st.text(max_size=9),
        st.sampled_from(["1.0", "outcome.hire", "employer.listed"]) | ANY_JSON,
    )
)
def test_nothing_that_is_sent_raises(event: Json) -> None:
    assert isinstance(read_cloud_event(event), Problem)


@given(kind=st.sampled_from(sorted(DATA)), value=ANY_JSON, at=st.integers(0, 30))
def test_no_value_of_any_field_raises(kind: str, value: object, at: int) -> None:
    field = sorted(DATA[kind])[at % len(DATA[kind])]
    event = sent(kind)
    event["data"][field] = value

    assert isinstance(read_cloud_event(event), PartnerEvent | Problem)
