"""`python -m benchmarks`: run them all or some, print goal, measured and verdict."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.appending import APPENDING
from benchmarks.chain import CLUSTER_CHAIN
from benchmarks.consuming import CONSUMING
from benchmarks.deciding import DECIDING
from benchmarks.growth import GROWTH, LOADING
from benchmarks.http import HTTP
from benchmarks.machine import Noise, described
from benchmarks.processes import BACKLOG_DRAINS, EACH_AT_REST
from benchmarks.projecting import CHAIN, FOLLOWING
from benchmarks.rebuilding import REBUILDING
from benchmarks.relaying import RELAYING
from benchmarks.report import rows, table, unmeasured, written
from benchmarks.rounds import Bench, Outcome, Plan, measured
from benchmarks.slow_disk import SLOW_DISK, compiler
from benchmarks.streaming import DRAINING, STREAMING
from benchmarks.visibility import VISIBILITY
from benchmarks.whole import AT_REST, FROM_NOTHING, IMPORTING
from nineteen.shared.testing.servers.cache import NoServer

BENCHES: tuple[Bench, ...] = (
    *(APPENDING, SLOW_DISK, DECIDING, HTTP, REBUILDING, FOLLOWING, CHAIN),
    *(AT_REST, GROWTH, LOADING, FROM_NOTHING, IMPORTING),
    *(RELAYING, CONSUMING, CLUSTER_CHAIN, STREAMING, DRAINING),
    *(EACH_AT_REST, VISIBILITY, BACKLOG_DRAINS),
)
TINY = 0.003
KEPT_AT = Path(__file__).parents[1] / "docs" / "bench.md"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", default="", metavar="R1,R7", help="goals to measure, else all")
    parser.add_argument("--write", action="store_true", help=f"keep the table in {KEPT_AT.name}")
    parser.add_argument("--tiny", action="store_true", help="only try that they run")
    parser.add_argument(
        "--folder", type=Path, help="the disk to measure on, else the temporary one"
    )
    return parser.parse_args()


def chosen(only: str) -> Iterator[Bench]:
    """The benches that measure one of the goals asked for."""
    wanted = {name.strip() for name in only.split(",") if name.strip()}
    for bench in BENCHES:
        ids = {figure.id for figure in bench.figures}
        if not wanted or wanted & (ids | {id_.partition("/")[0] for id_ in ids}):
            yield bench


def skipped(bench: Bench) -> str | None:
    """Why a bench cannot run here."""
    if bench is SLOW_DISK and not compiler():
        return "there is no C compiler here to build the shim with"
    return None


def main() -> None:
    """Measure, print, and keep it if asked to."""
    options = arguments()
    noise, outcomes, left_out = Noise(), list[Outcome](), list[tuple[str, str]]()
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="bench-") as folder:
        plan = Plan(Path(folder), TINY, 1) if options.tiny else Plan(Path(folder))
        machine = described(plan.folder)
        print(machine, flush=True)
        noise.listen()
        for bench in chosen(options.only):
            if why := skipped(bench):
                left_out += [(figure.id, why) for figure in bench.figures]
                continue
            try:
                outcome = measured(bench, plan, noise)
            except NoServer as reason:
                left_out += [(figure.id, str(reason)) for figure in bench.figures]
                continue
            outcomes.append(outcome)
            for line in rows([outcome]):
                print("  ".join(filter(None, line)), file=sys.stderr, flush=True)
    notes = [*unmeasured(left_out), f"- Noise of a fixed loop, max/min: {noise.ratio:.2f}."]
    body = "\n\n".join((table([*rows(outcomes)]), "\n".join(notes)))
    print(body)
    if options.write:
        written(KEPT_AT, datetime.now(UTC), machine, body)


if __name__ == "__main__":
    main()
