"""`GET /dashboard/v1/metrics`: M1 to M11 of a scope and a period, each with its definition."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.documents import Documents, documents_for
from nineteen.dashboard.api.small_cells import BEYOND_A_CASELOAD, jobseekers, too_few
from nineteen.dashboard.views.campaign_metrics import (
    ScopeKind,
    campaign_metrics,
    scope,
    scopes,
    summed,
)
from nineteen.dashboard.views.employer_hosting import employer_hosting
from nineteen.dashboard.views.figures import Figure
from nineteen.dashboard.views.metrics import (
    METRICS,
    Counts,
    Reach,
    Reading,
    hosting,
    metrics,
    time_to_goal,
)
from nineteen.dashboard.views.periods import ALL, last_day
from nineteen.shared.runtime.http.openapi import PERSONA, query
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.http.views import answer
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.recorded import Role
from nineteen.shared.view import Document

Owner = Literal["campaign", "counselor", "office"]
OWNERS: tuple[Owner, ...] = ("campaign", "counselor", "office")
KNOWN = (*OWNERS, "period", "min_version")
router = APIRouter(prefix="/dashboard/v1", tags=["metrics"])


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose numbers, and of when; `id` is the tenant's name for the whole agency."""

    kind: ScopeKind
    id: str
    period: str


PARAMETERS = [
    PERSONA,
    query("of one campaign", "campaign"),
    query("of a counselor's campaigns", "counselor"),
    query("of an office's campaigns; without any of the three: of the agency", "office"),
    query("2026-03, 2026-Q1, PY2025 (July to June), or all", "period"),
    query("stream:version that the figures must have taken", "min_version"),
]


@router.get("/metrics", operation_id="metrics", openapi_extra={"parameters": PARAMETERS})
async def read_metrics(request: Request) -> Response:
    """M1 to M15 of a campaign, a counselor, an office or the agency, for a period or so far."""
    documents = await documents_for(request)
    asked = asked_of(request, documents.tenant)
    campaigns = await campaigns_of(documents, asked)
    zone, policy = await documents.agency()
    today = local_date(documents.now, zone)
    counted = await counts(documents, asked)
    readings = [
        *metrics(counted, policy),
        time_to_goal(counted, (each for each in campaigns if each["running"]), today),
        *await hosts(documents, asked, campaigns, last_day(asked.period, today)),
    ]
    hidden = await is_hidden(documents, asked, persona_of(request).actor.role)
    body = {
        "scope": {asked.kind: asked.id},
        "period": asked.period,
        "as_of": today.isoformat(),
        "campaigns": len(campaigns),
        "fewer_than_10_jobseekers": hidden,
        "metrics": [] if hidden else [shown(each) for each in in_order(readings)],
        "definitions": [asdict(each) for each in METRICS],
    }
    return answer(request, body)


def asked_of(request: Request, tenant: str) -> Asked:
    """The scope and period of a request; raises Problem."""
    said = request.query_params
    if unknown := said.keys() - set(KNOWN):
        raise Problem(
            422,
            "unknown_filter",
            f"metrics has no filter {', '.join(sorted(unknown))}. It has: {', '.join(KNOWN)}.",
        )
    named = [owner for owner in OWNERS if owner in said]
    if len(named) > 1:
        raise Problem(422, "two_scopes", "Ask for one of campaign, counselor and office.")
    period = said.get("period", ALL)
    if not named:
        return Asked("tenant", tenant, period)
    return Asked(named[0], said[named[0]], period)


async def campaigns_of(documents: Documents, asked: Asked) -> list[Document]:
    """The metrics documents of a scope; raises Problem when there is no such thing."""
    if asked.kind == "campaign":
        one = await documents.one(campaign_metrics, asked.id)
        found = [one] if one else []
    else:
        found = [each async for each in documents.all(campaign_metrics, filters(asked))]
    if not found and asked.kind != "tenant":
        raise Problem(404, "not_found", f"There is no {asked.kind} with this id and a campaign.")
    return found


def filters(asked: Asked) -> dict[str, str]:
    """Which documents belong to an office or a counselor; the whole agency has no filter."""
    return {} if asked.kind == "tenant" else {str(asked.kind): asked.id}


async def counts(documents: Documents, asked: Asked) -> Counts:
    """The counts that the projection keeps for a scope and period; raises Problem."""
    whose = (documents.tenant, asked.kind, asked.id)
    try:
        wanted = scopes(*whose, asked.period)
    except ValueError as no:
        raise Problem(422, "bad_period", f"{no}".capitalize() + ".") from None
    return summed(await documents.cells(campaign_metrics, scope(*whose, "")), wanted)


async def hosts(
    documents: Documents, asked: Asked, campaigns: list[Document], until: date
) -> tuple[Figure, Figure]:
    """M8 and M9, over the employers of the counties where these campaigns are."""
    reach = Reach()
    if asked.kind != "tenant":
        counties = frozenset(each["county"] for each in campaigns)
        reach = Reach(frozenset(each["id"] for each in campaigns), counties)
    listed = [each async for each in documents.all(employer_hosting, {})]
    return hosting(listed, until, reach)


async def is_hidden(documents: Documents, asked: Asked, role: Role) -> bool:
    """Whether beyond a caseload so few people are behind the figures that they are hidden."""
    if asked.kind == "campaign" or role not in BEYOND_A_CASELOAD:
        return False
    everybody = await jobseekers(documents, {})
    return too_few(await jobseekers(documents, filters(asked)), everybody, role)


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """In the order of their numbers, with what belongs to each right after it."""
    return sorted(readings, key=lambda each: int(each.metric.partition(".")[0][1:]))


def shown(reading: Reading) -> dict[str, Any]:
    """A figure as JSON: its counts, its value, and how sure it is."""
    return asdict(reading) | {"n": reading.n}
