"""One question in Kafka's own words: which brokers one sees."""

import base64
import socket
import struct
import uuid

from nineteen.shared.testing.servers.processes import HOST, received

METADATA, VERSION = 3, 4


class _Answer:
    """Numbers and texts of an answer, read one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 8  # the correlation id and the throttle time

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return int(value)

    def text(self) -> str:
        size = max(0, self.number(">h"))
        self._at += size
        return self._data[self._at - size : self._at].decode()


def brokers_seen(port: int, cluster: str | None = None, host: str = HOST) -> set[int]:
    """Node ids that the broker names; none when it is not ready, or of another cluster."""
    body = struct.pack(">hhih", METADATA, VERSION, 1, -1) + struct.pack(">i?", 0, False)  # noqa: FBT003
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(body)) + body)
            (size,) = struct.unpack(">i", received(connection, 4))
            answer = _Answer(received(connection, size))
        seen = set()
        for _ in range(answer.number(">i")):
            seen.add(answer.number(">i"))
            answer.text(), answer.number(">i"), answer.text()  # host, port, rack
        return seen if cluster in {None, answer.text()} else set()
    except (OSError, struct.error, UnicodeDecodeError):
        return set()


def new_cluster_id() -> str:
    """22 characters as Kafka writes ids; a leading dash would look like an option."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not text.startswith("-"):
            return text
