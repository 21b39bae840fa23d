"""The pages in a real browser: no foreign request, a keyboard is enough, the clock is right."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """The application on a port of this machine; it runs already."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        app.state.stopping.set()
        server.should_exit = True
        await running
        listening.close()


@asynccontextmanager
async def opened(base: str, **context: Any) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page, and everything that it asks for or complains of."""
    async with async_playwright() as play:
        browser: Browser = await play.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        page = await (await browser.new_context(base_url=base, **context)).new_page()
        seen: list[str] = []
        page.on("request", lambda request: seen.append(request.url))
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on("console", lambda line: seen.append(f"{line.type}: {line.text}"))
        try:
            yield page, seen
        finally:
            await browser.close()


async def test_no_page_asks_for_anything_foreign(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-04")
    await cascade.nineteen.settle()
    paths = ("/", "/funnel", "/thank-yous", "/outcomes", "/interviews", "/persona")
    more = (f"/campaigns/{cascade.office.campaign}", f"/interviews/{request}")

    async with (
        served(cascade.nineteen.app) as base,
        opened(base, viewport={"width": 390, "height": 844}) as (page, seen),
    ):
        for path in (*paths, *more):
            await page.goto(path)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not await page.evaluate(wide), path

    assert seen
    assert [each for each in seen if not each.startswith(base)] == []


async def test_the_clock_shows_nineteen_minutes_and_the_cue_at_seventeen(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.meets(1, "03-02", "03-04")
    await cascade.clock("03-04", 10)

    async with served(cascade.nineteen.app) as base, opened(base) as (page, _):
        await page.goto(f"/interviews/{request}")
        await page.get_by_role("button", name="Start the nineteen minutes").click()
        timer = page.get_by_role("timer")
        started = await timer.inner_text()
        await cascade.clock("03-04", 10, 17)
        await page.wait_for_selector(".clock.is-wrap_up")
        cue = await timer.inner_text()
        word = await page.locator(".clock-word").inner_text()
        await page.wait_for_function(
            "document.getElementById('voice').textContent.startsWith('Two minutes left')"
        )
        await seen_by_the_jobseeker(cascade, request)
        await cascade.clock("03-04", 10, 19)
        await page.wait_for_selector(".clock.is-over")
        over = await timer.inner_text()

    assert (started, cue, over) == ("19:00", "2:00", "0:00")
    assert word.startswith("Wrap up now")


async def seen_by_the_jobseeker(cascade: Any, request: str) -> None:
    """The page tells by itself that the cue was shown (S24)."""
    for _ in range(100):
        await cascade.nineteen.settle()
        (talk,) = await cascade.nineteen.items("time-integrity")
        if talk["id"] == request and talk["cue_shown_at"]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the cue was never acknowledged")


async def test_a_talk_can_be_run_by_keyboard_alone(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.meets(1, "03-02", "03-04")
    await cascade.clock("03-04", 10)

    async with served(cascade.nineteen.app) as base, opened(base) as (page, _):
        await page.goto(f"/interviews/{request}")
        await page.keyboard.press("Tab")
        first = await page.evaluate("document.activeElement.textContent")
        await press(page, "Start the nineteen minutes")
        await page.wait_for_selector(".clock.is-running")
        await press(page, "The talk has ended")
        await page.wait_for_selector(".checklist")

    assert first == "Skip to the content"


async def press(page: Page, name: str) -> None:
    """Tab to a button, and press Enter."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if (await page.evaluate("document.activeElement.textContent")).strip() == name:
            await page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


async def test_news_come_by_themselves_until_they_are_paused(cascade: Any) -> None:
    await cascade.opens("03-02")
    await cascade.nineteen.settle()

    async with served(cascade.nineteen.app) as base, opened(base) as (page, _):
        await page.goto("/interviews")
        await page.wait_for_function("performance.getEntriesByName(location.href).length > 0")
        switch = page.locator("[data-live-switch] button")
        assert await switch.inner_text() == "Live"
        await cascade.meets(1, "03-02", "03-04")
        await cascade.nineteen.settle()
        await page.get_by_text("confirmed").wait_for()
        await switch.click()
        paused = await switch.get_attribute("aria-pressed")
        await cascade.meets(2, "03-03", "03-05")
        await cascade.nineteen.settle()
        await page.wait_for_timeout(1500)
        still = await page.locator(".meetings > li").count()
        await switch.click()
        await page.locator(".meetings > li").nth(1).wait_for()

    assert (paused, still) == ("false", 1)


async def test_what_is_said_offline_is_sent_when_the_connection_is_back(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-04")
    await cascade.nineteen.settle()

    async with served(cascade.nineteen.app) as base, opened(base) as (page, _):
        await page.goto(f"/interviews/{request}")
        await page.context.set_offline(offline=True)
        await page.get_by_role("button", name="The talk has ended").click()
        await page.get_by_text("Kept on this device").wait_for()
        await page.context.set_offline(offline=False)
        await page.wait_for_selector(".checklist")
