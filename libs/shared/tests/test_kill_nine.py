"""kill -9 at random moments under load: nothing acknowledged is lost, and views are right."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from random import Random

import pytest

from nineteen.shared.runtime.clock import SystemClock
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.sqlite.embedded import Folders, open_embedded
from nineteen.shared.runtime.sqlite.event_store import SqliteLog
from nineteen.shared.runtime.sqlite.verification import verified
from nineteen.shared.testing.turnstile import TurnstileLocked, turnstile_service

ROUNDS = int(os.environ.get("NINETEEN_KILL_ROUNDS", "20"))
PROGRAM = Path(__file__).with_name("turnstile_under_load.py")


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], "SimpleQueue[str]"]]:
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as program:
        lines: SimpleQueue[str] = SimpleQueue()
        reader = threading.Thread(target=hand_over, args=(program, lines), daemon=True)
        reader.start()
        assert program.stdin
        try:
            yield program, lines
        finally:
            program.stdin.close()  # then it ends by itself
            reader.join()


def hand_over(program: "subprocess.Popen[str]", lines: "SimpleQueue[str]") -> None:
    assert program.stdout
    for line in program.stdout:
        lines.put(line)


def killed_after(
    program: "subprocess.Popen[str]", lines: "SimpleQueue[str]", seed: int
) -> dict[str, tuple[str, int]]:
    """Let one fork work for a random while, kill it, and hand back what it acknowledged."""
    chance = Random(seed)
    assert program.stdin
    program.stdin.write(f"{seed}\n")
    pid = int(lines.get(timeout=60).split()[1])
    threading.Event().wait(chance.uniform(0, 0.1) if seed % 4 == 0 else chance.uniform(0.1, 0.4))
    os.kill(pid, signal.SIGKILL)
    acknowledged = {}
    while (line := lines.get(timeout=60)) != "dead\n":
        _, command_id, stream, version = line.split()
        acknowledged[command_id] = (stream, int(version))
    return acknowledged


def stored(folder: Path) -> list[Commit]:
    log = SqliteLog(folder / "data" / "contact" / "events.db")
    commits = [commit for _, _, commit in log.tail(1, 10**9)]
    log.close()
    return commits


def check_streams(commits: list[Commit]) -> None:
    """Each stream has the versions 1..n, and no turnstile was locked twice."""
    ends: dict[str, int] = {}
    locked: set[str] = set()
    for commit in commits:
        assert commit.from_version == ends.get(commit.stream, 0) + 1
        ends[commit.stream] = commit.to_version
        if any(event.type == TurnstileLocked.type_name for event in commit.events):
            assert commit.stream not in locked
            locked.add(commit.stream)


@pytest.mark.timeout(60 + 5 * ROUNDS)
async def test_nothing_acknowledged_is_lost_and_views_equal_a_fresh_fold(tmp_path: Path) -> None:
    acknowledged: dict[str, tuple[str, int]] = {}
    with running(tmp_path) as (program, lines):
        for seed in range(ROUNDS):
            acknowledged |= killed_after(program, lines, seed)
            check_round(tmp_path, acknowledged)
    assert len(acknowledged) > ROUNDS
    await check_views(tmp_path)


def check_round(folder: Path, acknowledged: dict[str, tuple[str, int]]) -> None:
    if not acknowledged:
        return  # it may have died while it made its files
    commits = stored(folder)
    check_streams(commits)
    kept = {commit.id: (commit.stream, commit.to_version) for commit in commits}
    assert acknowledged.items() <= kept.items()


async def check_views(folder: Path) -> None:
    """As the last process left them, and again when everything has been taken."""
    folders = Folders(folder / "data", folder / "keys")
    assert all(verdict.clean for verdict in await verified([turnstile_service], folders))
    embedded = await open_embedded([turnstile_service], folders, SystemClock())
    await embedded.app.drain()
    assert await embedded.views["contact"].parked() == []
    await embedded.close()
    verdicts = await verified([turnstile_service], folders)
    assert all(verdict.clean for verdict in verdicts)
    assert sum(verdict.documents for verdict in verdicts) > ROUNDS
