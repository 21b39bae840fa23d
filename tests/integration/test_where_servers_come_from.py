"""Where a test's Kafka comes from, and what a test does when there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

A_TEST = """
def test_notes_where_kafka_is(kafka):
    print(f"kafka at {kafka.address}")
"""
NOWHERE = {"PATH": "/nowhere", "DOCKER_HOST": "unix:///nowhere"}


def run(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A test that needs a Kafka, run in another environment."""
    (folder / "test_one.py").write_text(A_TEST)
    (folder / "pytest.ini").write_text("[pytest]\n")
    ours = ("PYTEST_", "NINETEEN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    plugin = ["-p", "nineteen.shared.testing.servers.plugin", "-p", "no:randomly"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-sq", "-rs", *plugin, str(folder)],
        cwd=folder,
        env=kept | environment,
        check=False,
        capture_output=True,
        text=True,
    )


def test_an_address_in_the_environment_comes_first(tmp_path: Path) -> None:
    done = run(tmp_path, NINETEEN_TEST_KAFKA="kafka.example:9092", **NOWHERE)

    assert "kafka at kafka.example:9092" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("required", ["", "0"])
def test_without_any_the_test_is_skipped_with_every_reason(tmp_path: Path, required: str) -> None:
    done = run(tmp_path, NINETEEN_REQUIRE_CLUSTER=required, **NOWHERE)

    assert done.returncode == 0
    assert "1 skipped" in done.stdout
    assert "no container engine answers" in done.stdout
    assert "java and mvn would have to be on the path" in done.stdout


def test_where_servers_are_required_that_is_a_failure(tmp_path: Path) -> None:
    done = run(tmp_path, NINETEEN_REQUIRE_CLUSTER="1", **NOWHERE)

    assert done.returncode == 1
    assert "NINETEEN_REQUIRE_CLUSTER is set" in done.stdout
