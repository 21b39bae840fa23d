"""T5: from a POST to the view that shows it, through four processes at a steady rate."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from statistics import quantiles
from typing import Any

import httpx

from benchmarks.invariants import Broken
from benchmarks.processes import PERSONA, installed, ready
from benchmarks.rounds import Bench, Figure, Plan
from benchmarks.servers import AsyncCases, Together, on_a_loop
from nineteen.shared.testing.installation import Process

A_SECOND = 50
COMMANDS = 20 * A_SECOND
PATIENCE_S = 300.0
BESIDE = ("p50", "sent again", "load")
AGAIN = frozenset({409, 503})
PAUSE_S = 0.01


@dataclass
class Counselors:
    """They register employers, each at its own moment, whether earlier ones are shown or not."""

    processes: Mapping[str, Process]
    client: httpx.AsyncClient
    numbers: "count[int]"
    again: int = 0
    """Requests that were sent once more: no answer, a conflict, or a view that was late."""

    async def register_agency(self) -> None:
        """The agency that everybody works for."""
        body = {"name": "Cascade Works", "zone": "America/Los_Angeles"}
        await self._post("agencies", body, "agency")

    async def steadily(self, commands: int) -> list[float]:
        """Milliseconds from the moment a command was due to the moment it was seen."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(PATIENCE_S + commands / A_SECOND), asyncio.TaskGroup() as group:
            under_way = []
            for turn in range(commands):
                due = began + turn / A_SECOND
                await asyncio.sleep(max(0, due - loop.time()))
                under_way.append(group.create_task(self._seen(due)))
        return [task.result() for task in under_way]

    async def _seen(self, due: float) -> float:
        number = next(self.numbers)
        body = {"name": f"Works {number}", "county": "53033", "size_class": "10-49"}
        answer = await self._post("employers", body, f"works-{number}")
        address = self.processes["dashboard"].address
        place = f"{address}/dashboard/v1/views/employers/{answer['id']}"
        wanted = {"min_version": f"{answer['stream']}:{answer['version']}"}
        shown = await self._answered("GET", place, params=wanted)
        if shown["name"] != body["name"]:
            raise Broken(f"the view shows another employer than {body['name']}")
        return (asyncio.get_running_loop().time() - due) * 1000

    async def _post(self, what: str, body: Mapping[str, str], key: str) -> dict[str, Any]:
        address = f"{self.processes['contact'].address}/contact/v1/{what}"
        return await self._answered("POST", address, json=body, headers={"idempotency-key": key})

    async def _answered(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        """Sent until it is answered, as people's programs do; the clock runs on."""
        while True:
            with suppress(httpx.TransportError):
                response = await self.client.request(method, address, **more)
                if response.status_code not in AGAIN:
                    answer: dict[str, Any] = response.raise_for_status().json()
                    return answer
            self.again += 1
            await asyncio.sleep(PAUSE_S)


@asynccontextmanager
async def steady_load(plan: Plan) -> AsyncIterator[AsyncCases]:
    """Four processes, a steady load on the first, and every answer looked for in the last."""
    commands = plan.some(COMMANDS)
    with ExitStack() as stack:
        installation = await asyncio.to_thread(stack.enter_context, installed(plan))
        running = stack.enter_context(installation.everything())
        await ready([*running.values()])
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(headers=PERSONA, limits=limits, timeout=PATIENCE_S) as client:
            counselors = Counselors(running, client, count())
            await counselors.register_agency()

            async def measured() -> Mapping[str, float]:
                counselors.again = 0
                centiles = quantiles(await counselors.steadily(commands), n=100)
                p50, p99, load = centiles[49], centiles[98], os.getloadavg()[0]
                return {"p50": p50, "p99": p99, "load": load, "sent again": counselors.again}

            await counselors.steadily(max(4, commands // 10))
            values = Together(measured)
            yield {name: values.case(name) for name in ("p99", *BESIDE)}
        await asyncio.to_thread(stack.close)


VISIBILITY = Bench((Figure("T5", "p99", beside=BESIDE),), on_a_loop(steady_load))
