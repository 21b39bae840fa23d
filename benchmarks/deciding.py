"""R4, R5: a whole command without HTTP, against load, trigger and save of the peer."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from uuid import UUID

from benchmarks.installation import Site, place, site
from benchmarks.invariants import Broken, check_site
from benchmarks.peer import PeerVisits, on_sqlite
from benchmarks.rounds import Bench, Case, Figure, Plan
from benchmarks.sample import decides

IN_FLIGHT = 64


async def commands_a_second(here: Site, visits: Sequence[str], each: int) -> float:
    """One caller per stream; each waits for its answer before it goes on."""

    async def caller(visit: str) -> None:
        for _ in range(each):
            await here.note(visit)

    began = time.perf_counter()
    await asyncio.gather(*(caller(visit) for visit in visits))
    return len(visits) * each / (time.perf_counter() - began)


@contextmanager
def beside_the_peer(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """Both decide about the same content; both have their states at hand."""
    each, alone = plan.some(60, 2), plan.some(1_000)
    with place(plan.folder) as folder, site(plan.folder, decides) as here:
        peer = on_sqlite(folder / "peer.db")
        visits = here.runner.run(here.open_visits(IN_FLIGHT))
        opened, numbers = [peer.open() for _ in range(IN_FLIGHT)], count()

        def theirs() -> float:
            return peer_commands_a_second(peer, opened, numbers, alone)

        yield {
            "peer": theirs,
            "64": lambda: here.runner.run(commands_a_second(here, visits, each)),
            "1": lambda: here.runner.run(commands_a_second(here, visits[:1], alone)),
        }
        check_site(here)
        held = sum(peer.repository.get(visit).notes for visit in opened)
        if held != next(numbers):
            raise Broken("the peer lost a note")
        peer.close()


def peer_commands_a_second(
    peer: PeerVisits, visits: Sequence[UUID], numbers: "count[int]", notes: int
) -> float:
    """Its way has one writer: more threads would only wait for each other."""
    began = time.perf_counter()
    for turn in range(notes):
        peer.note(visits[turn % len(visits)], next(numbers))
    return notes / (time.perf_counter() - began)


DECIDING = Bench(
    (Figure("R4", "64", "peer", "commands/s"), Figure("R5", "1", "peer", "commands/s")),
    beside_the_peer,
)
