"""An agency's settings in force: from its own stream, or as a service remembers them."""

import time
from collections.abc import Callable
from typing import Protocol

from nineteen.shared.runtime.codec import Codec, Unknown
from nineteen.shared.runtime.policy_fold import PolicyFold
from nineteen.shared.runtime.ports import Changes, EventStore, ViewStore
from nineteen.shared.runtime.service import SETTINGS, settings_after
from nineteen.shared.schema.ids import COMMONS, Stream, natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.settings import DEFAULTS, Settings


class SettingsSource(Protocol):
    """Where an agency's settings come from."""

    async def of(self, tenant: str) -> Settings:
        """The settings in force; `known` is False for an agency nobody registered."""

    def forget(self, tenant: str) -> None:
        """The agency decided something: what is cached of it is old."""


FRESH_S = 0.5
Seconds = Callable[[], float]
"""A process's own clock, which never goes back."""


class SettingsOfStream:
    """Reads the agency's stream; in the service that decides about agencies."""

    def __init__(self, store: EventStore, codec: Codec, seconds: Seconds = time.monotonic) -> None:
        self._seconds = seconds
        self._store = store
        self._codec = codec
        self._known: dict[str, tuple[int, Settings]] = {}
        self._fresh: dict[str, float] = {}

    def forget(self, tenant: str) -> None:
        """The agency decided something: read again."""
        self._fresh.pop(tenant, None)

    async def of(self, tenant: str) -> Settings:
        """The settings in force; another process may have changed them half a second ago."""
        if tenant == COMMONS:
            return DEFAULTS
        now = self._seconds()
        if self._fresh.get(tenant, 0.0) > now:
            return self._known[tenant][1]
        version, settings = self._known.get(tenant, (0, DEFAULTS))
        stream = str(Stream(tenant, "agency", natural_id("agency", tenant)))
        commits = await self._store.read(stream, version)
        await self._codec.fetch_keys(commits)
        for commit in commits:
            for index in range(len(commit.events)):
                found = self._codec.read(commit, index)
                if not isinstance(found, Unknown):
                    settings = settings_after(settings, found)
            version = commit.to_version
        self._known[tenant] = (version, settings)
        self._fresh[tenant] = now + FRESH_S
        return settings


class SettingsRemembered:
    """What the service's own policies have heard of the agency."""

    def __init__(self, views: ViewStore, seconds: Seconds = time.monotonic) -> None:
        self._seconds = seconds
        self._views = views
        self._read: dict[str, tuple[str, Settings]] = {}
        self._fresh: dict[str, float] = {}

    def forget(self, tenant: str) -> None:
        """There is news of the agency: read again."""
        self._fresh.pop(tenant, None)

    async def of(self, tenant: str) -> Settings:
        """The settings in force, as far as the news has come."""
        if tenant == COMMONS:
            return DEFAULTS
        now = self._seconds()
        if self._fresh.get(tenant, 0.0) > now:
            return self._read[tenant][1]
        place = (SETTINGS.name, tenant)
        body = (await self._views.memories([place])).get(place)
        if body is None:
            self._read[tenant] = ("", DEFAULTS)
        elif self._read.get(tenant, ("", DEFAULTS))[0] != body:
            self._read[tenant] = (body, Settings.model_validate_json(body))
        self._fresh[tenant] = now + FRESH_S
        return self._read[tenant][1]


class SettingsFold(PolicyFold):
    """Remembers the settings, and tells whoever has read them that there is news."""

    def __init__(self, codec: Codec, source: SettingsSource) -> None:
        super().__init__(SETTINGS, codec)
        self._source = source

    def keys(self, recorded: Recorded) -> tuple[str, ...]:
        """One memory per agency, under its name."""
        return (recorded.tenant,) if self.policy.key(recorded) else ()

    async def collect(self, changes: Changes) -> None:
        """The news is written right after this; what is read until then is old after FRESH_S."""
        await super().collect(changes)
        for policy, tenant in changes.memories:
            if policy == SETTINGS.name:
                self._source.forget(tenant)
