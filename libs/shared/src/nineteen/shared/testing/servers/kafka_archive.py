"""An archive of the classes that a broker loads: it halves the work of every later start."""

import shutil
import tempfile
from pathlib import Path

from nineteen.shared.testing.servers.cache import alone
from nineteen.shared.testing.servers.kafka import READY_S, Kafka
from nineteen.shared.testing.servers.kafka_jars import jars
from nineteen.shared.testing.servers.kafka_properties import JVM


def archive_of(classes: list[Path]) -> Path | None:
    """The archive beside the jars, made once; None when this Java cannot make one."""
    archive = classes[0].parent / "classes.jsa"
    with alone(archive.with_name(".archive.lock")):
        if not archive.exists():
            _make(classes, archive)
    return archive if archive.exists() else None


def _make(classes: list[Path], archive: Path) -> None:
    part = archive.with_suffix(".part")
    folder = Path(tempfile.mkdtemp(prefix="nineteen-kafka-"))
    broker = Kafka(folder, classes=classes, flags=[*JVM, f"-XX:ArchiveClassesAtExit={part}"])
    try:
        broker.start()
        broker.stop(grace=READY_S)
        if part.exists():
            part.rename(archive)
    except RuntimeError:
        part.unlink(missing_ok=True)
    finally:
        broker.stop(grace=0)
        shutil.rmtree(folder, ignore_errors=True)


def kafka_from_jars(folder: Path, nodes: int = 1) -> Kafka:
    """A started Kafka; NoServer when its jars cannot be had."""
    classes = jars()
    broker = Kafka(folder, nodes, classes=classes, archive=archive_of(classes))
    broker.start()
    return broker
