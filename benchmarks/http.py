"""R7, R8, R9, R22: commands over HTTP, by a load generator in a process of its own."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from benchmarks.installation import place
from benchmarks.invariants import Broken, check_folders
from benchmarks.rounds import Bench, Case, Figure, Plan
from benchmarks.sample import content, decides, id_of, shows
from nineteen.shared.runtime.sqlite.embedded import Folders

CONNECTIONS = 32
NINETEEN = {"commands": decides, "unseen": decides, "one view": shows, "everything": shows}


@dataclass
class Target:
    """A server under load: its paths, the versions they stand at, and the tail of the last run."""

    port: int
    pid: int
    paths: list[str]
    versions: list[int] = field(default_factory=list)
    acknowledged: int = 0
    tail: float = 0.0


@contextmanager
def serving(variant: str, folder: Path) -> Iterator[Target]:
    """Start a server; its log goes to a file, as a real one's would."""
    words = ("serving", variant, folder) if variant in NINETEEN else ("bare_serving",)
    with (folder / "log").open("w") as log, process(*words, log=log) as child:
        assert child.stdout  # noqa: S101  it is a pipe
        target = Target(int(child.stdout.readline()), child.pid, ["/notes"] * CONNECTIONS)
        if variant in NINETEEN:
            open_visits(target, agency=variant == "everything")
        yield target
    if variant in NINETEEN:
        folders = Folders(folder / "data", folder / "data-keys")
        check_folders(folders, NINETEEN[variant], target.acknowledged)


@contextmanager
def process(*words: object, log: IO[str] | None = None) -> Iterator["subprocess.Popen[str]"]:
    """A process of ours, stopped politely in the end."""
    with (
        subprocess.Popen(  # noqa: S603  this very interpreter
            [sys.executable, "-m", f"benchmarks.{words[0]}", *map(str, words[1:])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as child
    ):
        try:
            yield child
        finally:
            assert child.stdin  # noqa: S101  it is a pipe
            child.stdin.close()  # ends the generator, which knows no other end
            child.send_signal(signal.SIGINT)
            child.wait(30)


def open_visits(target: Target, *, agency: bool) -> None:
    """A stream for each connection; where agencies are known, theirs first."""
    if agency:
        post(target, "/contact/v1/agencies", {"name": "Cascade", "zone": "America/Los_Angeles"})
    visits = [id_of("visit", number) for number in range(CONNECTIONS)]
    for visit in visits:
        post(target, "/bench/v1/visits", {"id": visit})
    target.paths = [f"/bench/v1/visits/{visit}/note-visit" for visit in visits]
    target.versions = [1] * CONNECTIONS
    target.acknowledged = CONNECTIONS


def post(target: Target, path: str, body: Mapping[str, str]) -> None:
    """One command; raises HTTPError."""
    address = f"http://127.0.0.1:{target.port}{path}"
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(address, json.dumps(body).encode(), headers)
    urllib.request.urlopen(request).close()  # noqa: S310  the same


def load(generator: "subprocess.Popen[str]", requests: int, target: Target) -> float:
    """Requests a second."""
    errand = {
        "port": target.port,
        "paths": target.paths,
        "body": json.dumps(content(1)),
        "requests": requests,
        "versions": target.versions,
    }
    assert generator.stdin and generator.stdout  # noqa: S101,PT018  they are pipes
    print(json.dumps(errand), file=generator.stdin, flush=True)
    found = json.loads(generator.stdout.readline())
    if found["refused"]:
        raise Broken(f"{found['refused']} of {found['answered']} requests were refused")
    target.acknowledged += found["answered"]
    target.versions = found["versions"] if target.versions else []
    target.tail = found["p99"] / found["p50"]
    return float(found["rate"])


@contextmanager
def over_http(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """All servers stand ready; one at a time is under load."""
    with ExitStack() as stack:
        generator = stack.enter_context(process("load"))
        targets = {
            variant: stack.enter_context(serving(variant, stack.enter_context(place(plan.folder))))
            for variant in ("bare", *NINETEEN)
        }
        requests = plan.some(10_000, 2 * CONNECTIONS)
        for target in targets.values():
            load(generator, requests // 4, target)  # warm
        cases = {v: partial(load, generator, requests, t) for v, t in targets.items()}
        yield {**cases, "tail": partial(tail_of, targets["commands"], cases["commands"])}


def tail_of(target: Target, run: Case) -> float:
    """p99 to p50 of one run."""
    run()
    return target.tail


HTTP = Bench(
    (
        Figure("R7", "commands", "bare", "requests/s"),
        Figure("R8", "tail", info="p99/p50"),
        Figure("R9", "one view", "commands", "requests/s"),
        Figure("R9/all", "everything", "commands", "all services and views beside"),
        Figure("R22", "commands", "unseen", "requests/s"),
    ),
    over_http,
)
