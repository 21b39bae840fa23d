"""A Kafka broker from its published jars: Maven fetches them once, Java runs them."""

import re
import shutil
import subprocess
from pathlib import Path

from nineteen.shared.testing.servers.cache import NoServer, fetched
from nineteen.shared.testing.servers.processes import TAIL

POM = Path(__file__).with_name("pom.xml")
VERSION = re.findall(r"<version>([\d.]+)</version>", POM.read_text())[1]
TRIES = 3


def jars() -> list[Path]:
    """The broker's class path, always in one order; NoServer when it cannot be had."""
    missing = [each for each in ("java", "mvn") if not shutil.which(each)]
    if missing:
        raise NoServer(
            f"to run Kafka from its jars, {' and '.join(missing)} would have to be on the path"
            " (on Debian and Ubuntu: make servers)"
        )
    return sorted(fetched(f"kafka-{VERSION}", _fetch).glob("*.jar"))


def _fetch(folder: Path) -> None:
    command = ["mvn", "-B", "-q", "-f", str(POM), "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    said = ""
    for _ in range(TRIES):
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if not done.returncode and any(folder.glob("kafka_*.jar")):
            return
        said = (done.stdout + done.stderr)[-TAIL:]
    raise NoServer(f"Maven could not fetch the jars of Kafka {VERSION}: {said}")
