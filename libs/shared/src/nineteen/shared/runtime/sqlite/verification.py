"""`nineteen verify` on a data folder, read-only, also beside a running server."""

from collections.abc import AsyncIterator, Sequence
from contextlib import closing

from pydantic_core import from_json

from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.installation_key import installation_key
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.node import views_group
from nineteen.shared.runtime.ports import Commit, Position
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.sqlite.embedded import Folders
from nineteen.shared.runtime.sqlite.event_store import SqliteLog
from nineteen.shared.runtime.sqlite.key_store import SqliteKeyReader
from nineteen.shared.runtime.sqlite.writer import reading
from nineteen.shared.runtime.verify import Folded, Verdict, folded
from nineteen.shared.runtime.view_fold import generation_name


class Snapshot:
    """What a views file says at one moment."""

    def __init__(self, folders: Folders, service: Service) -> None:
        self._db = reading(folders.of(service.name) / "views.db")
        self._db.execute("BEGIN")
        group = views_group(service.name)
        rows = self._db.execute(
            "SELECT source, epoch, next FROM positions WHERE grp = ?", (group,)
        ).fetchall()
        self.positions = {s: Position(epoch, tuple(from_json(n))) for s, epoch, n in rows}
        self.active = dict(self._db.execute("SELECT view, active FROM generations").fetchall())

    def verdict(self, expected: Folded) -> Verdict:
        """Compare one view."""
        name = expected.view.name
        generation = generation_name(expected.view, self.active.get(name, 1))
        rows = self._db.execute(
            "SELECT tenant, id, body FROM documents WHERE view = ?", (generation,)
        )
        stored = {(tenant, id_): body for tenant, id_, body in rows}
        cells = self._db.execute("SELECT scope, cell, n FROM cells WHERE view = ?", (generation,))
        totals = {(scope, cell): n for scope, cell, n in cells}
        return expected.verdict(stored, totals)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


async def verified(services: Sequence[Service], folders: Folders) -> list[Verdict]:
    """Fold the event stores anew, up to where each service's views stand, and compare."""
    keys = SqliteKeyReader(folders.keys)
    codec = Codec(KeyRing(keys, installation_key(folders.keys)))
    logs = {s.name: SqliteLog(folders.of(s.name) / "events.db") for s in services if s.deciders}
    verdicts: list[Verdict] = []
    for service in services:
        if not service.views:
            continue
        with closing(Snapshot(folders, service)) as snapshot:
            commits = up_to(logs, snapshot)
            found = await folded(service.views, Reader(codec), commits)
            verdicts += [snapshot.verdict(each) for each in found]
    for log in logs.values():
        log.close()
    keys.close()
    return verdicts


async def up_to(logs: dict[str, SqliteLog], snapshot: Snapshot) -> AsyncIterator[Sequence[Commit]]:
    """The commits that the views have taken."""
    for source, log in logs.items():
        if position := snapshot.positions.get(source):
            async for batch in log.read_all(position):
                yield batch
