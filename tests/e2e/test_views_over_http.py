"""The agency's views over HTTP: employers, contacts, feeds, caseloads, the extract."""

import csv
import io
import re
from typing import Any

from nineteen.shared.schema.recorded import Actor

LIST = b"""external_id,employer,county,naics,contact_name,contact_title,contact_email
L1,Tern Point Works,53033,332710,Ada Lindqvist,Shop lead,ada.lindqvist@example.org
L2,Bad Row Works,53033,999999,,,
"""
COUNTY = {"county": "53033"}


async def talked(cascade: Any) -> str:
    """One talk held, and one ask open."""
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-05")
    await cascade.ends(request, 18)
    await cascade.sends(2, "03-06")
    await cascade.nineteen.settle()
    return str(request)


async def test_v9_one_employer_is_seen_by_all_of_the_agency(cascade: Any) -> None:
    await talked(cascade)

    rows = await cascade.nineteen.items("employer-360", **COUNTY)

    by_name = {each["name"]: each for each in rows}
    assert (by_name["Works 1"]["held_12m"], by_name["Works 1"]["agreement_rate"]) == (1, 1)
    assert (by_name["Works 2"]["requests_12m"], by_name["Works 2"]["held_12m"]) == (1, 0)


async def test_v3_m16_the_monitor_joins_the_shared_ledger(cascade: Any) -> None:
    """A talk on 03-05 blocks its host for 14 days; an open ask the other one until it expires."""
    await talked(cascade)

    seen = await cascade.nineteen.get("/dashboard/v1/contact-fatigue", **COUNTY)

    first, second = seen["rows"]
    assert (first["next_free_on"], first["held_14d"]) == ("2026-03-19", 1)
    assert (second["open_requests"], second["next_free_on"] > "2026-03-20") == (1, True)
    assert seen["asks_needed"] > seen["ask_capacity_90d"]
    assert seen["widen_the_list"]
    assert seen["capacity"]["metric"] == "M16"


async def test_v3_another_agency_sees_nothing_of_ours(cascade: Any) -> None:
    await talked(cascade)
    headers = {"x-nineteen-persona": f"rainier/counselor/{cascade.office.counselor.id}"}

    for path in ("/dashboard/v1/contact-fatigue", "/dashboard/v1/views/ledgers"):
        seen = (await cascade.nineteen.client.get(path, headers=headers)).json()
        assert not seen.get("rows", seen.get("items"))


async def test_v11_a_feed_is_told_by_its_answers(cascade: Any) -> None:
    await cascade.opens("03-02")
    await cascade.office.upload_list(LIST)

    (feed,) = (await cascade.nineteen.get("/dashboard/v1/feeds"))["feeds"]

    assert (feed["feed"], feed["batches"], feed["quarantined"]) == ("upload", 1, 1)
    assert feed["batches_agree"]
    assert feed["top_reasons"][0]["count"] == 1


async def test_v13_a_caseload_has_campaigns_and_what_waits(cascade: Any) -> None:
    await talked(cascade)
    await cascade.clock("03-09", 12)

    seen = await cascade.nineteen.get(
        "/dashboard/v1/caseload", counselor=cascade.office.counselor.id
    )
    others = await cascade.nineteen.get(
        "/dashboard/v1/caseload", counselor=cascade.office.jobseeker.id
    )

    (row,) = seen["campaigns"]
    assert (row["held"], row["overdue_items"], row["silent_since"]) == (1, 1, None)
    assert others["campaigns"] == []


async def test_v13_a_campaign_from_which_nothing_is_heard_is_silent_and_at_risk(
    cascade: Any,
) -> None:
    await cascade.opens("03-02")
    await cascade.clock("04-20", 12)

    seen = await cascade.nineteen.get("/dashboard/v1/caseload")

    (row,) = seen["campaigns"]
    assert row["silent_since"].startswith("2026-03-02")
    assert row["goal_at_risk"]


async def test_v14_the_extract_says_that_it_is_no_wage_record(cascade: Any) -> None:
    await talked(cascade)
    headers = cascade.nineteen.headers(cascade.office.counselor) | {"accept": "text/csv"}

    seen = await cascade.nineteen.get("/dashboard/v1/wioa-extract")
    table = await cascade.nineteen.client.get("/dashboard/v1/wioa-extract", headers=headers)

    (row,) = seen["rows"]
    assert "Not wage records" in seen["warning"]
    assert "employment rate" not in " ".join(seen["rows"][0])
    assert (row["dislocated_worker"], row["first_individualized_career_service"]) == (
        "1",
        "2026-03-05",
    )
    (line,) = csv.DictReader(io.StringIO(table.text))
    assert line == row
    assert "Not wage records" in table.headers["x-nineteen-warning"]


async def test_v14_the_extract_is_not_for_jobseekers(cascade: Any) -> None:
    await cascade.opens("03-02")
    headers = cascade.nineteen.headers(Actor("jobseeker", cascade.office.jobseeker.id))

    answer = await cascade.nineteen.client.get("/dashboard/v1/wioa-extract", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "staff_only")


async def test_v15_a_service_tells_how_it_stands(cascade: Any) -> None:
    """Lag, to-dos and their codes, messages that wait, parked events, views and rebuilds."""
    await talked(cascade)

    contact = await cascade.nineteen.get("/contact/v1/operations")
    dashboard = await cascade.nineteen.get("/dashboard/v1/operations")

    assert {each["lag"] for each in contact["groups"]} == {0}
    assert {each["parked_events"] for each in contact["groups"]} == {0}
    assert contact["todos_closed"]["done"] > 0
    assert (contact["todo_lag_s"], contact["outbox"]) == (0, 0)
    assert contact["next_todo_due"] > "2026-03-06"
    assert dashboard["views"]["campaign-board"] == {"version": 1, "generation": 1}
    assert dashboard["rebuild"] is None


async def test_v15_a_rebuild_tells_how_far_it_is(cascade: Any) -> None:
    await talked(cascade)

    begun = await cascade.nineteen.client.post("/ops/rebuild", json={"view": "tasks"})
    await cascade.nineteen.app.state.rebuild_task
    state = await cascade.nineteen.get("/dashboard/v1/operations")

    assert begun.status_code == 202
    assert state["rebuild"]["done"] == 1
    assert (await cascade.nineteen.get("/contact/v1/operations"))["rebuild"] is None


async def test_v3_v9_v11_v13_stand_on_pages_in_two_languages(cascade: Any) -> None:
    await talked(cascade)
    await cascade.office.upload_list(LIST)
    seen = {}
    for path in ("/employers", "/caseload", "/feeds"):
        for language in ("en", "es"):
            headers = {"accept": "text/html", "accept-language": language}
            answer = await cascade.nineteen.client.get(path, headers=headers)
            assert answer.status_code == 200
            seen[path, language] = answer.text

    assert "Works 1" in seen["/employers", "en"]
    assert "not before Mar 19, 2026" in seen["/employers", "en"]
    assert "The list is too short." in seen["/employers", "en"]
    assert "no antes del" in seen["/employers", "es"]
    assert "Tamsin Okonedo-Vale" in seen["/caseload", "en"]
    assert "upload" in seen["/feeds", "en"]


async def test_v13_a_task_is_done_from_the_page(cascade: Any) -> None:
    await cascade.opens("03-02")
    due = cascade.moment("03-03", 9).isoformat()
    about = {"about": cascade.office.jobseeker.id, "campaign": cascade.office.campaign}
    task = {"kind": "coach", "due": due, "reason": "overran_twice", **about}
    await cascade.office.staff("/followup/v1/tasks", **task)
    await cascade.nineteen.settle()
    client, headers = cascade.nineteen.client, {"accept": "text/html"}
    page = (await client.get("/caseload", headers=headers)).text
    (path,) = re.findall(r'action="(/followup/forms/tasks/[^"]+)"', page)
    (token, *_) = re.findall(r'name="token" value="([^"]+)"', page)

    answer = await client.post(path, data={"token": token, "back": "/caseload"}, headers=headers)
    await cascade.nineteen.settle()

    assert answer.status_code == 303
    assert "No task is open." in (await client.get("/caseload", headers=headers)).text


async def test_small_cells_hide_the_funnel_of_few_people_from_a_supervisor(cascade: Any) -> None:
    await talked(cascade)
    supervisor = Actor("supervisor", cascade.office.counselor.id)
    headers = cascade.nineteen.headers(supervisor)
    client = cascade.nineteen.client

    hidden = (await client.get("/dashboard/v1/funnel", headers=headers)).json()
    pages = [
        (await client.get(path, headers=headers | {"accept": "text/html"})).text
        for path in ("/funnel", "/")
    ]
    shown = await cascade.nineteen.get("/dashboard/v1/funnel")

    assert hidden["fewer_than_10_jobseekers"]
    assert {step["count"] for step in hidden["requests"]} == {0}
    assert all("Fewer than 10 jobseekers" in page for page in pages)
    assert not shown["fewer_than_10_jobseekers"]
    assert shown["requests"][0]["count"] == 2
