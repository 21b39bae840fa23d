"""E14: 400 dislocated workers are enrolled in one day, in one county with 60 employers (4.8)."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from nineteen.shared.schema.contact import RequestSent, SlotRefused, SlotReserved
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.standalone.demo.e1_people import Person
from nineteen.standalone.demo.office import Office

WORKERS, EMPLOYERS, AT_ONCE = 400, 60, 16
A_DAY = 40
"""First asks of an agency on a business day (4.1)."""
CAPS = {"1-9": 1, "10-49": 2}


async def employers(cascade: Any) -> list[tuple[str, list[str]]]:
    """Half of them small; two people at each."""
    found = []
    for number in range(EMPLOYERS):
        size = "1-9" if number % 2 else "10-49"
        body = {"name": f"Wave Works {number}", "county": "53033", "size_class": size}
        employer = (await cascade.office.ask("/contact/v1/employers", **body))["id"]
        people = [
            Person(
                f"Lin Wave {number}-{which}",
                "Lead",
                f"lin.{number}.{which}@example.org",
                "+12065550119",
            )
            for which in range(2)
        ]
        contacts = [await cascade.office.add_contact(employer, each) for each in people]
        found.append((employer, contacts))
    return found


async def wave(cascade: Any) -> list[tuple[Office, str]]:
    """Everybody has a text that is ready; the clock stands at 08:00 on Mon 03-02."""
    await cascade.opens("03-02")
    firms = await employers(cascade)

    async def join(number: int) -> tuple[Office, str]:
        me = Actor("jobseeker", natural_id("wave", str(number)))
        office = Office(cascade.nineteen, cascade.office.counselor, me, name=f"wave {number}")
        await cascade.enrol(office)
        employer, contacts = firms[number % EMPLOYERS]
        await office.research(employer, size="10-49", what="They make doors.")
        request = natural_id("wave request", str(number))
        contact = contacts[number // EMPLOYERS % 2]
        await office.draft(request, employer=employer, contact=contact)
        return office, request

    joined = []
    for start in range(0, WORKERS, AT_ONCE):
        joined += await asyncio.gather(*map(join, range(start, start + AT_ONCE)))
    return joined


@pytest.mark.timeout(600)
async def test_e14_a_layoff_wave_breaks_no_cap_and_no_ceiling(cascade: Any) -> None:
    """Those who wait come in the order of their approval, and the list is said to be too short."""
    joined = await wave(cascade)
    for office, request in joined:
        await office.approve(request)
        await cascade.nineteen.wait(timedelta(seconds=1))

    await cascade.clock("03-06", 17)
    seen = await cascade.nineteen.get("/dashboard/v1/contact-fatigue", county="53033")

    facts = await cascade.nineteen.facts()
    sent = [each for each in facts if isinstance(each.event, RequestSent)]
    by_day = Counter(each.event.sent_on for each in sent)
    assert max(by_day.values()) <= A_DAY
    per_contact = Counter(each.event.ask.contact for each in sent)
    assert max(per_contact.values()) == 1
    per_employer = Counter(each.event.ask.employer for each in sent)
    assert max(per_employer.values()) <= max(CAPS.values())
    assert len(sent) > EMPLOYERS / 2
    assert seen["widen_the_list"]
    assert sum(row["queue_length"] for row in seen["rows"]) > 0
    assert fair(facts)


def fair(facts: list[Any]) -> bool:
    """Whoever was offered a slot had waited longest of all who waited for it."""
    waiting: dict[str, dict[str, Any]] = {}
    for each in sorted(facts, key=lambda fact: (fact.stream.id, fact.version)):
        queue = waiting.setdefault(each.stream.id, {})
        match each.event:
            case SlotRefused(queued=True, reservation=own, approved_at=at):
                queue[own] = (at, own)
            case SlotReserved(offered=True, reservation=own):
                if queue and queue.get(own) != min(queue.values()):
                    return False
                queue.pop(own, None)
            case SlotReserved(reservation=own):
                queue.pop(own, None)
            case _:
                pass
    return True
