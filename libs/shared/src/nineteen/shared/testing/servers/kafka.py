"""A real Apache Kafka of one node or three, whose nodes can be killed, frozen and started again."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from nineteen.shared.testing.servers import kafka_jars
from nineteen.shared.testing.servers.kafka_properties import JVM, LOGGING, TOOL, Ports, properties
from nineteen.shared.testing.servers.kafka_wire import brokers_seen, new_cluster_id
from nineteen.shared.testing.servers.processes import (
    HOST,
    TAIL,
    Program,
    deadline,
    free_ports,
    passed,
)

READY_S = 120.0
LAST_NODE_S = 2.0


class Kafka:
    """Brokers on this machine, from the jars; nodes count from 1, ports stay over restarts."""

    def __init__(
        self,
        folder: Path,
        nodes: int = 1,
        *,
        archive: Path | None = None,
        flags: Sequence[str] = JVM,
        classes: list[Path] | None = None,
    ) -> None:
        """NoServer when the jars cannot be had."""
        self.folder = folder.resolve()
        self.nodes = range(1, nodes + 1)
        self._classes = classes or kafka_jars.jars()
        self._archive = archive
        self._flags = flags
        ports = free_ports(2 * nodes)
        self._ports = {node: Ports(ports[node - 1], ports[nodes + node - 1]) for node in self.nodes}
        self._programs: dict[int, Program] = {}

    @property
    def address(self) -> str:
        """Bootstrap servers, `host:port` by comma."""
        return ",".join(f"{HOST}:{each.clients}" for each in self._ports.values())

    @property
    def pids(self) -> list[int]:
        """Process ids of the nodes that run."""
        return [each.pid for each in self._programs.values() if each.pid is not None]

    def start(self, timeout: float = READY_S) -> None:
        """Format what is new, start every node that does not run, and wait until all are ready."""
        self._configure()
        try:
            for node in self.nodes:
                if not self._programs[node].running:
                    self._programs[node].start()
            self.wait_ready(timeout)
        except BaseException:
            self.stop(grace=0)
            raise

    def start_node(self, node: int = 1, *, wait: bool = True) -> None:
        """Start a node on the data that it had."""
        self._programs[node].start()
        if wait:
            self.wait_ready()

    def kill(self, node: int = 1) -> None:
        """Kill -9."""
        self._programs[node].kill()

    def pause(self, node: int = 1) -> None:
        """Freeze a node: its connections stay open and it answers nothing."""
        self._programs[node].pause()

    def resume(self, node: int = 1) -> None:
        """Let a frozen node go on."""
        self._programs[node].resume()

    def stop_node(self, node: int = 1, grace: float = 30) -> None:
        """Stop a node cleanly: its partitions move to others first."""
        self._programs[node].stop(grace)

    def wait_ready(self, timeout: float = READY_S) -> None:
        """Until each node that runs sees all that run; RuntimeError with its log when it ends."""
        end = deadline(timeout)
        wanted = {node for node, each in self._programs.items() if each.running}
        for node in sorted(wanted):
            while not wanted <= brokers_seen(self._ports[node].clients, self._cluster):
                if not self._programs[node].running or passed(end):
                    log = self._programs[node].tail()
                    raise RuntimeError(f"Kafka's node {node} does not get ready:\n{log}")

    def stop(self, grace: float = 30) -> None:
        """Stop all at once, cleanly; with grace 0 kill them, for data that is thrown away.

        The last of three would wait minutes for a quorum that is gone: it is killed early.
        """
        end = deadline(grace)
        if grace:
            for each in self._programs.values():
                each.ask_to_end()
        while len(self.pids) > len(self.nodes) // 2 and not passed(end):
            pass
        end = deadline(min(grace, LAST_NODE_S))
        while self.pids and not passed(end):
            pass
        for each in self._programs.values():
            each.kill()

    def tool(self, main: str, *arguments: str) -> str:
        """What one of Kafka's own tools prints, by its class; RuntimeError when it fails."""
        done = subprocess.run(
            self._java(TOOL, main, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{main} failed: {(done.stdout + done.stderr)[-TAIL:]}")
        return done.stdout

    @property
    def _cluster(self) -> str:
        return (self.folder / "cluster.id").read_text().strip()

    def _java(self, flags: Sequence[str], *rest: str) -> list[str]:
        archive = [f"-XX:SharedArchiveFile={self._archive}"] if self._archive else []
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        path = ":".join(map(str, self._classes))
        return ["java", *flags, *archive, logging, "-cp", path, *rest]

    def _configure(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "log4j2.properties").write_text(LOGGING)
        if not (self.folder / "cluster.id").exists():
            (self.folder / "cluster.id").write_text(new_cluster_id())
        for node in self.nodes:
            data, file = self.folder / f"node-{node}", self.folder / f"node-{node}.properties"
            file.write_text(properties(node, self._ports, data))
            if not (data / "meta.properties").exists():
                what = ["format", "-t", self._cluster, "-c", str(file)]
                self.tool("kafka.tools.StorageTool", *what)
            if node not in self._programs:
                command = self._java(self._flags, "kafka.Kafka", str(file))
                self._programs[node] = Program(command, self.folder / f"node-{node}.log")
