"""What a benefit week's stream tells: what counts, and what the jobseeker said of it."""

from typing import Any

from nineteen.dashboard.views.strands.telling import Telling, Told
from nineteen.shared.schema.followup.work_search import (
    ActivityQualified,
    WeekAmended,
    WeekAttested,
    WeekClaimed,
)
from nineteen.shared.view import Part

OfWeek = WeekClaimed | ActivityQualified | WeekAttested | WeekAmended


def of_week(it: Told[OfWeek]) -> Part:
    return {
        "week": it.event.week,
        "jobseeker": it.event.jobseeker,
        "campaign": it.event.campaign,
        "state": it.event.state,
        "ends_on": it.event.ends_on.isoformat(),
    }


def claimed(it: Told[WeekClaimed]) -> Part:
    return of_week(it) | {
        "claimed_at": it.at,
        "rules": it.event.rules,
        "minimum": it.event.minimum,
    }


def qualified(it: Told[ActivityQualified]) -> Part:
    done = it.event.activity
    row: dict[str, Any] = done.model_dump(mode="json")
    kept = without(it.before, it.event.instead_of)
    return of_week(it) | {"activities": {**kept, done.activity: row}}


def without(before: Part, *gone: str | None) -> Part:
    """The activities that are left."""
    return {name: row for name, row in before.get("activities", {}).items() if name not in gone}


def attested(it: Told[WeekAttested]) -> Part:
    known = it.before.get("activities", {})
    said = {
        "version": it.event.version,
        "attested_at": it.at,
        "method": it.event.method,
        "witness": it.event.witness,
        "activities": [known[each] for each in it.event.activities if each in known],
    }
    return of_week(it) | {
        "statements": [*it.before.get("statements", []), said],
        "amending": False,
    }


def amended(it: Told[WeekAmended]) -> Part:
    return of_week(it) | {
        "activities": without(it.before, *it.event.dropped),
        "amending": True,
    }


TELLS: Telling = {
    WeekClaimed: claimed,
    ActivityQualified: qualified,
    WeekAttested: attested,
    WeekAmended: amended,
}
