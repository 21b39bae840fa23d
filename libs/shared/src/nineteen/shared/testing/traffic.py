"""People at work while servers and processes fail: every command is sent until it is answered."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from nineteen.shared.testing.installation import Installation, Process, facts_of

PERSONA = {"x-nineteen-persona": "cascade/counselor/00000000-0000-4000-8000-00000000c019"}
AT_ONCE = 4
PAUSE_S = 0.05
SETTLES_S = 120.0
AGAIN = frozenset({409, 502, 503, 504, 507})
"""Answers after which the same command is sent again; 500 is none of them."""


@dataclass
class Traffic:
    """Counselors who register employers, one after the other, for as long as it goes on."""

    addresses: Sequence[str]
    """Of the processes that take commands; the next is tried when one does not answer."""
    client: httpx.AsyncClient
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Employer -> the stream's name, as it was answered."""
    refused: Counter[int] = field(default_factory=Counter)
    tried: int = 0
    _numbers: int = 0

    async def registers_agency(self) -> None:
        """The agency that everybody works for."""
        body = {"name": "Cascade Works", "zone": "America/Los_Angeles"}
        await self._until_answered("/contact/v1/agencies", body, "agency")

    async def more(self, count: int) -> None:
        """Wait until so many more employers are acknowledged."""
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
        finally:
            stop.set()
            await asyncio.gather(*tasks)

    async def _counselor(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._numbers += 1
            number = self._numbers
            body = {"name": f"Works {number}", "county": "53033", "size_class": "10-49"}
            answer = await self._until_answered("/contact/v1/employers", body, f"works-{number}")
            self.acknowledged[answer["id"]] = answer["stream"]

    async def _until_answered(self, path: str, body: Mapping[str, str], key: str) -> dict[str, str]:
        headers = {**PERSONA, "idempotency-key": key}
        while True:
            self.tried += 1
            address = self.addresses[self.tried % len(self.addresses)]
            try:
                response = await self.client.post(f"{address}{path}", json=body, headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(PAUSE_S)
                continue
            if response.is_success:
                answer: dict[str, str] = response.json()
                return answer
            assert response.status_code in AGAIN, response.text
            self.refused[response.status_code] += 1
            await asyncio.sleep(PAUSE_S)


async def at_rest(processes: Sequence[Process], client: httpx.AsyncClient) -> None:
    """Wait until nobody has anything left to do."""
    async with asyncio.timeout(SETTLES_S):
        before, found = None, await calm(processes, client)
        while not found or before != found:
            await asyncio.sleep(PAUSE_S)
            before, found = found, await calm(processes, client)


async def calm(
    processes: Sequence[Process], client: httpx.AsyncClient
) -> list[dict[str, Any]] | None:
    """What all tell, if all are quiescent and have seen the same facts."""
    found = []
    for process in processes:
        try:
            response = await client.get(f"{process.address}/ops/quiescent")
        except httpx.TransportError:
            return None
        if not response.is_success:
            return None
        found.append(response.json() | {"now": ""})
    rest = all(each["quiescent"] and each["ends"] == found[0]["ends"] for each in found)
    return found if rest else None


async def nothing_is_lost(installation: Installation, traffic: Traffic) -> None:
    """Each acknowledged command is one fact, and every view is what the facts say (I1, I3, I4)."""
    facts = await facts_of(installation)
    registered = Counter(
        str(fact.stream) for fact in facts if type(fact.event).__name__ == "EmployerRegistered"
    )
    assert registered.keys() >= set(traffic.acknowledged.values())
    assert set(registered.values()) <= {1}
    done = await asyncio.to_thread(installation.run, "verify")
    assert done.returncode == 0, done.stdout + done.stderr
