"""Every benchmark runs, checks what it wrote, and gives each goal a figure; none is timed."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from nineteen.shared.testing.servers.plugin import SharedKafka, SharedMongo

ROOT = Path(__file__).parents[2]
SERVICES = ("contact", "scheduling", "followup", "dashboard")
GOALS = {
    "R1,R3": {"R1/64", "R1/256", "R3"},
    "R2": {"R2/64", "R2/256"},
    "R4": {"R4", "R5"},
    "R7": {"R7", "R8", "R9", "R9/all", "R22"},
    "R10": {"R10", "R11/memory", "R11/durable"},
    "R13,R17": {"R13/1", "R13/100", "R17"},
    "G1,G4": {"G1", "G2", "G4"},
    "T1,T3": {"T1", "T2", "T3", "T4"},
}
ON_SERVERS = {
    "R14,R15": {"R14", "R14/made", "R15", "R15/sealed", "R16/message", "R16/batch"},
    "R19,R23,G16": {"R19", "R19/pymongo", "R23", "G16", "G16/floor"},
    "R20,T5,T6": {"R20", *(f"R20/{name}" for name in SERVICES), "T5", "T6"},
}


def printed(only: str, environment: Mapping[str, str]) -> str:
    """What a tiny run prints."""
    command = [sys.executable, "-m", "benchmarks", "--tiny", "--only", only]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(only: str, more: Mapping[str, str]) -> dict[str, str]:
    """What stands in the table: goal and measured."""
    lines = printed(only, os.environ | more).splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    return {row[0].strip(): row[5].strip() for row in rows[2:]}


def are_figures(found: Mapping[str, str]) -> bool:
    return all(re.fullmatch(r"[\d.,e+-]+", measured) for measured in found.values())


@pytest.mark.parametrize("only", GOALS)
def test_every_goal_gets_a_figure(only: str) -> None:
    if only == "R2" and not (shutil.which("cc") or shutil.which("gcc")):
        pytest.skip("no C compiler here")
    found = figures(only, {})

    assert found.keys() == GOALS[only]
    assert are_figures(found), found


@pytest.mark.cluster
@pytest.mark.timeout(600)
@pytest.mark.parametrize("only", ON_SERVERS)
def test_every_goal_of_the_cluster_gets_a_figure(
    only: str, kafka: SharedKafka, mongo: SharedMongo
) -> None:
    servers = {"NINETEEN_TEST_KAFKA": kafka.address, "NINETEEN_TEST_MONGO": mongo.uri}
    found = figures(only, servers)

    assert found.keys() == ON_SERVERS[only]
    assert are_figures(found), found


def test_where_no_server_can_be_had_the_goal_is_listed_with_the_reason(tmp_path: Path) -> None:
    nothing = {"PATH": str(tmp_path), "HOME": str(tmp_path), "DOCKER_HOST": "unix:///nowhere"}
    said = printed("R14", nothing)

    assert re.search(r"^- R14 not measured: no Kafka for tests: .+", said, re.MULTILINE), said
