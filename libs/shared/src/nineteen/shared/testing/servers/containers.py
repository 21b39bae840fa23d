"""The official images, through testcontainers, where a container engine answers."""

import contextlib
import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docker
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

from nineteen.shared.testing.servers.cache import NoServer
from nineteen.shared.testing.servers.kafka_wire import brokers_seen
from nineteen.shared.testing.servers.mongo_wire import takes_writes
from nineteen.shared.testing.servers.processes import deadline, free_ports, passed

KAFKA_IMAGE = "apache/kafka:4.3.1"
MONGO_IMAGE = "mongo:8.0"
ANSWER_S = 5
READY_S = 120.0
SET = "nineteen"
INITIATE = (
    "try { rs.status() } catch (e) {"
    f" rs.initiate({{_id: '{SET}', members: [{{_id: 0, host: 'localhost:27017'}}]}}) }}"
)


def engine_answers() -> None:
    """NoServer, with the reason, when no container engine answers."""
    try:
        _connect()
        with contextlib.closing(docker.from_env(timeout=ANSWER_S)) as client:
            client.ping()
    except (DockerException, OSError) as failure:
        raise NoServer(f"no container engine answers ({type(failure).__name__})") from failure


def _connect() -> None:
    """Knock first: docker's client leaves a socket open when nobody is there."""
    place = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    if place.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(place.path)
    elif place.hostname and place.port:
        socket.create_connection((place.hostname, place.port), timeout=ANSWER_S).close()


class _Contained:
    """A container with a port that stays the same over restarts."""

    def __init__(self, image: str, inside: int) -> None:
        (self._port,) = free_ports(1)
        self._box: DockerContainer = DockerContainer(image).with_bind_ports(inside, self._port)
        self._host = self._box.get_docker_client().host()

    @property
    def _container(self) -> Any:  # noqa: ANN401  docker ships no types
        return self._box.get_wrapped_container()

    @property
    def pids(self) -> list[int]:
        """No process of ours."""
        return []

    def ready(self) -> bool:
        """Whether clients can work."""
        raise NotImplementedError

    def first_start(self) -> None:
        """Make the container and wait; NoServer when the engine cannot."""
        try:
            self._box.start()
        except DockerException as failure:
            self.stop(grace=0)
            what = f"{self._box.image} could not be started ({type(failure).__name__})"
            raise NoServer(what) from failure
        self.wait_ready()

    def wait_ready(self, timeout: float = READY_S) -> None:
        """Until clients can work; RuntimeError with its log when it ends, or takes too long."""
        end = deadline(timeout)
        while not self.ready():
            self._container.reload()
            if self._container.status == "exited" or passed(end):
                log = self._container.logs(tail=30).decode(errors="replace")
                raise RuntimeError(f"{self._box.image} does not get ready:\n{log}")

    def stop(self, grace: float = 30) -> None:
        """Stop it, and throw it and its data away."""
        with contextlib.suppress(DockerException):
            if grace and self._box.status != "not_started":
                self._container.stop(timeout=int(grace))
        self._box.stop()


class ContainedKafka(_Contained):
    """One broker in a container."""

    def __init__(self) -> None:
        super().__init__(KAFKA_IMAGE, 9092)
        self.nodes = range(1, 2)
        listeners = "PLAINTEXT://:9092,CONTROLLER://:9093"
        for name, value in {
            "NODE_ID": "1",
            "PROCESS_ROLES": "broker,controller",
            "LISTENERS": listeners,
            "ADVERTISED_LISTENERS": f"PLAINTEXT://{self._host}:{self._port}",
            "LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "AUTO_CREATE_TOPICS_ENABLE": "false",
            "NUM_PARTITIONS": "12",
            "OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
            "TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
            "TRANSACTION_STATE_LOG_MIN_ISR": "1",
            "SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1",
            "SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1",
            "BROKER_SESSION_TIMEOUT_MS": "3000",
            "BROKER_HEARTBEAT_INTERVAL_MS": "500",
            "GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
            "GROUP_MIN_SESSION_TIMEOUT_MS": "1000",
        }.items():
            self._box.with_env(f"KAFKA_{name}", value)

    @property
    def address(self) -> str:
        """Bootstrap server, `host:port`."""
        return f"{self._host}:{self._port}"

    def ready(self) -> bool:
        """Whether it names itself."""
        return bool(brokers_seen(self._port, host=self._host))

    def start_node(self, node: int = 1, *, wait: bool = True) -> None:
        """Start it on the data that it had."""
        self._only(node).start()
        if wait:
            self.wait_ready()

    def kill(self, node: int = 1) -> None:
        """Kill -9."""
        self._only(node).kill()

    def pause(self, node: int = 1) -> None:
        """Freeze it."""
        self._only(node).pause()

    def resume(self, node: int = 1) -> None:
        """Let it go on."""
        self._only(node).unpause()

    def stop_node(self, node: int = 1, grace: float = 30) -> None:
        """Stop it cleanly; its data stays."""
        self._only(node).stop(timeout=int(grace))

    def _only(self, node: int) -> Any:  # noqa: ANN401  docker ships no types
        if node not in self.nodes:
            raise KeyError(node)
        return self._container


class ContainedMongo(_Contained):
    """A real mongod in a container, a replica set of one."""

    def __init__(self) -> None:
        super().__init__(MONGO_IMAGE, 27017)
        self._box.with_command(["--replSet", SET, "--bind_ip_all"])

    @property
    def uri(self) -> str:
        """Where clients connect to."""
        return f"mongodb://{self._host}:{self._port}/?replicaSet={SET}&directConnection=true"

    def ready(self) -> bool:
        """Whether it takes writes; a set that was never initiated is initiated."""
        if takes_writes(self._host, self._port):
            return True
        self._box.exec(["mongosh", "--quiet", "--eval", INITIATE])
        return False

    def start(self, timeout: float = READY_S) -> None:
        """Start it on the data that it had, and wait until it takes writes."""
        self._container.start()
        self.wait_ready(timeout)

    def kill(self) -> None:
        """Kill -9."""
        self._container.kill()

    def pause(self) -> None:
        """Freeze it."""
        self._container.pause()

    def resume(self) -> None:
        """Let it go on."""
        self._container.unpause()


def kafka_in_a_container(_: Path, nodes: int = 1) -> ContainedKafka:
    """A started Kafka; NoServer where no engine answers, or where it takes more than one node."""
    engine_answers()
    if nodes > 1:
        raise NoServer("only a single Kafka runs in a container here")
    broker = ContainedKafka()
    broker.first_start()
    return broker


def mongo_in_a_container(_: Path) -> ContainedMongo:
    """A started mongod; NoServer where no engine answers."""
    engine_answers()
    server = ContainedMongo()
    server.first_start()
    return server
