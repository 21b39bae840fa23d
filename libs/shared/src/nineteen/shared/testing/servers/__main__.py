"""Fetch beforehand what test servers need: `python -m nineteen.shared.testing.servers`."""

import sys
from collections.abc import Callable

from nineteen.shared.testing.servers.cache import NoServer, cache
from nineteen.shared.testing.servers.kafka_archive import archive_of
from nineteen.shared.testing.servers.kafka_jars import jars
from nineteen.shared.testing.servers.mongo import program


def main() -> int:
    """0 when everything is there; 1, with the reasons, when tests would have to skip."""
    needs: list[tuple[str, Callable[[], object]]] = [
        ("Kafka", lambda: archive_of(jars())),
        ("MongoDB stand-in", program),
    ]
    missing = 0
    for name, fetch in needs:
        try:
            fetch()
        except NoServer as reason:
            missing += 1
            sys.stderr.write(f"{name}: {reason}\n")
        else:
            sys.stdout.write(f"{name}: ready in {cache()}\n")
    return min(missing, 1)


if __name__ == "__main__":
    sys.exit(main())
