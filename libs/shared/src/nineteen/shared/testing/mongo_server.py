"""The stand-in for a MongoDB with flags of its own: standalone, or asking for passwords."""

import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from nineteen.shared.runtime.mongo.driver import connect, disconnect
from nineteen.shared.testing.contracts.examples import SOURCE
from nineteen.shared.testing.mongo import prepare
from nineteen.shared.testing.servers.mongo import program
from nineteen.shared.testing.servers.mongo_wire import takes_writes
from nineteen.shared.testing.servers.plugin import had
from nineteen.shared.testing.servers.processes import HOST, Program, deadline, free_ports, passed

STANDALONE, PASSWORDS = "--standalone", "--auth"
PASSWORD = "right"  # noqa: S105  of users that live as long as a test
READY_S = 60
Rights = tuple[str, Sequence[str]]
"""(role, databases)"""


@contextmanager
def server(folder: Path, *flags: str) -> Iterator[str]:
    """One with these flags; `host:port`."""
    (port,) = free_ports(1)
    settings = folder / "settings.toml"
    settings.touch()
    command = [str(had(program)), "--host", HOST, "--port", str(port), "--config", str(settings)]
    command += ["--storage-path", str(folder / "data"), "--sync-on-commit", *flags]
    running = Program(command, folder / "mongo.log")
    running.start()
    try:
        end = deadline(READY_S)
        while not (listens(port) if STANDALONE in flags else takes_writes(HOST, port)):
            assert running.running, running.tail()
            assert not passed(end), running.tail()
        yield f"{HOST}:{port}"
    finally:
        running.stop(grace=0)


def listens(port: int) -> bool:
    """Whether somebody takes connections."""
    with socket.socket() as knocking:
        return knocking.connect_ex((HOST, port)) == 0


@asynccontextmanager
async def guarded(folder: Path, prefix: str, users: Mapping[str, Rights]) -> AsyncIterator[str]:
    """One that asks for passwords, migrated under `prefix`; `host:port`."""
    with server(folder) as address:
        uri = f"mongodb://{address}/?directConnection=true"
        await prepare(uri, prefix, [SOURCE])
        client = connect(uri)
        for user, (role, databases) in users.items():
            roles = [{"role": role, "db": name} for name in databases]
            await client.admin.command("createUser", user, pwd=PASSWORD, roles=roles)
        await disconnect(client)
    with server(folder, PASSWORDS) as address:
        yield address
