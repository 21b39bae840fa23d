"""Every benchmark runs, checks what it wrote, and gives each goal a figure; none is timed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOALS = {
    "R1,R3": {"R1/64", "R1/256", "R3"},
    "R2": {"R2/64", "R2/256"},
    "R4": {"R4", "R5"},
    "R7": {"R7", "R8", "R9", "R9/all", "R22"},
    "R10": {"R10", "R11/memory", "R11/durable"},
    "R13,R17": {"R13/1", "R13/100", "R17"},
    "G1,G4": {"G1", "G2", "G4"},
    "R20,T1,T3": {"R20", "T1", "T2", "T3", "T4"},
}


def figures(only: str) -> dict[str, str]:
    """What a tiny run prints in its table: goal and measured."""
    command = [sys.executable, "-m", "benchmarks", "--tiny", "--only", only]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = [line.strip("|").split("|") for line in done.stdout.splitlines() if line.startswith("|")]
    return {row[0].strip(): row[5].strip() for row in rows[2:]}


@pytest.mark.parametrize("only", GOALS)
def test_every_goal_gets_a_figure(only: str) -> None:
    if only == "R2" and not (shutil.which("cc") or shutil.which("gcc")):
        pytest.skip("no C compiler here")
    found = figures(only)

    assert found.keys() == GOALS[only]
    assert all(re.fullmatch(r"[\d.,e+-]+", measured) for measured in found.values()), found
