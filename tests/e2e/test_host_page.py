"""The host's own page: whoever has the link answers, nobody else sees anything (S20, C11)."""

from datetime import timedelta
from typing import Any

from nineteen.shared.schema.contact import (
    ConcernRaised,
    ContactOptedOut,
    HostLimitSet,
    RequestAgreed,
    RequestDeclined,
    RequestNudged,
    RequestQuestioned,
)
from nineteen.shared.schema.followup import TaskDropped, TaskOpened
from nineteen.shared.schema.scheduling import HostFeedbackGiven
from nineteen.shared.testing.mailbox import host_page, mails


async def test_opening_the_page_changes_nothing_and_tells_only_of_this_ask(
    cascade: Any,
) -> None:
    """S4, S20: who asks, for how long, that it is not for a job, and how to be left alone."""
    request, page = await cascade.asked_by_mail()
    before = len(await cascade.nineteen.facts())

    answers = [await cascade.nineteen.client.get(page) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    html = answers[0].text
    assert "asks you for 19 minutes of advice" in html
    assert "not a request for a job" in html
    assert "No more requests" in html
    assert answers[0].headers["referrer-policy"] == "no-referrer"
    assert len(await cascade.nineteen.facts()) == before
    assert await cascade.of(RequestDeclined, request) == []


async def test_a_link_that_was_guessed_opens_nothing(cascade: Any) -> None:
    _, page = await cascade.asked_by_mail()
    *rest, seal = page.split("/")
    guessed = "/".join([*rest, seal[:-1] + ("0" if seal[-1] != "0" else "1")])
    other_agency = page.replace("/cascade/", "/rainier/")

    for path in (guessed, other_agency):
        shown = await cascade.nineteen.client.get(path)
        assert (shown.status_code, shown.headers["x-nineteen-problem"]) == (404, "no_such_page")
        answer = await cascade.as_host(f"{path}/decline")
        assert answer.status_code == 404


async def test_a_host_agrees_at_times_of_their_own(cascade: Any) -> None:
    """S34: the host answers through the link, and the answer is an ordinary one."""
    request, page = await cascade.asked_by_mail()

    await cascade.as_host(f"{page}/agree", picked="", proposed_0="2026-03-05T10:00", proposed_1="")

    (agreed,) = await cascade.of(RequestAgreed, request)
    assert [each.starts_at for each in agreed.proposed] == [cascade.moment("03-05", 10)]
    html = (await cascade.nineteen.client.get(page)).text
    assert "You agreed to the talk" in html


async def test_one_click_stops_all_requests(cascade: Any) -> None:
    """C11, S20: it declines the open ask, and nobody asks this person again."""
    request, page = await cascade.asked_by_mail()

    await cascade.as_host(f"{page}/stop", scope="anyone")

    (declined,) = await cascade.of(RequestDeclined, request)
    assert declined.opted_out
    assert [each.scope for each in await cascade.every(ContactOptedOut)] == ["anyone"]
    html = (await cascade.nineteen.client.get(page)).text
    assert "no more requests" in html
    assert "/stop" not in html


async def test_an_answer_that_does_not_fit_changes_nothing(cascade: Any) -> None:
    request, page = await cascade.asked_by_mail()

    for fields in ({"proposed_0": "soon"}, {"picked": "2026-03-05T10:00"}):
        answer = await cascade.as_host(f"{page}/agree", **fields)
        assert answer.status_code == 422
        assert "nothing was changed" in answer.text or "was not kept" in answer.text

    assert await cascade.of(RequestAgreed, request) == []


async def test_the_page_closes_when_nobody_needs_it_any_more(cascade: Any) -> None:
    """S20: a link expires 90 days after the ask did."""
    _, page = await cascade.asked_by_mail()
    await cascade.as_host(f"{page}/decline")
    await cascade.nineteen.wait(timedelta(days=120))

    shown = await cascade.nineteen.client.get(page)

    assert (shown.status_code, shown.headers["x-nineteen-problem"]) == (410, "link_expired")
    spanish = await cascade.nineteen.client.get(f"{page}?language=es")
    assert "Esta página caducó" in spanish.text


async def test_after_the_talk_the_host_says_how_it_went(cascade: Any) -> None:
    """C31: host feedback in one click."""
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-05")
    page = host_page(cascade.nineteen.folder, request)
    early = await cascade.as_host(feedback_of(page), prepared="yes")
    await cascade.ends(request, 18, 40)

    answer = await cascade.as_host(feedback_of(page), time_kept="yes", prepared="no", other="")

    assert (early.status_code, answer.status_code) == (409, 303)
    (given,) = await cascade.every(HostFeedbackGiven)
    assert (given.time_kept, given.prepared, given.would_host_again) == (True, False, None)
    html = (await cascade.nineteen.client.get(page)).text
    assert "Thank you for saying how it went" in html


def feedback_of(page: str) -> str:
    """Where the form about the talk goes: to the service that decides about talks."""
    return page.replace("/contact/", "/scheduling/", 1) + "/feedback"


async def test_a_host_asks_back_and_gets_the_answer_by_mail(cascade: Any) -> None:
    """P2, C27: the reminders wait, the answer reaches the host, and the waiting goes on."""
    request, page = await cascade.asked_by_mail()

    await cascade.as_host(f"{page}/question", question="Which of our plants do you mean?")
    await cascade.nineteen.wait(timedelta(days=4))
    reminders_while_open = await cascade.of(RequestNudged, request)
    open_page = (await cascade.nineteen.client.get(page)).text
    await cascade.office.ask(
        f"/contact/v1/requests/{request}/answer-question", answer="In Everett."
    )
    await cascade.nineteen.wait(timedelta(days=7))

    assert reminders_while_open == []
    assert "Your question has reached" in open_page
    assert len(await cascade.every(TaskOpened)) == 1
    assert len(await cascade.every(TaskDropped)) == 1
    assert [each.number for each in await cascade.of(RequestNudged, request)] == [1]
    assert len([each for each in mails(cascade.nineteen.folder) if "In Everett." in each]) == 1


async def test_while_a_concern_is_open_nobody_asks(cascade: Any) -> None:
    """S20: the host tells a supervisor, and sees on the page that it arrived."""
    request, page = await cascade.asked_by_mail()

    await cascade.as_host(f"{page}/concern", concern="They called me at home.")
    await cascade.nineteen.wait(timedelta(days=14))

    (raised,) = await cascade.every(ConcernRaised)
    assert raised.request == request
    assert await cascade.of(RequestNudged, request) == []
    assert [each.kind for each in await cascade.every(TaskOpened)] == ["concern"]
    assert "nobody asks you for anything" in (await cascade.nineteen.client.get(page)).text


async def test_an_empty_question_is_no_question(cascade: Any) -> None:
    request, page = await cascade.asked_by_mail()

    answer = await cascade.as_host(f"{page}/question", question="  ")

    assert answer.status_code == 422
    assert await cascade.of(RequestQuestioned, request) == []


async def test_a_host_sets_a_limit_of_their_own(cascade: Any) -> None:
    """P14, C3: it is kept where every agency asks, and shown on the page."""
    _, page = await cascade.asked_by_mail()

    await cascade.as_host(f"{page}/limit", days="365")
    nonsense = await cascade.as_host(f"{page}/limit", days="often")

    (kept,) = await cascade.every(HostLimitSet)
    assert (kept.interviews, kept.days) == (1, 365)
    assert nonsense.status_code == 422
    assert "Kept: at most 1 in 365 days" in (await cascade.nineteen.client.get(page)).text
