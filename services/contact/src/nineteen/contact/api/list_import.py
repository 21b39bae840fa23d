"""Imports an employer list row by row in bounded memory, and keeps what became of each row."""

import asyncio
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Self

import structlog

from nineteen.contact.api.employer_lists import EmployerList, read_employer_list
from nineteen.contact.api.list_columns import ListOptions
from nineteen.contact.api.list_offers import Delivery, Offers, Verdict, verdict
from nineteen.contact.api.listed_employers import ReadRow, Row
from nineteen.contact.domain.batch import CloseBatch, OpenBatch
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.desk import Desk, Persona
from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.fresh_ids import uuid7
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.schema.ids import UUID

AT_ONCE = 256
PIECE = 256 * 1024
MOST_RUNS = 50
CUT_OFF = "The server stops: the rows so far are kept. Send the same list again for the rest."
UPLOADED = ".upload.csv"
COLUMNS = ("line", "external_id", "result", "reason", "detail")
log = structlog.get_logger()


@dataclass
class Opened:
    """A list that can be read, and how far that has come."""

    file: Path
    size: int
    content: EmployerList
    read: list[int]


def open_list(file: Path, options: ListOptions) -> Opened:
    """Open a list; raises ListRefused before any row when it is none."""
    read = [0]

    def pieces() -> Iterator[bytes]:
        with file.open("rb") as handle:
            while piece := handle.read(PIECE):
                read[0] += len(piece)
                yield piece

    return Opened(file, file.stat().st_size, read_employer_list(pieces(), options), read)


@dataclass
class Run:
    """One delivery: its counts, and how far it has come."""

    id: str
    tenant: str
    opened: Opened
    dry: bool
    counts: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    finished: bool = False
    failed: str | None = None

    def summary(self) -> dict[str, Any]:
        """For the sender, while it runs and after."""
        done = self.opened.read[0] / max(1, self.opened.size)
        results = ("accepted", "duplicate", "late", "quarantined")
        return {
            "id": self.id,
            "dry_run": self.dry,
            "finished": self.finished,
            "failed": self.failed,
            "done": 1.0 if self.finished else round(min(done, 0.99), 3),
            "rows": self.rows,
            **{name: self.counts[name] for name in results},
            "encoding": self.opened.content.encoding,
            "ignored_columns": list(self.opened.content.layout.ignored),
            "rows_at": f"/contact/v1/batches/{self.id}/rows",
        }


class Imports:
    """The deliveries of this process; result files stay after a restart."""

    def __init__(self, app: App, desk: Desk, folder: Path) -> None:
        self._app = app
        self._desk = desk
        self._folder = folder
        for left in folder.glob(f"*{UPLOADED}"):  # of a process that was killed
            left.unlink()
        self._runs: dict[str, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, tenant: str, id: str) -> Run | None:  # noqa: A002
        """A delivery under way or just over."""
        run = self._runs.get(id)
        return run if run and run.tenant == tenant else None

    def rows_file(self, tenant: str, id: str) -> Path | None:  # noqa: A002
        """Where the results of a delivery's rows are."""
        path = self._folder / f"{tenant}.{id}.rows.csv"
        return path if re.match(UUID, id) and path.exists() else None

    async def dry_run(self, tenant: str, opened: Opened) -> Run:
        """Say what would become of each row; nothing is recorded."""
        run = self._new(uuid7(), tenant, opened, dry=True)
        with self._results(run) as results:
            while rows := list(islice(opened.content.rows, AT_ONCE)):
                for row in rows:
                    note(run, results, row, verdict(row))
                await asyncio.sleep(0)
        run.finished = True
        opened.file.unlink()
        return run

    async def start(self, persona: Persona, feed: str, as_of: date | None, opened: Opened) -> Run:
        """Open a batch and go on behind the answer."""
        as_of = as_of or self._app.clock.now().date()
        done = await self._desk.issue("batch", OpenBatch(feed=feed, list_as_of=as_of), persona)
        run = self._new(done.stream.id, persona.tenant, opened, dry=False)
        delivery = Delivery(persona, feed, as_of, run.id)
        offers = Offers(self._desk, delivery, self._app.clock.now())
        task = asyncio.create_task(self._go(run, delivery, offers), name=f"import {run.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return run

    async def _go(self, run: Run, delivery: Delivery, offers: Offers) -> None:
        try:
            with self._results(run) as results:
                while rows := list(islice(run.opened.content.rows, AT_ONCE)):
                    verdicts = await offers.offer_all(rows)
                    for row, each in zip(rows, verdicts, strict=True):
                        note(run, results, row, each)
                    await self._app.keep_up("contact")
                    self._break_off_when_stopping()
            await self._close(run, delivery)
            run.finished = True
        except Unavailable as trouble:
            run.failed = str(trouble)
        except Exception as error:  # noqa: BLE001  whoever waits must hear of it
            run.failed = "The import broke off by a fault of ours; rows so far are kept."
            log.error("import_broken", batch=run.id, error=place_of(error))
        finally:
            run.opened.file.unlink(missing_ok=True)

    def _break_off_when_stopping(self) -> None:
        if self._app.stopping:
            raise Unavailable(CUT_OFF)

    async def _close(self, run: Run, delivery: Delivery) -> None:
        counts = run.counts
        command = CloseBatch(
            rows=run.rows,
            accepted=counts["accepted"],
            duplicate=counts["duplicate"],
            late=counts["late"],
            quarantined=counts["quarantined"],
        )
        await self._desk.issue("batch", command, delivery.persona, target=run.id)

    def _new(self, id_: str, tenant: str, opened: Opened, *, dry: bool) -> Run:
        run = self._runs[id_] = Run(id_, tenant, opened, dry)
        while len(self._runs) > MOST_RUNS:
            del self._runs[next(iter(self._runs))]
        return run

    def _results(self, run: Run) -> "Results":
        return Results(self._folder / f"{run.tenant}.{run.id}.rows.csv")


class Results:
    """The file of what became of each row; it holds nothing about people."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file: io.TextIOWrapper = path.open("w", newline="", encoding="utf-8")
        self._writer = csv.writer(self._file)
        self._writer.writerow(COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, *row: object) -> None:
        """Write one row."""
        self._writer.writerow(row)


def note(run: Run, results: Results, row: Row, what: Verdict) -> None:
    """Count a row and write it down."""
    run.rows += 1
    run.counts[what[0]] += 1
    external = row.employer.external_id if isinstance(row, ReadRow) else row.external_id
    results.add(row.line, external, *what)
