"""Per employer, the talks held there: what M8 and M9 are worked out from at read."""

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.figures import Figure, share
from nineteen.dashboard.views.instants import day
from nineteen.dashboard.views.periods import a_year_before
from nineteen.dashboard.views.strands import only, told_by
from nineteen.shared.schema.scheduling.session import SessionEnded
from nineteen.shared.view import Document, Part, View


class Held(BaseModel):
    """One talk held at an employer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: str = Field(description="date in the agency's zone")
    campaign: str
    session: str


class Hosting(Columns):
    """An employer on the county's list, and the talks held there, by date."""

    county: str = Field(description="FIPS")
    registered_at: str
    held: tuple[Held, ...]


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    employer = only("employer", parts)
    if "registered_at" not in employer:
        return None
    held = [
        {
            "on": day(talk["ended_at"], talk["zone"]),
            "campaign": talk["campaign"],
            "session": talk["request"],
        }
        for talk in told_by("session", parts)
        if talk["held"]
    ]
    return {
        "id": doc_id,
        "county": employer["county"],
        "registered_at": employer["registered_at"],
        "held": sorted(held, key=lambda talk: (talk["on"], talk["session"])),
    }


employer_hosting = View(
    name="employer-hosting",
    version=1,
    document=Hosting,
    key=strands.keyed("employer", strands.types("employer") | {SessionEnded}),
    fold=strands.fold,
    render=render,
    filters=("county",),
    sort=("id",),
)


def hosted(document: Document, until: date, campaigns: frozenset[str] | None) -> int:
    """Talks held in the 12 months to `until`, of these campaigns (None: of all)."""
    after, last = a_year_before(until).isoformat(), until.isoformat()
    return sum(
        after < talk["on"] <= last and (campaigns is None or talk["campaign"] in campaigns)
        for talk in document["held"]
    )


def repeat_hosts(
    documents: Iterable[Document], until: date, campaigns: frozenset[str] | None = None
) -> Figure:
    """M8: employers with at least two talks in 12 months, of those with at least one."""
    talks = [count for each in documents if (count := hosted(each, until, campaigns))]
    return share("M8", sum(count > 1 for count in talks), len(talks))


def penetration(
    documents: Iterable[Document],
    until: date,
    campaigns: frozenset[str] | None = None,
    counties: frozenset[str] | None = None,
) -> Figure:
    """M9: employers that held in 12 months, of those on the counties' lists by `until`."""
    last = until.isoformat()
    listed = [
        each
        for each in documents
        if (counties is None or each["county"] in counties) and each["registered_at"][:10] <= last
    ]
    return share("M9", sum(hosted(each, until, campaigns) > 0 for each in listed), len(listed))
