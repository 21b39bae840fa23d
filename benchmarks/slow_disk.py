"""R2: appending as in R1, where every flush takes a millisecond more (a preloaded shim)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.appending import CALLERS, cases
from benchmarks.installation import place
from benchmarks.rounds import Bench, Case, Figure, Plan

SOURCE = Path(__file__).with_name("slow_fsync.c")
MANY, FEW = 20_000, 300


def compiler() -> str | None:
    """A C compiler, if the machine has one."""
    return shutil.which("cc") or shutil.which("gcc")


@contextmanager
def on_slow_disk(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """The cases of R1 in a process of their own, one line of it for each wanted figure."""
    found = compiler()
    assert found  # noqa: S101  the caller has looked
    with place(plan.folder) as folder:
        shim = folder / "slow.so"
        build = [found, "-shared", "-fPIC", "-O1", "-o", str(shim), str(SOURCE), "-ldl"]
        subprocess.run(build, check=True)  # noqa: S603  the compiler of this machine
        with subprocess.Popen(  # noqa: S603  this very interpreter
            [sys.executable, "-m", "benchmarks.slow_disk", str(folder), str(plan.scale)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LD_PRELOAD": str(shim)},
        ) as child:
            yield {
                name: partial(asked, child, name)
                for name in ("raw", *(f"callers {n}" for n in CALLERS))
            }
            assert child.stdin  # noqa: S101  it is a pipe
            child.stdin.close()
            if child.wait():
                raise subprocess.CalledProcessError(child.returncode, child.args)


def asked(child: "subprocess.Popen[str]", name: str) -> float:
    """One figure from the other process."""
    assert child.stdin and child.stdout  # noqa: S101,PT018  they are pipes
    print(name, file=child.stdin, flush=True)
    return float(json.loads(child.stdout.readline()))


def answer(folder: Path, scale: float) -> None:
    """Measure what each line asks for (this runs in the slowed process)."""
    plan = Plan(folder, scale)
    with cases(folder, plan, many=MANY, few=FEW) as found:
        for line in sys.stdin:
            print(json.dumps(found[line.strip()]()), flush=True)


SLOW_DISK = Bench(
    tuple(Figure(f"R2/{n}", f"callers {n}", "raw", "events/s") for n in CALLERS),
    on_slow_disk,
)

if __name__ == "__main__":
    answer(Path(sys.argv[1]), float(sys.argv[2]))
