"""What the door refuses before any command is decided: each with its code, and in words."""

from typing import Any

import pytest

CLOCK, EMPLOYERS = "/ops/clock", "/contact/v1/employers"
BOARD = "/dashboard/v1/views/campaign-board"
UPLOAD = "/contact/v1/partner-feeds/upload/batches"
BY_COUNSELOR = "cascade/counselor/00000000-0000-4000-8000-00000000c019"
AUDITOR = "cascade/auditor/00000000-0000-4000-8000-0000000000ad"
WORKS = {"name": "Works", "county": "53033", "size_class": "10-49"}


@pytest.mark.parametrize(
    ("method", "path", "what", "code"),
    [
        ("POST", CLOCK, {"json": {"tomorrow": True}}, "bad_clock"),
        ("POST", CLOCK, {"json": {"set": "2026-01-01T00:00:00Z"}}, "clock_backwards"),
        ("GET", f"{BOARD}?cursor=!!!", {}, "bad_cursor"),
        ("GET", f"{BOARD}?limit=0", {}, "bad_limit"),
        ("GET", f"{BOARD}?sort=luck", {}, "unknown_sort"),
        ("GET", f"{BOARD}?min_version=new", {}, "bad_min_version"),
        ("POST", "/ops/parked/redrive", {"json": {"all": "please"}}, "bad_redrive"),
        ("POST", "/ops/rebuild", {"json": {"view": "nothing"}}, "no_such_view"),
        ("POST", EMPLOYERS, {"json": [1]}, "not_an_object"),
        ("POST", EMPLOYERS, {"json": {**WORKS, "zz": 1}}, "unknown_field"),
        (
            "POST",
            EMPLOYERS,
            {"json": WORKS, "headers": {"idempotency-key": "k" * 500}},
            "bad_idempotency_key",
        ),
        (
            "POST",
            EMPLOYERS,
            {"json": WORKS, "headers": {"if-match": "latest"}},
            "bad_if_match",
        ),
        (
            "POST",
            EMPLOYERS,
            {"json": WORKS, "headers": {"x-nineteen-persona": AUDITOR}},
            "role_only_reads",
        ),
        (
            "POST",
            EMPLOYERS,
            {"json": WORKS, "headers": {"x-nineteen-persona": "whoever"}},
            "unknown_persona",
        ),
        (
            "POST",
            f"{UPLOAD}?mapping=nonsense",
            {"content": b"name\n", "headers": {"content-type": "text/csv"}},
            "bad_list_options",
        ),
    ],
)
async def test_the_door_says_what_is_wrong(
    cascade: Any, method: str, path: str, what: dict[str, Any], code: str
) -> None:
    await cascade.opens("03-02")
    headers = {"x-nineteen-persona": BY_COUNSELOR} | what.get("headers", {})
    before = len(await cascade.nineteen.facts())

    answer = await cascade.nineteen.client.request(method, path, **{**what, "headers": headers})

    assert answer.json()["code"] == code
    assert answer.json()["detail"].endswith(".")
    assert 400 <= answer.status_code < 500
    assert len(await cascade.nineteen.facts()) == before


async def test_an_agency_that_nobody_registered_commands_nothing(cascade: Any) -> None:
    await cascade.opens("03-02")
    headers = {"x-nineteen-persona": BY_COUNSELOR.replace("cascade", "nowhere")}

    answer = await cascade.nineteen.client.post(EMPLOYERS, json=WORKS, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_agency")


async def test_an_approval_names_the_version_that_was_read(cascade: Any) -> None:
    """Without one it is refused, and so is an old one."""
    await cascade.opens("03-02")
    request = await cascade.drafts(1)
    path = f"/contact/v1/requests/{request}/approve-draft"
    headers = cascade.nineteen.headers(cascade.office.jobseeker)
    client = cascade.nineteen.client

    without = await client.post(path, json={}, headers=headers)
    stale = await client.post(path, json={}, headers={**headers, "if-match": '"7"'})

    assert (without.status_code, without.json()["code"]) == (428, "version_missing")
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")


async def test_a_form_that_cannot_be_read_changes_nothing(cascade: Any) -> None:
    _, page = await cascade.asked_by_mail()
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answer = await cascade.nineteen.client.post(
        f"{page}/decline", content=b"\xff\xfe", headers=headers
    )

    assert answer.headers["x-nineteen-problem"] == "not_a_form"


async def test_how_it_went_is_asked_after_the_talk(cascade: Any) -> None:
    _, page = await cascade.asked_by_mail()
    there = page.replace("/contact/", "/scheduling/", 1)

    early = await cascade.as_host(f"{there}/feedback", prepared="yes")

    assert (early.status_code, early.json()["code"]) == (409, "no_talk_yet")
