"""Settings of a process: `NINETEEN_*` in the environment, unknown ones refused."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "NINETEEN_"
TESTS_ONLY = {"NINETEEN_REQUIRE_CLUSTER", "NINETEEN_SIMULATION_SEEDS", "NINETEEN_SOAK_ROUNDS"}


class UnknownSetting(Exception):
    """The environment names a setting that does not exist."""


class Settings(BaseSettings):
    """How one process runs; the reference table is generated from these descriptions."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data: Path = Field(default=Path("var/nineteen"), description="data folder (embedded mode)")
    keys: Path | None = Field(
        default=None,
        description="folder of the keys of persons; default: beside the data folder, `-keys` added",
    )
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8019, ge=0, le=65535, description="port to listen on; 0: a free one")
    env: Literal["development", "production"] = Field(
        default="development", description="production refuses the test conveniences"
    )
    auth: Literal["dev"] = Field(
        default="dev", description="dev: personas without sign-in, on loopback only"
    )
    clock: Literal["system", "manual"] = Field(
        default="system", description="manual: business time is turned by POST /ops/clock"
    )
    clock_at: str = Field(
        default="2026-01-05T08:00:00-08:00", description="where a manual clock starts (ISO 8601)"
    )
    log: Literal["json", "console"] = Field(default="console", description="form of the log lines")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least urgent log lines that are written"
    )
    grace: int = Field(
        default=20, ge=0, description="seconds that requests under way get when the server stops"
    )
    body_limit: int = Field(default=262_144, description="most bytes of a request body")
    list_limit: int = Field(default=104_857_600, description="most bytes of an employer list")

    @property
    def keys_folder(self) -> Path:
        """Where the keys are: never inside the data folder, whose backups would carry them."""
        return self.keys or self.data.with_name(f"{self.data.name}-keys")


def settings_from_environment() -> Settings:
    """Read the environment; raises UnknownSetting with the nearest thing to do."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | TESTS_ONLY
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            raise UnknownSetting(
                f"There is no setting {name}. `nineteen doctor` lists those that there are."
            )
    return Settings()
