"""People at work while servers and processes fail: every command is sent until it is answered."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from nineteen.shared.testing.installation import Process

AGENCY = "cascade"
COUNSELOR = "counselor/00000000-0000-4000-8000-00000000c019"
AT_ONCE = 4
PAUSE_S, MOST_PAUSE_S = 0.05, 0.8
SETTLES_S = 120.0
AGAIN = frozenset({409, 502, 503, 504, 507})
"""Answers after which the same command is sent again; 500 is none of them."""
Answer = dict[str, Any]
Chore = Callable[[int], Awaitable[object]]
"""What somebody does, by a number that nobody else has."""


@dataclass
class Traffic:
    """Counselors who do one thing after the other, for as long as it goes on."""

    client: httpx.AsyncClient
    addresses: Mapping[str, Sequence[str]]
    """Service -> its processes that take commands; the next is tried when one does not answer."""
    chore: Chore | None = None
    """None: they register employers."""
    acknowledged: list[Answer] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    tried: int = 0
    _numbers: int = 0

    async def registers_agency(self) -> None:
        """The agency that everybody works for."""
        body = {"name": "Cascade Works", "zone": "America/Los_Angeles"}
        await self.answered("/contact/v1/agencies", body, "agency")

    async def registers_employer(self, number: int) -> Answer:
        """One command of one stream."""
        body = {"name": f"Works {number}", "county": "53033", "size_class": "10-49"}
        return await self.answered("/contact/v1/employers", body, f"works-{number}")

    async def more(self, count: int) -> None:
        """Wait until so many more commands are acknowledged."""
        wanted = len(self.acknowledged) + count
        async with asyncio.timeout(SETTLES_S):
            while len(self.acknowledged) < wanted:  # noqa: ASYNC110  a bounded look, now and then
                await asyncio.sleep(PAUSE_S)

    @asynccontextmanager
    async def flowing(self) -> AsyncIterator[None]:
        """Commands all the while; those under way at the end are finished."""
        stop = asyncio.Event()
        tasks = [asyncio.create_task(self._counselor(stop)) for _ in range(AT_ONCE)]
        try:
            yield
            stop.set()
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def answered(
        self,
        path: str,
        body: Mapping[str, Any],
        key: str,
        again: frozenset[int] = AGAIN,
        **headers: str,
    ) -> Answer:
        """The answer to a command, however often it has to be sent."""
        sent = {"x-nineteen-persona": f"{AGENCY}/{COUNSELOR}", "idempotency-key": key} | headers
        addresses = self.addresses[path.split("/")[1]]
        pause = PAUSE_S
        async with asyncio.timeout(SETTLES_S):
            while True:
                self.tried += 1
                url = f"{addresses[self.tried % len(addresses)]}{path}"
                response = await self._sent(url, body, sent)
                if response and response.is_success:
                    answer: Answer = response.json()
                    self.acknowledged.append(answer)
                    return answer
                if response:
                    assert response.status_code in again, response.text
                    self.refused[response.status_code] += 1
                await asyncio.sleep(pause)
                pause = min(pause * 2, MOST_PAUSE_S)

    async def _sent(
        self, url: str, body: Mapping[str, Any], headers: Mapping[str, str]
    ) -> httpx.Response | None:
        try:
            return await self.client.post(url, json=body, headers=headers)
        except httpx.TransportError:
            return None

    async def _counselor(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._numbers += 1
            await (self.chore or self.registers_employer)(self._numbers)


def taking_commands(processes: Sequence[Process]) -> dict[str, list[str]]:
    """Service -> the addresses of its processes that people are sent to."""
    found: dict[str, list[str]] = {}
    for process in processes:
        if process.role != "worker":
            found.setdefault(process.service, []).append(process.address)
    return found
