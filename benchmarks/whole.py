"""R20 and the absolute times: the product as people start it, and a list of 100,000 employers."""

import csv
import json
import random
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.http import serving
from benchmarks.installation import place
from benchmarks.invariants import check_product
from benchmarks.machine import resident_mib
from benchmarks.rounds import Bench, Case, Figure, Plan
from nineteen.shared.runtime.sqlite.embedded import Folders

NINETEEN = Path(sys.executable).with_name("nineteen")
ROWS = 100_000
PATIENCE_S = 900.0
PAUSE_S = 0.05
TITLES = (
    *("Employer ID", "Company Name", "Street", "City", "ZIP", "County FIPS", "NAICS Code"),
    *("Employees", "Ownership"),
)


@dataclass
class Started:
    """A running Nineteen: when it was started, its process, and its address."""

    began: float
    child: "subprocess.Popen[str]"
    address: str
    folders: Folders

    def get(self, path: str) -> dict[str, Any] | None:
        """JSON from the server; None while it answers otherwise."""
        try:
            with urllib.request.urlopen(self.address + path) as answer:  # noqa: S310  our own
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError:
            return None

    def post(self, path: str, body: Mapping[str, Any]) -> None:
        """A command as the default persona."""
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(  # noqa: S310  our own server
            self.address + path, json.dumps(body).encode(), headers
        )
        urllib.request.urlopen(request).close()  # noqa: S310  the same


@contextmanager
def nineteen(folder: Path, *, demo: bool) -> Iterator[Started]:
    """The command that `make run` runs, on an empty folder, until it tells its address."""
    folders = Folders(folder / "data", folder / "data-keys")
    words = [str(NINETEEN), "up", "--demo" if demo else "--no-demo", "--port", "0"]
    began = time.perf_counter()
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(  # noqa: S603  our own command
            [*words, "--data", str(folders.data)], stdout=subprocess.PIPE, stderr=log, text=True
        ) as child,
    ):
        assert child.stdout  # noqa: S101  it is a pipe
        lines = iter(child.stdout.readline, "")
        found = next(filter(None, (re.search(r"http://[\d.:]+", line) for line in lines)))
        try:
            yield Started(began, child, found[0], folders)
        finally:
            child.send_signal(signal.SIGINT)
            child.wait(60)


def until(began: float, done: Callable[[], bool]) -> float:
    """Seconds from `began` until `done()` holds."""
    while not done():
        if time.perf_counter() - began > PATIENCE_S:
            raise TimeoutError
        time.sleep(PAUSE_S)
    return time.perf_counter() - began


@contextmanager
def at_rest(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """All services and the dashboard, nothing loaded, beside a bare application."""
    with ExitStack() as stack:
        whole = stack.enter_context(nineteen(stack.enter_context(place(plan.folder)), demo=False))
        bare = stack.enter_context(serving("bare", stack.enter_context(place(plan.folder))))
        urllib.request.urlopen(whole.address).close()  # noqa: S310  our own server
        yield {
            "ours": lambda: resident_mib(whole.child.pid),
            "bare": lambda: resident_mib(bare.pid),
        }


@contextmanager
def from_nothing(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """What a stranger sees: the first page, then the demo."""
    with place(plan.folder) as folder, nineteen(folder, demo=plan.scale >= 1) as started:

        def first_page() -> float:
            urllib.request.urlopen(started.address).close()  # noqa: S310  our own server
            return time.perf_counter() - started.began

        def loaded() -> bool:
            demo = (started.get("/health/ready") or {}).get("demo")
            return bool(demo is None or demo["done"] >= 1)

        yield {"page": first_page, "demo": lambda: until(started.began, loaded)}


def employer_list(path: Path, rows: int) -> None:
    """A list as a large county sends it; the same in every run."""
    chance = random.Random(19)  # noqa: S311  reproducible is what it must be
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TITLES)
        for number in range(rows):
            name = f"{chance.choice(('Lantern', 'Fernhollow', 'Tidewheel'))} Works {number}"
            street, zip_code = f"{1 + number % 900} Tidewheel Way", f"98{number % 200:03}"
            sizes = (chance.randint(1, 900), "private")
            place_ = (street, "Port Alder", zip_code, "53033", "488510")
            writer.writerow((f"E{number:06}", name, *place_, *sizes))


@contextmanager
def importing(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """A long list beside a server: until every employer is there and shown."""
    with place(plan.folder) as folder:
        rows, file = plan.some(ROWS), folder / "list.csv"
        employer_list(file, rows)
        with nineteen(folder, demo=False) as started:
            agency = {"name": "Cascade", "zone": "America/Los_Angeles"}
            started.post("/contact/v1/agencies", agency)
            yield {
                "time": lambda: import_seconds(file, started.folders.data),
                "peak": lambda: resident_mib(started.child.pid, "VmHWM"),
            }
        check_product(started.folders, commits=1 + 2 + 2 * rows)


def import_seconds(file: Path, data: Path) -> float:
    """The command that people use, to its end."""
    began = time.perf_counter()
    command = [str(NINETEEN), "import", "employers", str(file), "--data", str(data)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - began


AT_REST = Bench((Figure("R20", "ours", "bare", "MiB"),), at_rest)
FROM_NOTHING = Bench(
    (Figure("T1", "page"), Figure("T2", "demo")),
    from_nothing,
    once=True,
)
IMPORTING = Bench(
    (Figure("T3", "time", info=f"{ROWS:,} rows"), Figure("T4", "peak")), importing, once=True
)
