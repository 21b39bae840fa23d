"""Small cells: beyond a caseload nobody reads figures of fewer than ten people (PRODUCT 4.5)."""

from collections.abc import Collection, Mapping

from nineteen.dashboard.api.documents import Documents
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.dashboard.views.figures import LEAST
from nineteen.dashboard.views.funnel import funnel
from nineteen.shared.schema.recorded import Role

BEYOND_A_CASELOAD: frozenset[Role] = frozenset({"supervisor", "auditor", "partner"})


def too_few(people: Collection[str], everybody: Collection[str], role: Role) -> bool:
    """Whether these people are too few; or the rest is, which could be had by subtracting."""
    if role not in BEYOND_A_CASELOAD:
        return False
    counts = (len(people), len(everybody) - len(people))
    return any(0 < count < LEAST for count in counts)


async def jobseekers(documents: Documents, filters: Mapping[str, str]) -> set[str]:
    """Whose campaigns match."""
    return {each["jobseeker"] async for each in documents.all(campaign_board, filters)}


async def hidden_in_funnel(documents: Documents, wanted: Mapping[str, str], role: Role) -> bool:
    """Whether the requests that match are of too few people."""
    if role not in BEYOND_A_CASELOAD:
        return False
    whose = {each["id"]: each["jobseeker"] async for each in documents.all(campaign_board, {})}
    people = {
        whose[each["campaign"]]
        async for each in documents.all(funnel, wanted)
        if each["campaign"] in whose
    }
    return too_few(people, set(whose.values()), role)
