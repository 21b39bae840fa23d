"""Settings of a process: `NINETEEN_*` in the environment, unknown ones refused."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "NINETEEN_"
TESTS_ONLY = {
    "NINETEEN_REQUIRE_CLUSTER",
    "NINETEEN_SIMULATION_SEEDS",
    "NINETEEN_SOAK_ROUNDS",
    "NINETEEN_TEST_CACHE",
    "NINETEEN_TEST_KAFKA",
    "NINETEEN_TEST_MONGO",
    "NINETEEN_TEST_MONGO_BIN",
}


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
    installation: str = Field(
        default="nineteen",
        pattern=r"^[a-z][a-z0-9-]{0,30}$",
        description="first part of every database and topic name (cluster mode)",
    )
    mongo: str = Field(
        default="", repr=False, description="address of MongoDB; with it a service is one of many"
    )
    mongo_file: Path | None = Field(
        default=None, description="file that holds the address of MongoDB, password and all"
    )
    mongo_driver: Literal["motor", "pymongo"] = Field(
        default="motor", description="the driver for MongoDB"
    )
    kafka: str = Field(default="", description="host:port of Kafka's brokers, separated by commas")
    kafka_user: str | None = Field(
        default=None, description="user at Kafka (SCRAM-SHA-256 over TLS); without one no sign-in"
    )
    kafka_password_file: Path | None = Field(
        default=None, description="file that holds the password at Kafka"
    )
    kafka_ca: Path | None = Field(
        default=None, description="file of the certificates that Kafka's own is checked against"
    )
    partner_feeds: dict[str, str] = Field(
        default_factory=dict,
        description="whose the topic of each partner feed is: JSON from feed to agency",
    )
    kafka_replicas: int = Field(
        default=1, ge=1, le=7, description="copies of each topic that `nineteen topics` makes"
    )
    smtp: str = Field(
        default="",
        pattern=r"^([^:/]+:[0-9]{1,5})?$",
        description="host:port of the mail server; without one mails lie in the data folder",
    )
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="how the way to the mail server is kept private"
    )
    smtp_user: str | None = Field(default=None, description="user at the mail server")
    smtp_password_file: Path | None = Field(
        default=None, description="file that holds the password at the mail server"
    )
    mail_from: str = Field(
        default="asks@nineteen.example.org",
        description="the address that mail comes from; answers go to the jobseeker or counselor",
    )
    address: str = Field(
        default="",
        pattern=r"^(https?://[^/]+)?$",
        description="where hosts reach the pages from outside, such as "
        "https://nineteen.example.org; default: the address that is listened on",
    )
    network: Literal["loopback", "private"] = Field(
        default="loopback",
        description="private: listen beyond this machine, where a gateway alone can reach it; "
        "refused in production without sign-in",
    )
    grace: int = Field(
        default=20, ge=0, description="seconds that requests under way get when the server stops"
    )
    body_limit: int = Field(default=262_144, description="most bytes of a request body")
    list_limit: int = Field(default=104_857_600, description="most bytes of an employer list")

    @property
    def public_address(self) -> str:
        """Where people outside reach the pages; no slash at the end."""
        return self.address or f"http://{self.host}:{self.port}"

    @property
    def is_clustered(self) -> bool:
        """Whether facts lie on MongoDB and travel over Kafka."""
        return bool(self.mongo or self.mongo_file or self.kafka)

    @property
    def mongo_address_known(self) -> bool:
        """Whether an address of MongoDB is set, in whichever way."""
        return bool(self.mongo or self.mongo_file)

    @property
    def mongo_address(self) -> str:
        """The address of MongoDB, from the setting or its file; raises OSError."""
        return self.mongo_file.read_text().strip() if self.mongo_file else self.mongo

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
