"""Two questions in MongoDB's own words, without a driver: is it ready, is it real."""

import socket
import struct
from urllib.parse import urlsplit

from nineteen.shared.testing.servers.processes import received

OP_MSG = 2013
HEADER = 16


def _asked(host: str, port: int, command: str) -> bytes:
    """The answer's BSON; it is searched, not parsed: keys stand in it as they are."""
    elements = b"\x10" + command.encode() + b"\0" + struct.pack("<i", 1)
    elements += b"\x02$db\0" + struct.pack("<i", 6) + b"admin\0"
    document = struct.pack("<i", len(elements) + 5) + elements + b"\0"
    body = struct.pack("<I", 0) + b"\0" + document
    with socket.create_connection((host, port), timeout=2) as connection:
        connection.sendall(struct.pack("<iiii", HEADER + len(body), 1, 0, OP_MSG) + body)
        (size,) = struct.unpack("<i", received(connection, 4))
        return received(connection, size - 4)


def takes_writes(host: str, port: int) -> bool:
    """Whether it is the primary of a replica set."""
    try:
        answer = _asked(host, port, "hello")
    except OSError:
        return False
    return b"\x08isWritablePrimary\0\x01" in answer and b"\x02setName\0" in answer


def is_mongod(uri: str) -> bool:
    """Whether a real mongod answers; one that answers no plain question counts as real."""
    place = urlsplit(uri.partition(",")[0])
    try:
        answer = _asked(place.hostname or "localhost", place.port or 27017, "buildInfo")
    except OSError:
        return True
    return b"\0storageEngines\0" in answer or b"\x04storageEngines\0" in answer
