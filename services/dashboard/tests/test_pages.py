"""Pages without any data yet: they work, wear their headers, and speak two languages."""

import re
from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import nineteen.dashboard.api
import nineteen.followup.api
import nineteen.scheduling.api
import nineteen.shared.runtime.http
from nineteen.dashboard.api.pages.language import Tongue
from nineteen.dashboard.views.metrics import METRICS
from nineteen.shared.runtime.http.notes import is_ours
from nineteen.shared.runtime.http.problems import TITLES
from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.server import make_app

FORMS = (nineteen.scheduling.api, nineteen.followup.api, nineteen.shared.runtime.http)
"""Who answers forms, and so says what a page shows next."""
API = Path(nineteen.dashboard.api.__file__).parent
PAGES = ("/", "/funnel", "/thank-yous", "/outcomes", "/interviews", "/persona")
HTML = {"accept": "text/html"}
NOBODY = "00000000-0000-4000-8000-000000000019"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
VOID = {"meta", "link", "input", "br", "img", "hr", "circle", "rect", "path", "line", "polygon"}

every_page = pytest.mark.parametrize("path", PAGES)


class Markup(HTMLParser):
    """What a page holds: its tags in balance, its addresses, whatever stands inline."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.addresses += [given[name] or "" for name in ("href", "src", "action") if name in given]
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        if "id" in given:
            self.ids.append(given["id"] or "")
        if tag == "label":
            self.labelled.add(given.get("for") or "")
        if tag in {"input", "select", "textarea"} and given.get("type") not in {
            "hidden",
            "checkbox",
        }:
            self.fields.append(given.get("id") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Nineteen on an empty folder."""
    app = make_app(Settings(data=tmp_path / "data", clock="manual"))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://nineteen") as client,
    ):
        yield client


def token_in(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found
    return found[1]


@every_page
async def test_a_page_without_data_is_whole(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path, headers=HTML)

    assert page.status_code == 200
    found = Markup(page.text)
    assert not found.open
    assert not found.inline
    assert len(found.ids) == len(set(found.ids))
    assert set(found.fields) <= found.labelled
    assert all(each.startswith(("/", "#", "?")) for each in found.addresses)
    assert page.text.count("<h1>") == 1


@every_page
async def test_a_page_lets_nothing_foreign_in(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path, headers=HTML)

    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"https?://", page.text)


async def test_the_header_says_who_when_and_how_fresh(client: httpx.AsyncClient) -> None:
    page = (await client.get("/", headers=HTML)).text

    assert "counselor" in page
    assert "Simulated time" in page
    assert "Monday, January 5, 2026, 8:00 AM" in page
    assert "Figures are up to date." in page
    assert "Data of the demo agency is simulated" in page


async def test_what_a_page_needs_is_served_and_known_again(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers=HTML)

    wanted = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(wanted) == 3
    for address in wanted:
        first = await client.get(address)
        again = await client.get(address, headers={"if-none-match": first.headers["etag"]})
        assert (first.status_code, again.status_code) == (200, 304)
    assert (await client.get("/static/__init__.py")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/nothing-here", f"/campaigns/{NOBODY}", f"/interviews/{NOBODY}", "/interviews/x"]
)
async def test_what_is_not_there_is_said_on_a_page(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path, headers=HTML)
    program = await client.get(path)

    assert page.status_code == program.status_code == 404
    assert "<h1>Not found</h1>" in page.text
    assert "To the campaigns" in page.text
    assert page.headers["content-security-policy"]
    assert program.json()["code"] == "not_found"


async def test_a_broken_persona_can_be_changed(client: httpx.AsyncClient) -> None:
    client.cookies.set("nineteen_persona", "nobody")

    page = await client.get("/", headers=HTML)

    assert page.status_code == 401
    assert "Nobody is signed in" in page.text


async def test_while_the_demo_loads_pages_show_how_far_it_is(client: httpx.AsyncClient) -> None:
    demo = client._transport.app.state.demo  # type: ignore[attr-defined]
    demo.done = 0.42

    page = await client.get("/", headers=HTML)
    form = await client.post("/pages/persona", headers=HTML)

    assert '<progress id="demo" max="1" value="0.42">' in page.text
    assert form.status_code == 503
    assert "still loading" in form.text
    assert form.headers["retry-after"] == "5"


async def test_a_persona_is_picked_by_a_form(client: httpx.AsyncClient) -> None:
    page = await client.get("/persona", headers=HTML)
    form = {"token": token_in(page), "back": "/", "persona": f"cascade/jobseeker/{NOBODY}"}

    answer = await client.post("/pages/persona", data=form)
    after = await client.get("/", headers=HTML)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "role-jobseeker" in after.text
    assert "You are somebody else now" in after.text
    assert "You are somebody else now" not in (await client.get("/", headers=HTML)).text


@pytest.mark.parametrize(
    ("headers", "token", "code"),
    [
        ({}, "", "stale_form"),
        ({}, "wrong", "stale_form"),
        ({"origin": "http://elsewhere.example.org"}, None, "foreign_form"),
        ({"sec-fetch-site": "cross-site"}, None, "foreign_form"),
        ({"origin": "null"}, None, "foreign_form"),
    ],
)
async def test_a_form_of_another_site_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str], token: str | None, code: str
) -> None:
    page = await client.get("/persona", headers=HTML)
    form = {
        "token": token_in(page) if token is None else token,
        "persona": f"cascade/jobseeker/{NOBODY}",
    }

    answer = await client.post("/pages/persona", data=form, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert "nineteen_persona" not in client.cookies


async def test_a_form_made_for_one_persona_is_no_use_to_another(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/persona", headers=HTML)
    client.cookies.set("nineteen_persona", f"cascade/supervisor/{NOBODY}")

    answer = await client.post("/pages/language", data={"token": token_in(page)})

    assert answer.json()["code"] == "stale_form"


@pytest.mark.parametrize("to", ["https://example.org", "//example.org", "/\\example.org", ""])
def test_a_form_leads_to_no_other_site(to: str) -> None:
    assert not is_ours(to)
    assert is_ours("/interviews?day=1")


async def test_spanish_is_spoken_to_whoever_asks_for_it(client: httpx.AsyncClient) -> None:
    browser = await client.get("/", headers=HTML | {"accept-language": "es-MX,es;q=0.9"})
    await client.post("/pages/language", data={"token": token_in(browser), "language": "es"})
    picked = await client.get("/funnel", headers=HTML | {"accept-language": "en"})

    assert '<html lang="es">' in browser.text
    assert "Campañas" in browser.text
    assert "lunes" in browser.text
    assert "<h1>Embudo</h1>" in picked.text


def messages() -> Iterator[tuple[str, ...]]:
    """Every text that the pages can show, one or two (singular, plural)."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    keywords = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
    for folder in (API, *(Path(each.__path__[0]) for each in FORMS)):
        for _, _, found, _, _ in extract_from_dir(folder, methods, keywords=keywords):
            yield found if isinstance(found, tuple) else (found,)
    for metric in METRICS:
        yield (metric.title,)
        yield (metric.definition,)
    for title in TITLES.values():
        yield (title,)


def forms(text: object) -> tuple[str, ...]:
    """A text, or its singular and plural."""
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text),)


def test_every_text_has_its_spanish_and_no_other_stands_in_the_catalogue() -> None:
    with (API / "locale/es/LC_MESSAGES/pages.po").open("rb") as file:
        catalogue = read_po(file, locale="es")
    spanish = {forms(each.id): forms(each.string) for each in catalogue if each.id}

    assert spanish.keys() == set(messages())
    for english, translated in spanish.items():
        assert all(translated), english
        for one, other in zip(english, translated, strict=True):
            assert sorted(PLACEHOLDER.findall(one)) == sorted(PLACEHOLDER.findall(other)), one


@pytest.mark.parametrize(
    ("language", "day", "share"), [("en", "Mar 18, 2026", "54.2%"), ("es", "18 mar 2026", "54.2")]
)
def test_dates_and_numbers_follow_the_language(language: str, day: str, share: str) -> None:
    say = Tongue(language, "America/Los_Angeles")

    assert say.day("2026-03-18") == day
    assert share in say.percent(26 / 48)
    assert say.percent(None) == "–"
    assert say.percent(1.0) == "100%" if language == "en" else True


def test_dates_are_written_in_the_agencys_zone() -> None:
    say = Tongue("en", "America/Los_Angeles")

    assert say.day("2026-03-19T02:00:00.000Z") == "Mar 18, 2026"
    assert say.time("2026-03-18T17:00:00.000Z") == "10:00 AM"
