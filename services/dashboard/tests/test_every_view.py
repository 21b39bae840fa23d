"""What holds for all views: disorder changes nothing, nobody is named, contracts are kept."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nineteen.dashboard.main import service
from nineteen.dashboard.views import strands
from nineteen.dashboard.views.campaign_metrics import campaign_metrics
from nineteen.dashboard.views.feed_quality import feed_quality
from nineteen.dashboard.views.funnel import funnel
from nineteen.dashboard.views.people import PERSONAL, people
from nineteen.dashboard.views.thank_you_queue import thank_you_id
from nineteen.dashboard.views.timeline import month_id
from nineteen.shared.schema.base import ERASED, Event
from nineteen.shared.schema.contact.campaign import CampaignEvent
from nineteen.shared.schema.contact.request import OfRequest
from nineteen.shared.schema.followup.outcome import OfOutcome
from nineteen.shared.schema.followup.plan import OfFollowUp, OfLead, OfThankYou, OfTie
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling.appointment import OfAppointment
from nineteen.shared.schema.scheduling.session import OfSession
from nineteen.shared.testing.chronicle import an_id, erased, interleaved
from nineteen.shared.testing.folded import documents, parts, totals
from nineteen.shared.testing.mishaps import mishaps
from nineteen.shared.testing.story import e1
from nineteen.shared.view import View

VIEWS = service.views
IMPERSONAL = tuple(view for view in VIEWS if view is not people)
STREAMS = (
    CampaignEvent,
    OfRequest,
    OfAppointment,
    OfSession,
    OfFollowUp,
    OfThankYou,
    OfTie,
    OfLead,
    OfOutcome,
)
UNTOLD = {"AcquaintanceNoted", "NamePermitted"}
"""Only `people` follows acquaintances."""
GOLDEN = Path(__file__).parent / "golden"
MOST_PARTS = 2000

all_views = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)


@pytest.fixture(scope="module")
def facts() -> list[Recorded]:
    """The story and the mishaps of one agency, in the order in which they were written."""
    return [*e1().facts, *mishaps().facts]


def as_json(view: View, facts: Iterator[Recorded] | list[Recorded]) -> str:
    """All documents and cells of a view, as bytes would be compared."""
    found = documents(view, facts)
    cells = [[*key, count] for key, count in totals(view, found.values()).items()]
    return json.dumps([found, cells], sort_keys=True, indent=1)


@all_views
def test_the_order_in_which_streams_arrive_does_not_matter(
    view: View, facts: list[Recorded]
) -> None:
    in_order = as_json(view, facts)

    for seed in range(8):
        assert as_json(view, interleaved(facts, seed)) == in_order


@all_views
def test_every_document_keeps_its_published_columns(view: View, facts: list[Recorded]) -> None:
    found = documents(view, facts)

    assert found
    for id_, document in found.items():
        assert document["id"] == id_
        assert view.document.model_validate(document).model_dump(mode="json") == document


@all_views
def test_filters_and_sorts_name_columns(view: View) -> None:
    assert {*view.filters, *view.sort} <= set(view.document.model_fields)


def test_people_cannot_be_searched_by_what_is_personal() -> None:
    assert not {*people.filters, *people.sort} & {*PERSONAL}


@all_views
def test_a_replay_without_any_personal_data_still_folds(view: View, facts: list[Recorded]) -> None:
    blank = erased(facts)

    assert "Canary" not in repr(blank)
    assert documents(view, blank).keys() == documents(view, facts).keys()


@pytest.mark.parametrize("view", IMPERSONAL, ids=lambda view: view.name)
def test_erasure_changes_no_document_without_names(view: View, facts: list[Recorded]) -> None:
    assert as_json(view, erased(facts)) == as_json(view, facts)


@pytest.mark.parametrize("view", IMPERSONAL, ids=lambda view: view.name)
def test_nobody_is_named_outside_people(view: View, facts: list[Recorded]) -> None:
    kept = json.dumps(parts(view, facts)) + as_json(view, facts)

    assert "canary" not in kept.lower()


def test_people_names_people_and_keeps_no_story_of_theirs(facts: list[Recorded]) -> None:
    kept = as_json(people, facts)

    assert "Jo Canary" in kept
    assert '"canary"' not in kept
    assert ERASED in as_json(people, erased(facts))


@all_views
def test_no_document_has_more_than_2000_parts(view: View, facts: list[Recorded]) -> None:
    assert max(len(each) for each in parts(view, facts).values()) <= MOST_PARTS


@all_views
def test_totals_are_whole_numbers(view: View, facts: list[Recorded]) -> None:
    cells = totals(view, documents(view, facts).values())

    assert all(type(count) is int and count > 0 for count in cells.values())
    assert bool(cells) == (view in {funnel, campaign_metrics, feed_quality})


def test_the_strands_know_every_event_of_their_streams() -> None:
    known = {event for telling in strands.KINDS.values() for event in telling}
    events = {event for event in Event.types.values() if issubclass(event, STREAMS)}

    assert {event.__name__ for event in events - known} == UNTOLD


def about(kind: str, *names: object) -> tuple[str, ...]:
    return tuple(an_id(kind, *([name] if name else [])) for name in names)


def thanks(*requests: object) -> tuple[str, ...]:
    return tuple(
        thank_you_id("agency", an_id("request", name), an_id("person", name)) for name in requests
    )


SHOWN: dict[str, tuple[str, ...]] = {
    "campaign-board": about("campaign", None, "other"),
    "campaign-metrics": about("campaign", None, "other"),
    "campaign-timeline": (month_id(an_id("campaign", "other"), "2026-04"),),
    "funnel": about("request", 1, 19, 37, "kind", "late"),
    "calendar": about("request", 34, 37, "moved", "host absent"),
    "time-integrity": about("request", 6, 27, 37, "corrected"),
    "thank-you-queue": thanks(1, 3, 23, "waived", "came back"),
    "outcome-trace": about("outcome", None, "other"),
    "referral-tree": (an_id("lead", 1, 12), *about("lead", "granted", "refused")),
    "employers": about("employer", 37, "bounced"),
    "contacts": about("contact", 37, "bounced"),
    "employer-hosting": about("employer", 37, 49),
    "people": (*about("person", 37, "granted"), an_id("jobseeker"), an_id("friend")),
}
"""The ids of the golden documents; of a view that is not named here the first few stand."""
FEW = 8


@all_views
def test_documents_are_those_of_the_version(view: View, facts: list[Recorded]) -> None:
    found = documents(view, facts)
    ids = SHOWN.get(view.name) or tuple(found)[:FEW]
    shown = json.dumps({id_: found[id_] for id_ in ids}, sort_keys=True, indent=1) + "\n"
    file = GOLDEN / f"{view.name}.v{view.version}.json"
    if not file.exists():
        file.write_text(shown)
        pytest.fail(f"{file.name} was missing and is written now: read it, then keep it")

    assert shown == file.read_text(), "documents changed: raise the view's version"
