"""A service is one value: its deciders, policies, views and pages (DESIGN 3)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.types import ASGIApp

from nineteen.shared.decider import AnyDecider
from nineteen.shared.policy import Policy, Todo
from nineteen.shared.runtime.outbox import Courier
from nineteen.shared.schema.contact import (
    AgencyRegistered,
    HolidaysSet,
    HoursSet,
    PolicySet,
    ReturnAddressSet,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.settings import Settings
from nineteen.shared.view import View


@dataclass(frozen=True)
class Service:
    """What one service consists of. Catalogue, routes and flow diagram are generated from it."""

    name: str
    title: str
    deciders: Sequence[AnyDecider] = ()
    policies: Sequence[Policy[Any]] = ()
    views: Sequence[View] = ()
    courier: Courier | None = None
    taker: Callable[[Any, Any, Mapping[str, str]], Any] | None = None
    """Takes what partners put on their topics: made from the app, its desk, and feed -> agency."""
    router: APIRouter | None = None
    dress: Callable[[ASGIApp], ASGIApp] | None = None
    """A layer around the application: what pages add to each answer."""


def settings_after(settings: Settings, recorded: Recorded) -> Settings:
    """The agency's settings after one of its events."""
    match recorded.event:
        case AgencyRegistered(zone=zone):
            change: dict[str, Any] = {"known": True, "zone": zone}
        case HolidaysSet(holidays=holidays):
            change = {"holidays": holidays}
        case HoursSet(opens=opens, closes=closes):
            change = {"opens": opens, "closes": closes}
        case PolicySet(policy_version=version, policy=policy):
            change = {"policy_version": version, "policy": policy}
        case ReturnAddressSet(address=address):
            change = {"return_address": address}
        case _:
            return settings
    return settings.model_copy(update=change)


def agency_of(recorded: Recorded) -> str | None:
    """Settings are remembered per agency."""
    return recorded.tenant if recorded.stream.kind == "agency" else None


def note_settings(settings: Settings, recorded: Recorded) -> tuple[Settings, list[Todo]]:
    """Remember; nothing to do."""
    return settings_after(settings, recorded), []


SETTINGS: Policy[Settings] = Policy("settings", Settings, agency_of, note_settings)
"""How each service knows the agencies' settings: a policy that only remembers."""
