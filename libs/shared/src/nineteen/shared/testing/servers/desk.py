"""Who starts the servers that a whole test run shares: the process that leads the run.

Its workers ask over a socket whose path stands in the environment, so each server starts once,
and ends with the process that leads, however that ends.
"""

import os
import shutil
import tempfile
import threading
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

from nineteen.shared.testing.servers.cache import NoServer
from nineteen.shared.testing.servers.ladder import (
    KafkaServer,
    Kind,
    MongoServer,
    kafka_of_ones_own,
    mongo_of_ones_own,
)

PLACE = "PYTEST_NINETEEN_SERVERS"
"""Not `NINETEEN_`: a process under test refuses settings that it does not know."""
Answer = tuple[str, str]
"""("at", address), ("none", why there is none), or ("broken", what went wrong)."""


class Desk:
    """Starts each server at its first asking, and stops all of them at `close`."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="nineteen-"))
        self._answers: dict[Kind, Answer] = {}
        self._servers: list[KafkaServer | MongoServer] = []
        self._turn = {"kafka": threading.Lock(), "mongo": threading.Lock()}
        self._listener = Listener(str(self._folder / "desk"))
        os.environ[PLACE] = str(self._folder / "desk")
        threading.Thread(target=self._listen, name="servers", daemon=True).start()

    def close(self) -> None:
        """Stop what was started, and throw its data away."""
        os.environ.pop(PLACE, None)
        for server in self._servers:
            server.stop(grace=0)
        self._listener.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _listen(self) -> None:
        while PLACE in os.environ:
            try:
                line = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: "Connection[Answer, Kind]") -> None:
        with line:
            kind = line.recv()
            with self._turn[kind]:
                if kind not in self._answers:
                    self._answers[kind] = self._started(kind)
            line.send(self._answers[kind])

    def _started(self, kind: Kind) -> Answer:
        try:
            if kind == "kafka":
                kafka = kafka_of_ones_own(self._folder / kind)
                self._servers.append(kafka)
                return "at", kafka.address
            mongo = mongo_of_ones_own(self._folder / kind)
            self._servers.append(mongo)
        except NoServer as reason:
            return "none", str(reason)
        except Exception as failure:  # noqa: BLE001  whoever asked must hear of it
            return "broken", f"{type(failure).__name__}: {failure}"
        return "at", mongo.uri


def asked(kind: Kind) -> str:
    """The address of the run's server; NoServer when none can be had."""
    with Client(os.environ[PLACE]) as line:
        line.send(kind)
        word, text = line.recv()
    if word == "none":
        raise NoServer(text)
    if word == "broken":
        raise RuntimeError(text)
    return str(text)
