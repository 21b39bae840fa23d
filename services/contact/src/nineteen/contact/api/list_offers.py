"""Offers a list's rows as records: an employer, and perhaps a contact, each."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from nineteen.contact.api.listed_employers import (
    ListedContact,
    ListedEmployer,
    QuarantinedRow,
    ReadRow,
    RepeatedRow,
    Row,
)
from nineteen.contact.domain.source_record import OfferRecord, record_id
from nineteen.shared.runtime.desk import Desk, Persona
from nineteen.shared.schema.partner import ContactListed, EmployerListed, EmployerRef, Industry

NAICS: Literal["NAICS 2022"] = "NAICS 2022"
Verdict = tuple[str, str, str]
"""(result, reason, detail)"""


def verdict(row: Row) -> Verdict:
    """What would become of a row, as far as the file itself tells."""
    match row:
        case QuarantinedRow():
            return "quarantined", row.reason, row.detail
        case RepeatedRow(first_line=first):
            return "duplicate", "repeated", f"The same as line {first}."
        case ReadRow(notes=notes):
            return "accepted", "", " ".join(problem.detail for problem in notes)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What every row of a delivery shares."""

    persona: Persona
    feed: str
    as_of: date
    batch: str


class Offers:
    """Offers a list's rows as records of one batch."""

    def __init__(self, desk: Desk, delivery: Delivery, now: datetime) -> None:
        self._desk = desk
        self._persona = delivery.persona
        self._feed = delivery.feed
        self._as_of = delivery.as_of
        self._batch = delivery.batch
        same_hour = datetime.combine(delivery.as_of, now.timetz()).astimezone(UTC)
        self._observed = min(now, same_hour)

    async def offer_all(self, rows: Sequence[Row]) -> list[Verdict]:
        """Offer rows at the same time, so that they reach the disk together."""
        tenant = self._persona.tenant
        ids = [row.employer.external_id for row in rows if isinstance(row, ReadRow)]
        records = [record_id(tenant, self._feed, each) for each in ids]
        await self._desk.note_new("record", tenant, records)
        return await asyncio.gather(*(self.offer(row) for row in rows))

    async def offer(self, row: Row) -> Verdict:
        """Offer one row: its employer, then its contact; a repeat of a row is a duplicate."""
        match row:
            case QuarantinedRow(external_id=external) if external:
                await self._quarantine(row)
                return verdict(row)
            case ReadRow():
                return await self._both(row)
            case _:
                return verdict(row)

    async def _both(self, row: ReadRow) -> Verdict:
        results = [await self._record(row, row.employer.external_id, self._employer(row.employer))]
        if row.employer.contact:
            external = await self._contact_id(row.employer, row.employer.contact)
            results.append(await self._record(row, external, self._contact(row, external)))
        best = next((r for r in ("quarantined", "accepted", "late") if r in results), "duplicate")
        _, reason, detail = verdict(row)
        return best, reason, detail

    async def _record(
        self, row: ReadRow, external_id: str, fact: EmployerListed | ContactListed
    ) -> str:
        employer = isinstance(fact, EmployerListed)
        command = OfferRecord(
            feed=self._feed,
            external_id=external_id,
            type="employer.listed" if employer else "contact.listed",
            payload=fact.model_dump_json(exclude_none=True),
            observed_at=self._observed,
            batch=self._batch,
            line=row.line,
            row_hash=row.employer_hash if employer else row.row_hash,
        )
        done = await self._desk.issue("record", command, self._persona)
        return done.events[-1].rpartition(".Record")[2].lower()

    async def _quarantine(self, row: QuarantinedRow) -> None:
        command = OfferRecord(
            feed=self._feed,
            external_id=row.external_id,
            type="employer.listed",
            observed_at=self._observed,
            batch=self._batch,
            line=row.line,
            problem=row.reason,
        )
        await self._desk.issue("record", command, self._persona)

    async def _contact_id(self, employer: ListedEmployer, contact: ListedContact) -> str:
        parts = ("listed-contact", employer.external_id, contact.email or contact.name)
        hashed = await self._desk.hashed(self._persona.tenant, *parts, contact.title)
        return f"{employer.external_id[:100]}/{hashed[:8]}"

    def _employer(self, listed: ListedEmployer) -> EmployerListed:
        return EmployerListed(
            external_id=listed.external_id,
            version=1,
            observed_at=self._observed,
            lawful_basis="public_task",
            county_fips=listed.county_fips,
            naics=Industry(code=listed.naics, code_set=NAICS),
            name=listed.name,
            street=listed.street or None,
            city=listed.city or None,
            postal_code=listed.postal_code or None,
            ownership=listed.ownership,
            employees=listed.employees,
            size_class=listed.size_class,
            phone=listed.phone or None,
            list_as_of=self._as_of,
        )

    def _contact(self, row: ReadRow, external_id: str) -> ContactListed:
        contact = row.employer.contact or ListedContact()
        return ContactListed(
            external_id=external_id,
            version=1,
            observed_at=self._observed,
            lawful_basis="public_task",
            county_fips=row.employer.county_fips,
            naics=Industry(code=row.employer.naics, code_set=NAICS),
            employer=EmployerRef(feed=self._feed, ref=row.employer.external_id),
            name=contact.name or None,
            title=contact.title or None,
            email=contact.email or None,
            phone=contact.phone or None,
            list_as_of=self._as_of,
        )
