"""E12: a partner tells of a hire before the talk, twice, with a clock two hours wrong (4.8)."""

from typing import Any

from nineteen.shared.schema.contact import RecordAccepted, RecordDuplicate
from nineteen.shared.schema.followup import AttributionProposed, HireReported

FEED = "harborworks"
EVENTS = f"/contact/v1/partner-feeds/{FEED}/events"
BATCH = "application/cloudevents-batch+json"
COMMON = {
    "lawful_basis": "public_task",
    "county_fips": "53033",
    "naics": {"code": "314910", "code_set": "NAICS 2022"},
}


def event(kind: str, external_id: str, observed_at: str, **facts: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{kind}/{external_id}/1",
        "source": "https://harborworks.example.org",
        "type": f"nineteen.partner.{kind}",
        "data": {
            **COMMON,
            "external_id": external_id,
            "version": 1,
            "observed_at": observed_at,
            **facts,
        },
    }


async def told(cascade: Any, *events: dict[str, Any]) -> list[str]:
    headers = {"content-type": BATCH} | cascade.nineteen.headers(cascade.office.counselor)
    answer = await cascade.nineteen.client.post(EVENTS, json=list(events), headers=headers)
    assert answer.status_code == 200, answer.text
    await cascade.nineteen.settle()
    return [each["result"] for each in answer.json()["results"]]


async def hired_before_the_talk_is_known(cascade: Any) -> str:
    """A talk of Thu 03-05 is recorded on 03-12, a day after the partner told of a hire."""
    await cascade.opens("03-02")
    await cascade.office.staff("/contact/v1/partner-feeds", feed=FEED, name="Harbor Works")
    request = str(await cascade.meets(1, "03-02", "03-05"))
    await cascade.clock("03-11", 12)
    works = event(
        "employer.listed",
        "W-1",
        "2026-03-11T19:00:00Z",
        name="Works 1",
        ownership="private",
        list_as_of="2026-03-01",
    )
    participant = {"feed": FEED, "ref": cascade.office.jobseeker.id}
    hire = event(
        "outcome.hire",
        "H-1",
        "2026-03-11T21:00:00Z",
        hired_on="2026-03-10",
        participant=participant,
        employer={"feed": FEED, "ref": "W-1"},
    )
    assert await told(cascade, works, hire, hire) == ["accepted", "accepted", "duplicate"]
    await cascade.clock("03-12", 12)
    start, end = cascade.moment("03-05", 10), cascade.moment("03-05", 10, 18)
    await cascade.office.on_session(
        request,
        "record-session",
        started_at=start.isoformat(),
        ended_at=end.isoformat(),
        precision="minute",
    )
    await cascade.nineteen.settle()
    return request


async def test_e12_one_outcome_and_one_proposal_once_the_talk_is_known(cascade: Any) -> None:
    request = await hired_before_the_talk_is_known(cascade)

    (hired,) = await cascade.every(HireReported)
    (proposed,) = await cascade.every(AttributionProposed)

    assert hired.hired_on.isoformat() == "2026-03-10"
    assert (proposed.session, proposed.hop) == (request, 1)
    assert len(await cascade.every(RecordDuplicate)) == 1


async def test_e12_a_clock_that_runs_ahead_is_noted(cascade: Any) -> None:
    """Two hours: the record is taken, the moment clamped, the skew told by the feed's row."""
    await hired_before_the_talk_is_known(cascade)

    records = await cascade.every(RecordAccepted)
    (feed,) = (await cascade.nineteen.get("/dashboard/v1/feeds"))["feeds"]

    assert sorted(each.skew_s for each in records) == [0, 7200]
    assert feed["skewed"] == 1


async def test_e12_a_rebuild_of_what_came_in_disorder_changes_no_document(cascade: Any) -> None:
    await hired_before_the_talk_is_known(cascade)
    views = ("outcome-trace", "campaign-board", "feed-quality", "employer-360", "time-integrity")
    before = {view: await cascade.nineteen.items(view) for view in views}

    for view in views:
        answer = await cascade.nineteen.client.post("/ops/rebuild", json={"view": view})
        assert answer.status_code == 202
        await cascade.nineteen.app.state.rebuild_task

    assert {view: await cascade.nineteen.items(view) for view in views} == before
