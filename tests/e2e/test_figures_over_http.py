"""The figures that are worked out at read: whose, of when, and what is not told."""

from typing import Any

import pytest


async def talked(cascade: Any) -> str:
    """One talk on Thu 03-05."""
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-05")
    await cascade.ends(request, 18, 40)
    return str(request)


async def held(cascade: Any, **query: str) -> tuple[int, int]:
    """M2."""
    found = await cascade.nineteen.get("/dashboard/v1/metrics", **query)
    figure = next(each for each in found["metrics"] if each["metric"] == "M2")
    return figure["numerator"], figure["denominator"]


async def test_every_scope_counts_the_talk(cascade: Any) -> None:
    await talked(cascade)
    office = cascade.office

    assert await held(cascade) == (1, 1)
    assert await held(cascade, campaign=office.campaign) == (1, 1)
    assert await held(cascade, counselor=office.counselor.id) == (1, 1)


@pytest.mark.parametrize(
    ("period", "count"),
    [("2026-03", 1), ("2026-Q1", 1), ("PY2025", 1), ("all", 1), ("2026-02", 0), ("PY2026", 0)],
)
async def test_a_period_counts_what_ended_in_it(cascade: Any, period: str, count: int) -> None:
    await talked(cascade)

    assert await held(cascade, period=period) == (count, count)
    assert await held(cascade, period=period, campaign=cascade.office.campaign) == (count, count)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"period": "March"}, "bad_period"),
        ({"jobseeker": "x"}, "unknown_filter"),
        ({"campaign": "x", "office": "y"}, "two_scopes"),
        ({"campaign": "00000000-0000-4000-8000-000000000404"}, "not_found"),
        ({"office": "00000000-0000-4000-8000-000000000404"}, "not_found"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    cascade: Any, query: dict[str, str], code: str
) -> None:
    await cascade.opens("03-02")

    asked = cascade.nineteen.get("/dashboard/v1/metrics", **query)

    assert await cascade.nineteen.refused(asked) == code


async def test_another_agency_sees_nothing_of_it(cascade: Any) -> None:
    await talked(cascade)
    campaign, counselor = cascade.office.campaign, cascade.office.counselor.id
    cascade.nineteen.agency = "elsewhere"

    for query in ({"campaign": campaign}, {"counselor": counselor}):
        asked = cascade.nineteen.get("/dashboard/v1/metrics", **query)
        assert await cascade.nineteen.refused(asked) == "not_found"
    assert await held(cascade) == (0, 0)


async def test_beyond_a_caseload_fewer_than_ten_people_are_not_told(cascade: Any) -> None:
    await talked(cascade)
    persona = "cascade/supervisor/00000000-0000-4000-8000-00000000c020"
    headers = {"x-nineteen-persona": persona}

    answer = await cascade.nineteen.client.get("/dashboard/v1/metrics", headers=headers)

    assert answer.json()["fewer_than_10_jobseekers"] is True
    assert answer.json()["metrics"] == []


async def test_the_funnel_is_filtered_by_what_stands_in_the_draft(cascade: Any) -> None:
    await talked(cascade)

    async def sent(**query: str) -> int:
        found = await cascade.nineteen.get("/dashboard/v1/funnel", **query)
        return next(int(s["count"]) for s in found["requests"] if s["name"] == "sent")

    assert await sent() == 1
    assert await sent(route="list", month="2026-03", segment="dislocated") == 1
    assert await sent(route="warm") == 0
    asked = cascade.nineteen.get("/dashboard/v1/funnel", colour="red")
    assert await cascade.nineteen.refused(asked) == "unknown_filter"


async def test_a_figure_that_has_not_changed_is_not_sent_again(cascade: Any) -> None:
    await talked(cascade)
    client, headers = cascade.nineteen.client, cascade.nineteen.headers(cascade.office.counselor)

    first = await client.get("/dashboard/v1/metrics", headers=headers)
    again = await client.get(
        "/dashboard/v1/metrics", headers=headers | {"if-none-match": first.headers["etag"]}
    )

    assert again.status_code == 304
