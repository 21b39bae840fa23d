"""What partners and uploads send over HTTP: contact events, and employer lists as CSV."""

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from nineteen.contact.api.list_bytes import ListRefused
from nineteen.contact.api.list_columns import ListOptions
from nineteen.contact.api.list_import import UPLOADED, Imports, open_list
from nineteen.contact.api.partner_events import PartnerEvents, is_registered
from nineteen.contact.domain.feed import UPLOAD
from nineteen.shared.decider import Missing
from nineteen.shared.runtime.desk import Desk, Persona
from nineteen.shared.runtime.http.bodies import parsed, read_body, too_large
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.schema.words import Day, Ownership

MOST_EVENTS = 1000
EVENTS_LIMIT = 4 * 1024 * 1024
JSON_KINDS = frozenset(
    {
        "application/json",
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
    }
)
MAPPING: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])
DAY: TypeAdapter[date] = TypeAdapter(Day)
router = APIRouter(prefix="/contact/v1", tags=["partner-feeds"])


@router.post("/partner-feeds/{feed}/events", operation_id="partner_feed_events")
async def take_events(feed: str, request: Request) -> Response:
    """Take one CloudEvent or a batch; each is answered, none is lost without a word."""
    persona = persona_of(request)
    await known_feed(request, persona, feed)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in JSON_KINDS:
        raise Problem(
            415, "not_json", f"Send CloudEvents as one of {', '.join(sorted(JSON_KINDS))}."
        )
    data = parsed(await read_body(request, EVENTS_LIMIT))
    many = data if isinstance(data, list) else [data]
    if not 0 < len(many) <= MOST_EVENTS:
        raise Problem(
            422, "bad_batch", f"A batch has 1 to {MOST_EVENTS} events; nothing was taken."
        )
    events = PartnerEvents(request.app.state.app, request.app.state.desk)
    results: list[dict[str, Any]] = []
    try:
        for each in many:
            results.append(await events.take(persona, feed, each))  # noqa: PERF401  kept on trouble
    except Unavailable as trouble:
        raise broken_off(len(results), len(many), trouble) from trouble
    return JSONResponse({"results": results})


def broken_off(kept: int, many: int, trouble: Unavailable) -> Problem:
    """A batch of which only the first events could be kept."""
    return Problem(
        507 if trouble.full else 503,
        "disk_full" if trouble.full else "store_unavailable",
        f"{kept} of {many} events were kept, then the store gave up. Send the batch again: what "
        "was kept is answered as a duplicate.",
        retry_after=5,
    )


async def known_feed(request: Request, persona: Persona, feed: str) -> None:
    """Only registered feeds, and uploads of staff, are taken; raises Missing or Forbidden."""
    desk: Desk = request.app.state.desk
    await desk.admit(persona)
    if feed == UPLOAD:
        return
    if not await is_registered(desk, persona.tenant, feed):
        raise Missing(
            "feed_unknown",
            "No partner feed is registered under this name; nothing was taken. Register it with "
            "POST /contact/v1/partner-feeds.",
        )


@router.post("/partner-feeds/{feed}/batches", operation_id="partner_feed_batch")
async def take_list(feed: str, request: Request) -> Response:
    """Take an employer list; with `dry_run=true` only say what would become of each row."""
    persona = persona_of(request)
    await known_feed(request, persona, feed)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/csv":
        raise Problem(415, "not_csv", "Send the list as text/csv; nothing was taken.")
    options, as_of = asked(request)
    imports = imports_of(request)
    file = await kept(request)
    try:
        opened = open_list(file, options)
    except ListRefused as no:
        discard(file)
        raise Problem(422, f"list_{no.code}", f"{no.detail} Nothing was taken.") from None
    if request.query_params.get("dry_run") == "true":
        run = await imports.dry_run(persona.tenant, opened)
        return JSONResponse(run.summary())
    run = await imports.start(persona, feed, as_of, opened)
    where = f"/contact/v1/batches/{run.id}"
    return JSONResponse(run.summary(), 202, {"location": where})


@router.get("/batches/{batch}/rows", operation_id="batch_rows")
async def rows(batch: str, request: Request) -> Response:
    """What became of each row, as CSV: line, external id, result, reason, detail."""
    path = imports_of(request).rows_file(persona_of(request).tenant, batch)
    if path is None:
        raise Problem(404, "not_found", "There are no rows under this id. Check the id.")
    return FileResponse(path, media_type="text/csv", filename=f"rows-{batch}.csv")


@router.get("/batches/{batch}/progress", operation_id="batch_progress")
async def progress(batch: str, request: Request) -> Response:
    """How far a delivery has come."""
    run = imports_of(request).run(persona_of(request).tenant, batch)
    if run is None:
        raise Problem(404, "not_found", "No delivery with this id is under way or just over.")
    return JSONResponse(run.summary())


def imports_of(request: Request) -> Imports:
    """The imports of this process."""
    state = request.app.state
    if not hasattr(state, "imports"):
        state.imports = Imports(state.app, state.desk, state.settings.data / "contact" / "batches")
    imports: Imports = state.imports
    return imports


def asked(request: Request) -> tuple[ListOptions, date | None]:
    """Mapping, county, ownership and date of a list from the query; raises Problem."""
    query = request.query_params
    try:
        mapping = MAPPING.validate_json(query.get("mapping", "{}"))
        as_of = DAY.validate_python(query["list_as_of"]) if "list_as_of" in query else None
    except ValueError:
        raise Problem(
            422,
            "bad_list_options",
            'mapping is a JSON object of column titles to fields, such as {"Firm": "name"}; '
            "list_as_of is a date, such as 2026-01-06. Nothing was taken.",
        ) from None
    ownership: Ownership = "public" if query.get("ownership") == "public" else "private"
    return ListOptions(mapping, query.get("county", ""), ownership), as_of


async def kept(request: Request) -> Path:
    """The body in a file, so that a long list never stands in memory; raises Problem."""
    limit: int = request.app.state.settings.list_limit
    folder = with_room(request.app.state.settings.data / "contact" / "batches", limit // 10)
    handle = tempfile.NamedTemporaryFile(dir=folder, suffix=UPLOADED, delete=False)  # noqa: SIM115
    size = 0
    with handle:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                handle.close()
                discard(Path(handle.name))
                raise too_large(limit)
            handle.write(chunk)
    return Path(handle.name)


def with_room(folder: Path, room: int) -> Path:
    """The folder, made if need be; raises Problem when fewer than `room` bytes are free there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(folder).free < room:
        raise Problem(507, "disk_full", "There is no room for a list; nothing was taken.")
    return folder


def discard(file: Path) -> None:
    """Keep nothing of a list that was refused."""
    file.unlink(missing_ok=True)
