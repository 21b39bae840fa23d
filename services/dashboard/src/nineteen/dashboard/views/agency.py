"""The agency itself: its name, zone, offices and numbers, as every page and figure needs them."""

from collections.abc import Mapping
from datetime import time

from pydantic import Field

from nineteen.dashboard.views.columns import Columns
from nineteen.shared.schema.contact.agency import (
    AgencyRegistered,
    HolidaysSet,
    HoursSet,
    OfficeClosed,
    OfficeOpened,
    PolicySet,
    ReturnAddressSet,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.settings import DEFAULTS
from nineteen.shared.view import Document, Part, View


class Office(Columns):
    """One office of the agency."""

    name: str
    open: bool


class Agency(Columns):
    """An agency and the settings in force."""

    tenant: str
    name: str
    zone: str = Field(description="in which the agency writes its dates")
    holidays: tuple[str, ...] | None = Field(description="None: the US federal ones")
    opens: str = Field(description="asks go out from this local hour of the host")
    closes: str
    return_address: str | None
    policy_version: int
    policy: dict[str, int] = Field(description="the agency's numbers (PRODUCT 4.1)")
    offices: tuple[Office, ...]


def key(recorded: Recorded) -> tuple[str, ...]:
    return (recorded.stream.id,) if recorded.stream.kind == "agency" else ()


def fold(part: Part | None, recorded: Recorded) -> Part | None:
    part = part or {"tenant": recorded.tenant, "offices": {}}
    match recorded.event:
        case AgencyRegistered(name=name, zone=zone):
            return part | {"name": name, "zone": zone}
        case OfficeOpened(office=office, name=name):
            return with_office(part, office, {"name": name, "open": True})
        case OfficeClosed(office=office):
            return with_office(part, office, {"open": False})
        case _:
            return part | setting(recorded)


def with_office(part: Part, office: str, told: Document) -> Part:
    known = part["offices"].get(office, {"name": "", "open": False})
    return part | {"offices": part["offices"] | {office: known | told}}


def setting(recorded: Recorded) -> Document:
    match recorded.event:
        case HolidaysSet(holidays=holidays):
            return {"holidays": [day.isoformat() for day in holidays]}
        case HoursSet(opens=opens, closes=closes):
            return {"opens": hour(opens), "closes": hour(closes)}
        case PolicySet(policy_version=version, policy=policy):
            return {"policy_version": version, "policy": policy.model_dump()}
        case ReturnAddressSet(address=address):
            return {"return_address": address}
        case _:
            return {}


def hour(at: time) -> str:
    return at.isoformat("minutes")


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    (part,) = parts.values()
    if "name" not in part:
        return None
    return {
        "id": doc_id,
        "holidays": None,
        "opens": hour(DEFAULTS.opens),
        "closes": hour(DEFAULTS.closes),
        "return_address": None,
        "policy_version": 0,
        "policy": DEFAULTS.policy.model_dump(),
        **part,
        "offices": [{"id": id_, **part["offices"][id_]} for id_ in sorted(part["offices"])],
    }


agency = View(
    name="agency",
    version=1,
    document=Agency,
    key=key,
    fold=fold,
    render=render,
    sort=("name", "id"),
)
