"""The jobseeker's own calendar, uploaded: only when they are busy is taken from it."""

import asyncio
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nineteen.scheduling.domain.arranging import HORIZON
from nineteen.scheduling.domain.busy_times import CalendarRefused, Window, busy_times
from nineteen.scheduling.domain.calendar import MOST_BUSY, BlockBusy
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.http.bodies import read_body
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.schema.ids import UUID

LIMIT = 1024 * 1024
"""Bytes of an uploaded calendar."""
SAID = {
    "not_a_calendar": "This is no calendar in the iCalendar form (RFC 5545); nothing was taken. "
    "Export the calendar again, as .ics.",
    "calendar_too_full": f"This calendar keeps more than {MOST_BUSY} separate times in the next "
    "half year; nothing was taken. Export one calendar at a time.",
}
router = APIRouter(prefix="/scheduling/v1", tags=["calendars"])


@router.post("/calendars/{jobseeker}/busy", operation_id="calendar_busy")
async def take_busy(request: Request, jobseeker: Annotated[str, Path(pattern=UUID)]) -> Response:
    """Keep the busy times of an uploaded calendar free of talks; they replace the last upload's."""
    persona = persona_of(request)
    desk: Desk = request.app.state.desk
    await desk.admit(persona)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/calendar":
        raise Problem(415, "not_ics", "Send the calendar as text/calendar; nothing was taken.")
    content = await read_body(request, LIMIT)
    app = request.app.state.app
    settings = await app.nodes["scheduling"].settings_of(persona.tenant)
    now = app.clock.now()
    window = Window(now - timedelta(days=1), now + HORIZON, ZoneInfo(settings.zone))
    try:
        found = await asyncio.to_thread(busy_times, content, window)
    except CalendarRefused as no:
        raise Problem(422, no.code, SAID[no.code]) from None
    await desk.issue("calendar", BlockBusy(times=found.times), persona, target=jobseeker)
    return JSONResponse({"kept": len(found.times), "left_out": found.left_out})
