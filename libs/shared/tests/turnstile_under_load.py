"""A program for the kill test: for each line on stdin, a fork that works until it is killed.

Usage: turnstile_under_load.py FOLDER. It answers `pid <pid>`, then whatever the fork writes:
`ack <command id> <stream> <version>` as soon as a command was acknowledged.
"""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

from nineteen.shared.decider import Command, Rejected
from nineteen.shared.runtime.clock import SystemClock
from nineteen.shared.runtime.fresh_ids import uuid7
from nineteen.shared.runtime.handle import Handler, Order
from nineteen.shared.runtime.sqlite.embedded import Folders, open_embedded
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.turnstile import (
    OpenTurnstile,
    Pass,
    turnstile_service,
    turnstiles,
)

CLIENTS = 12
PLACES = 200


async def work(folder: Path, chance: Random) -> None:
    """Serve turnstiles to a dozen clients for ever."""
    folders = Folders(folder / "data", folder / "keys")
    embedded = await open_embedded([turnstile_service], folders, SystemClock())
    embedded.app.go_live()
    handler = embedded.app.nodes["contact"].handler
    assert handler
    await asyncio.gather(*(client(handler, Random(chance.random())) for _ in range(CLIENTS)))


async def client(handler: Handler, chance: Random) -> None:
    """Open a turnstile, pass a few times, and now and then one that locks behind you."""
    while True:
        place = str(chance.randrange(PLACES))
        await ask(handler, OpenTurnstile(place=place, hall=place[-1]), None, chance)
        for _ in range(chance.randrange(4)):
            target = natural_id("turnstile", "agency", place)
            await ask(handler, Pass(name=f"guest {place}"), target, chance)


async def ask(handler: Handler, command: Command, target: str | None, chance: Random) -> None:
    """Handle one command and tell the world when it is done."""
    command_id = uuid7()
    ago = timedelta(hours=chance.choice([0, 0, 0, 3]))
    order = Order(
        turnstiles,
        command,
        "agency",
        Actor("counselor", "ann"),
        SystemClock().now() - ago,
        command_id,
        target,
    )
    try:
        done = await handler.handle(order)
    except Rejected:
        return
    if done.events:
        os.write(1, f"ack {command_id} {done.stream} {done.version}\n".encode())


def main(folder: Path) -> None:
    """Fork for each line; the parent stays single-threaded, so forking is safe."""
    for line in sys.stdin:
        if pid := os.fork():
            os.write(1, f"pid {pid}\n".encode())
            os.waitpid(pid, 0)
            os.write(1, b"dead\n")
        else:
            asyncio.run(work(folder, Random(line)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
