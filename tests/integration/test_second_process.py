"""A server as a process: alone on its folder, quick to stop, and nothing lost when it is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from nineteen.shared.runtime.sqlite.embedded import Folders, running_server
from nineteen.shared.runtime.sqlite.event_store import SqliteLog
from nineteen.shared.runtime.sqlite.verification import verified
from nineteen.standalone.services import SERVICES

COMMAND = Path(sys.executable).with_name("nineteen")
PATIENCE_S = 60
GRACE_S = 3
BUDGET_S = GRACE_S + 10
"""The grace for requests under way, and a little to close the files."""
ROUNDS = int(os.environ.get("NINETEEN_SOAK_ROUNDS", "5"))
AT_ONCE = 8
PEOPLE = httpx.Client(trust_env=False, timeout=PATIENCE_S)
ZONE = "America/Los_Angeles"


def environment() -> dict[str, str]:
    """The environment without anybody's own settings."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("NINETEEN_")}
    return kept | {"COLUMNS": "200", "NO_COLOR": "1", "NINETEEN_GRACE": str(GRACE_S)}


@contextmanager
def server_on(data: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A server on a folder, and its address; killed at the end if it still runs."""
    with subprocess.Popen(
        [COMMAND, "up", "--no-demo", "--port", "0", "--data", data],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            yield server, address_of(server, data)
        finally:
            server.kill()


def address_of(server: "subprocess.Popen[str]", data: Path) -> str:
    """Bounded: a server that ends, or says nothing for a minute, fails the test."""
    for _ in range(PATIENCE_S * 10):
        said = running_server(data) or {}
        if said.get("address") and str(said.get("pid")) == str(server.pid):
            return said["address"]
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"the server does not listen: {server.communicate()}")


def post(address: str, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    """One command; raises httpx.HTTPError when nobody answers."""
    answer = PEOPLE.post(address + path, json=body, headers={"idempotency-key": key})
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


@pytest.mark.fault("F-42", checks="I2")
def test_a_second_server_on_the_same_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with server_on(data) as (_, address):
        second = subprocess.run(
            [COMMAND, "up", "--no-demo", "--port", "0", "--data", data],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert post(address, "/contact/v1/agencies", {"name": "Still here", "zone": ZONE}, "1")

    assert second.returncode == 2
    said = " ".join((second.stdout + second.stderr).split())
    assert f"Nineteen already runs on {data}, at {address}." in said
    assert "choose another folder with --data." in said
    assert [at for stream, at in heads(data).items() if "/agency-" in stream] == [1]


def test_sigterm_with_an_open_stream_and_a_slow_request_ends_well_within_its_budget(
    tmp_path: Path,
) -> None:
    with server_on(tmp_path / "data") as (server, address):
        place = urlsplit(address).netloc
        with closing(HTTPConnection(place, timeout=PATIENCE_S)) as stream:
            stream.request("GET", "/dashboard/v1/stream")
            opened = stream.getresponse()
            assert opened.status == 200
            with closing(HTTPConnection(place, timeout=PATIENCE_S)) as slow:
                slow.putrequest("POST", "/contact/v1/agencies")
                slow.putheader("content-type", "application/json")
                slow.putheader("content-length", "200")
                slow.endheaders(b'{"name": "never said to the')
                began = time.monotonic()
                server.send_signal(signal.SIGTERM)
                said, _ = server.communicate(timeout=PATIENCE_S)
                took = time.monotonic() - began

    assert server.returncode == 0, said
    assert took < BUDGET_S
    assert "Traceback" not in said


@dataclass
class Load:
    """People who work until nobody answers any more; what they were told was done."""

    address: str
    seed: int
    done: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Key -> (stream, version)."""

    def run(self, who: int) -> None:
        """Enrol, say yes, open, note, set; over and over."""
        chance = Random(self.seed * 1000 + who)
        try:
            for number in range(1_000_000):
                self.one_jobseeker(chance, f"{self.seed}-{who}-{number}")
        except httpx.HTTPError:
            return

    def one_jobseeker(self, chance: Random, key: str) -> None:
        who = {"name": f"Dana {key}", "segment": "dislocated", "county": "53033"}
        jobseeker = self.issue("/contact/v1/jobseekers", who, f"{key}-a")
        consent = {"purpose": "store", "text_version": "1", "language": "en", "method": "signed"}
        self.issue(f"/contact/v1/jobseekers/{jobseeker}/record-consent", consent, f"{key}-b")
        soc = {"jobseeker": jobseeker, "soc": "11-3021"}
        campaign = self.issue("/contact/v1/campaigns", soc, f"{key}-c")
        works = {"name": f"Works {key}", "county": "53033", "size_class": "10-49"}
        employer = self.issue("/contact/v1/employers", works, f"{key}-d")
        somebody = {"employer": employer, "name": f"Lee {key}", "title": "Foreman"}
        contact = self.issue("/contact/v1/contacts", somebody, f"{key}-e")
        noted = {"campaign": campaign, "employer": employer, "what_they_do": "Doors."}
        self.issue("/contact/v1/dossiers", noted, f"{key}-f")
        asks = {"campaign": campaign, "jobseeker": jobseeker, "employer": employer}
        self.issue("/contact/v1/requests", {**asks, "contact": contact}, f"{key}-g")
        due = {"kind": "call", "about": contact, "due": "2026-01-06T17:00:00Z", "reason": "ride"}
        self.issue("/followup/v1/tasks", due, f"{key}-h")
        goal = {"goal": chance.randint(1, 60)}
        self.issue(f"/contact/v1/campaigns/{campaign}/set-goal", goal, f"{key}-i")

    def issue(self, path: str, body: dict[str, Any], key: str) -> str:
        answer = post(self.address, path, body, key)
        self.done[key] = (answer["stream"], answer["version"])
        return str(answer["id"])


def worked_until_killed(server: "subprocess.Popen[str]", address: str, seed: int) -> Load:
    """Eight at once, and kill -9 at a random moment."""
    load = Load(address, seed)
    people = [threading.Thread(target=load.run, args=(n,), daemon=True) for n in range(AT_ONCE)]
    for each in people:
        each.start()
    threading.Event().wait(Random(seed).uniform(0.3, 1.2))
    os.kill(server.pid, signal.SIGKILL)
    for each in people:
        each.join(PATIENCE_S)
    return load


def heads(data: Path) -> dict[str, int]:
    """The last version of each stream; versions have no gap and no twin."""
    found: dict[str, int] = {}
    for service in ("contact", "scheduling", "followup"):
        log = SqliteLog(data / service / "events.db")
        for _, _, commit in log.tail(1, 10**9):
            assert commit.from_version == found.get(commit.stream, 0) + 1
            found[commit.stream] = commit.to_version
        log.close()
    return found


async def test_what_was_acknowledged_is_there_after_kill_nine(tmp_path: Path) -> None:
    data = tmp_path / "data"
    acknowledged: dict[str, tuple[str, int]] = {}
    for seed in range(ROUNDS):
        with server_on(data) as (server, address):
            if seed == 0:
                post(address, "/contact/v1/agencies", {"name": "Cascade", "zone": ZONE}, "agency")
            acknowledged |= worked_until_killed(server, address, seed).done
    assert len(acknowledged) > ROUNDS

    stored = heads(data)
    lost = {k: at for k, at in acknowledged.items() if stored.get(at[0], 0) < at[1]}
    assert lost == {}

    with server_on(data) as (server, address):
        assert get(address, "/health/ready")["status"] == "ready"
        wait_for_the_views(address)
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=PATIENCE_S)
    assert server.returncode == 0, said
    verdicts = await verified(SERVICES, Folders(data, tmp_path / "data-keys"))
    assert [verdict for verdict in verdicts if not verdict.clean] == []


def wait_for_the_views(address: str) -> None:
    """Until every group has read everything; bounded."""
    for _ in range(PATIENCE_S * 10):
        lags = [
            group["lag"] + group["parked_events"]
            for service in SERVICES
            for group in get(address, f"/{service.name}/v1/operations")["groups"]
        ]
        if not any(lags):
            return
        threading.Event().wait(0.1)
    pytest.fail(f"the views lag behind: {lags}")


def get(address: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = PEOPLE.get(address + path).raise_for_status().json()
    return found
