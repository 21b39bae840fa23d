"""Where servers for tests come from: the environment, a container engine, packages; else nowhere.

An address in the environment is somebody's server: tests use it and never stop it.
"""

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from nineteen.shared.testing.servers.cache import NoServer

Kind = Literal["kafka", "mongo"]
ADDRESSES: dict[Kind, str] = {"kafka": "NINETEEN_TEST_KAFKA", "mongo": "NINETEEN_TEST_MONGO"}
T = TypeVar("T")


class KafkaServer(Protocol):
    """A Kafka of a test's own; its nodes count from 1."""

    nodes: range

    @property
    def address(self) -> str:
        """Bootstrap servers, `host:port` by comma."""

    @property
    def pids(self) -> list[int]:
        """Processes of ours that run."""

    def start_node(self, node: int = 1, *, wait: bool = True) -> None:
        """Start a node on the data that it had."""

    def kill(self, node: int = 1) -> None:
        """Kill -9."""

    def pause(self, node: int = 1) -> None:
        """Freeze a node."""

    def resume(self, node: int = 1) -> None:
        """Let a frozen node go on."""

    def stop_node(self, node: int = 1, grace: float = 30) -> None:
        """Stop a node cleanly."""

    def wait_ready(self, timeout: float = 120) -> None:
        """Until each node that runs sees all that run."""

    def stop(self, grace: float = 30) -> None:
        """Stop all nodes; grace 0 kills them."""


class MongoServer(Protocol):
    """A database of a test's own."""

    @property
    def uri(self) -> str:
        """Where clients connect to."""

    @property
    def pids(self) -> list[int]:
        """Processes of ours that run."""

    def start(self, timeout: float = 120) -> None:
        """Start it on the data that it had."""

    def wait_ready(self, timeout: float = 120) -> None:
        """Until it takes writes."""

    def kill(self) -> None:
        """Kill -9."""

    def pause(self) -> None:
        """Freeze it."""

    def resume(self) -> None:
        """Let it go on."""

    def stop(self, grace: float = 30) -> None:
        """Stop it; grace 0 kills it."""


def given(kind: Kind) -> str | None:
    """The address that the environment names."""
    return os.environ.get(ADDRESSES[kind]) or None


def kafka_of_ones_own(folder: Path, nodes: int = 1) -> KafkaServer:
    """A started Kafka; NoServer, with every reason, when none can be had."""

    def contained() -> KafkaServer:
        return _containers().kafka_in_a_container(folder, nodes)  # type: ignore[no-any-return]

    def from_jars() -> KafkaServer:
        from nineteen.shared.testing.servers import kafka_archive  # noqa: PLC0415  rarely needed

        return kafka_archive.kafka_from_jars(folder, nodes)

    return _first("Kafka", contained, from_jars)


def mongo_of_ones_own(folder: Path) -> MongoServer:
    """A started database; NoServer, with every reason, when none can be had."""

    def contained() -> MongoServer:
        return _containers().mongo_in_a_container(folder)  # type: ignore[no-any-return]

    def from_wheel() -> MongoServer:
        from nineteen.shared.testing.servers import mongo  # noqa: PLC0415  rarely needed

        return mongo.mongo_from_wheel(folder)

    return _first("MongoDB", contained, from_wheel)


def _containers() -> Any:  # noqa: ANN401  a module
    if importlib.util.find_spec("testcontainers") is None:
        raise NoServer("testcontainers is not installed")
    from nineteen.shared.testing.servers import containers  # noqa: PLC0415  slow to load

    return containers


def _first(what: str, *rungs: Callable[[], T]) -> T:
    reasons = []
    for rung in rungs:
        try:
            return rung()
        except NoServer as reason:
            reasons.append(str(reason))
    raise NoServer(f"no {what} for tests: {'; '.join(reasons)}")
