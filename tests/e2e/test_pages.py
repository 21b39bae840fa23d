"""The pages with an agency at work behind them, over HTTP, without any script."""

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest

from nineteen.dashboard.api.stream import CHANGED, HELLO, hints

HTML = {"accept": "text/html"}
NASTY = "<script>alert(1)</script>"


async def page(cascade: Any, path: str) -> str:
    """A page, when all that was done so far has reached the views."""
    await cascade.nineteen.settle()
    return await seen(cascade, path)


async def seen(cascade: Any, path: str) -> str:
    answer = await cascade.nineteen.client.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


async def send(cascade: Any, shown: str, path: str, fields: Mapping[str, str]) -> str:
    """Send a form as the page has it, and see at once what comes of it: one's own writes."""
    token = re.search(r'name="token" value="([^"]+)"', shown)
    assert token
    client: httpx.AsyncClient = cascade.nineteen.client
    form = {"token": token[1], **fields}
    answer = await client.post(path, data=form, headers=HTML)
    assert answer.status_code == 303, answer.text
    return await seen(cascade, answer.headers["location"])


def says(shown: str) -> str:
    """The note at the top of a page."""
    found = re.search(r'<div class="note (\w+)"[^>]*><p>(.*?)</p>', shown, re.DOTALL)
    assert found
    return f"{found[1]}: {found[2]}"


async def test_the_board_shows_each_campaign_and_its_next_step(cascade: Any) -> None:
    await cascade.opens("03-02")
    await cascade.starts(1, "03-02", "03-04")
    await cascade.ends(await request_of(cascade), 18)

    board = await page(cascade, "/")
    learning, conduct = board.index("Talks held"), board.index("Time kept")

    assert "Tamsin Okonedo-Vale" in board
    assert "1 of 24" in board
    assert "Barnaby Thistlewaite" in board
    assert learning < board.index("Names given") < conduct  # S36: learning and network first
    assert "How it is counted" in board


async def test_filters_live_in_the_address(cascade: Any) -> None:
    await cascade.opens("03-02")

    mine = await page(cascade, "/?segment=dislocated&status=open&sort=-opened_on")
    none = await page(cascade, "/?segment=refugee")

    assert "Tamsin" in mine
    assert '<option value="dislocated" selected>' in mine
    assert "No campaign fits these filters." in none


async def test_a_name_is_text_wherever_it_stands(cascade: Any) -> None:
    await cascade.opens("03-02")
    other = cascade.another("2")
    await cascade.nineteen.post(
        "/contact/v1/jobseekers",
        {
            "id": other.jobseeker.id,
            "name": NASTY,
            "segment": "refugee",
            "county": "53033",
            "zone": "America/Los_Angeles",
        },
        "nasty",
        by=other.counselor,
    )
    await other.open_campaign("51-4041")
    await cascade.nineteen.settle()

    for path in ("/", "/persona", f"/campaigns/{other.campaign}"):
        shown = await page(cascade, path)
        assert "&lt;script&gt;alert(1)" in shown
        assert NASTY not in shown


async def test_one_campaign_tells_what_happened_in_sentences(cascade: Any) -> None:
    await cascade.opens("03-02")
    await cascade.starts(1, "03-02", "03-04")

    shown = await page(cascade, f"/campaigns/{cascade.office.campaign}")
    talks = await page(cascade, f"/campaigns/{cascade.office.campaign}?kind=talk")

    assert "The campaign opened, with a goal of 24 interviews." in shown
    assert "was asked for 19 minutes." in shown
    assert "began; it is promised to end at" in shown
    assert "The campaign opened" not in talks
    assert "began; it is promised to end at" in talks


async def test_the_nineteen_minutes_run_without_any_script(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.meets(1, "03-02", "03-04")
    await cascade.clock("03-04", 10)
    address, act = f"/interviews/{request}", f"/scheduling/forms/interviews/{request}"
    back = {"back": address, "seen": "before"}

    before = await page(cascade, address)
    running = await send(cascade, before, f"{act}/start", back)
    await cascade.nineteen.wait(timedelta(minutes=17))
    cue = await page(cascade, address)
    again = await send(cascade, cue, f"{act}/seen", back)
    stay = await send(cascade, again, f"{act}/stay", back | {"minutes": "10"})
    await cascade.nineteen.wait(timedelta(minutes=9))
    ended = await send(cascade, stay, f"{act}/end", back | {"seen": "running"})

    assert ">19:00</p>" in before
    assert "Start the nineteen minutes" in before
    assert "not a request for a job" in before  # S4: the purpose clause opens the talk
    assert says(running) == "good: The nineteen minutes run."
    assert "Began 10:00:00 AM, promised to end 10:19:00 AM" in running
    assert "is-wrap_up" in cue
    assert ">2:00</p>" in cue
    assert "Wrap up now" in cue
    assert '<meta http-equiv="refresh" content="15">' in cue
    assert "the host added 10 minutes" in stay
    assert "The promise was kept" in ended


async def test_the_closing_checklist_is_worked_through(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-04")
    await cascade.ends(request, 18)
    address, act = f"/interviews/{request}", f"/scheduling/forms/interviews/{request}"
    back = {"back": address, "seen": "ended"}

    shown = await page(cascade, address)
    too_soon = await send(cascade, shown, f"{act}/debrief", back | {"learned": "Shifts overlap."})
    names = {"answer": "names", "name_0": "Ines Okafor", "name_use_0": "granted", "name_1": ""}
    shown = await send(cascade, too_soon, f"{act}/names", back | names)
    shown = await send(cascade, shown, f"{act}/resume", back | {"how": "handed"})
    shown = await send(cascade, shown, f"{act}/balance", back | {"share": "61"})
    shown = await send(cascade, shown, f"{act}/debrief", back | {"learned": "Shifts overlap."})
    host = re.search(r'name="host" value="([^"]+)"', shown)
    assert host
    owed = {"session": request, "host": host[1]}
    phoned = await send(
        cascade, shown, "/followup/forms/thank-yous", back | owed | {"channel": "phone"}
    )
    thanked = await send(
        cascade, shown, "/followup/forms/thank-yous", back | owed | {"channel": "handwritten"}
    )

    assert says(too_soon).startswith("bad: A debrief says whether further names were asked for")
    assert says(phoned).startswith("bad: A thank-you is written")
    assert "Names were given (1)." in thanked
    assert "You 61%, the host 39%." in thanked
    assert "Sent on time, handwritten card." in thanked
    assert thanked.count('<li class="done">') == 5


@pytest.mark.parametrize(
    ("action", "fields", "note"),
    [
        ("stay", {"minutes": "many"}, "bad: Some answers do not fit; nothing was changed."),
        ("end", {"host": "elsewhere"}, "bad: Some answers do not fit; nothing was changed."),
        ("balance", {"share": "50"}, "bad: The talk goes on."),
        ("names", {"answer": "names"}, "bad: Some answers do not fit; nothing was changed."),
        ("resume", {}, "bad: Some answers do not fit; nothing was changed. Check: how"),
    ],
)
async def test_what_does_not_fit_is_said_in_a_sentence(
    cascade: Any, action: str, fields: dict[str, str], note: str
) -> None:
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-04")
    address = f"/interviews/{request}"
    shown = await page(cascade, address)

    after = await send(
        cascade,
        shown,
        f"/scheduling/forms/interviews/{request}/{action}",
        fields | {"back": address},
    )

    assert says(after).startswith(note)


async def test_a_second_click_is_the_same_command(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-04")
    address = f"/interviews/{request}"
    shown = await page(cascade, address)
    stay = {"back": address, "seen": "the first promise", "minutes": "5"}

    await send(cascade, shown, f"/scheduling/forms/interviews/{request}/stay", stay)
    twice = await send(cascade, shown, f"/scheduling/forms/interviews/{request}/stay", stay)

    assert "the host added 5 minutes" in twice


async def test_s32_the_queue_puts_what_is_overdue_first(cascade: Any) -> None:
    await cascade.opens("03-02")
    first = await cascade.starts(1, "03-02", "03-04")
    await cascade.ends(first, 18)
    await cascade.nineteen.wait(timedelta(hours=49))
    overdue = await page(cascade, "/thank-yous")

    host = re.search(r'name="host" value="([^"]+)"', overdue)
    assert host
    owed = {"session": first, "host": host[1], "back": "/thank-yous", "channel": "letter"}
    written = await send(cascade, overdue, "/followup/forms/thank-yous", owed)

    assert "<strong>1</strong> Overdue" in overdue
    assert says(written) == "good: Recorded: the thank-you went out."
    assert "<strong>0</strong> Overdue" in written
    assert "<strong>1</strong> Sent late" in written


async def test_the_week_ahead_is_listed_day_by_day(cascade: Any) -> None:
    await cascade.opens("03-02")
    await cascade.meets(1, "03-02", "03-04")

    shown = await page(cascade, "/interviews")

    assert "Wednesday, March 4, 2026" in shown
    assert "10:00 AM" in shown
    assert "confirmed" in shown


async def test_the_funnel_is_a_chart_and_a_table(cascade: Any) -> None:
    await cascade.opens("03-02")
    await cascade.starts(1, "03-02", "03-04")

    shown = await page(cascade, "/funnel?route=list&month=2026-03")
    none = await page(cascade, "/funnel?route=warm")

    assert shown.count('<polygon class="slice') == 6
    assert "The same as a table" in shown
    assert "No request fits these filters." in none


async def test_a_hire_is_drawn_with_the_way_that_led_there(cascade: Any) -> None:
    await cascade.opens("03-02")
    talk = await cascade.starts(1, "03-02", "03-04")
    await cascade.ends(talk, 18)
    meeting = (await cascade.nineteen.items("calendar"))[0]
    office = cascade.office
    await cascade.clock("04-15", 15)
    outcome = await office.report(
        "report-job-interview", meeting["employer"], invited_on="2026-04-15", caller="A stranger"
    )
    await cascade.nineteen.settle()
    await office.confirm_attribution(outcome)
    await cascade.clock("04-21", 12)
    await office.report("report-hire", meeting["employer"], hired_on="2026-04-21")

    shown = await page(cascade, "/outcomes")
    stations = re.findall(r'<li class="station-(\w+)">', shown)

    assert stations == ["talk", "employer", "colleague", "interview", "hire"]
    assert "42 days" in shown
    assert "6 days" in shown
    assert "A stranger" not in shown


async def test_another_agency_sees_none_of_it(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.meets(1, "03-02", "03-04")
    await cascade.nineteen.settle()
    cookie = "harbor/counselor/00000000-0000-4000-8000-00000000c019"
    cascade.nineteen.client.cookies.set("nineteen_persona", cookie)

    board = await page(cascade, "/")
    campaign = await cascade.nineteen.client.get(f"/campaigns/{cascade.office.campaign}")
    talk = await cascade.nineteen.client.get(f"/interviews/{request}")

    assert "Tamsin" not in board
    assert (campaign.status_code, talk.status_code) == (404, 404)


async def test_the_stream_hints_at_news_and_ends_with_the_process(cascade: Any) -> None:
    await cascade.opens("03-02")
    app, stopping = cascade.nineteen.app.state.app, asyncio.Event()
    stream = hints(app, stopping)

    hello = await anext(stream)
    await cascade.drafts(1)
    await cascade.nineteen.settle()
    changed = await anext(stream)
    stopping.set()

    assert (hello, changed) == (HELLO, CHANGED)
    assert [each async for each in stream] == []


async def request_of(cascade: Any) -> str:
    """The only meeting there is."""
    await cascade.nineteen.settle()
    (meeting,) = await cascade.nineteen.items("calendar")
    return str(meeting["id"])


async def test_v10_a_week_is_claimed_by_staff_and_attested_by_the_jobseeker(
    cascade: Any,
) -> None:
    """From the pages alone: claim, attest on the page, amend; nobody else may attest."""
    await cascade.opens("03-02")
    await cascade.starts(1, "03-02", "03-05")
    await cascade.ends(await request_of(cascade), 18)
    await cascade.clock("03-09", 10)
    campaign = cascade.office.campaign
    here = f"/campaigns/{campaign}/work-search"
    shown = await page(cascade, here)
    me = cascade.office.jobseeker
    whose = {"jobseeker": me.id, "campaign": campaign, "state": "WA", "back": here}

    claimed = await send(
        cascade, shown, "/followup/forms/weeks", {**whose, "ends_on": "2026-03-07"}
    )
    path = re.search(r'action="(/followup/forms/weeks/[^"]+/attest)"', claimed)
    assert path
    refused = await send(cascade, claimed, path[1], {"method": "page", "back": here})
    witnessed = await send(cascade, claimed, path[1], {"method": "paper", "back": here})

    assert says(claimed).startswith("good: The week is claimed")
    assert "1 activity counts, WA wants 3" in claimed
    assert says(refused).startswith("bad: Only the jobseeker can attest")
    assert says(witnessed).startswith("good: Attested")
    assert "attested Mon, Mar 9" in re.sub(r"\s+", " ", witnessed)
    assert "witness: Barnaby Thistlewaite" in witnessed


async def test_s39_three_declines_bring_encouragement(cascade: Any) -> None:
    """People who ask expect far fewer yeses than they get."""
    await cascade.opens("03-02")
    text = "A no is part of it."
    for number, day in enumerate(("03-02", "03-03", "03-04"), start=1):
        assert text not in await page(cascade, f"/campaigns/{cascade.office.campaign}")
        await cascade.office.declined(await cascade.sends(number, day))

    assert text in await page(cascade, f"/campaigns/{cascade.office.campaign}")
