"""`nineteen serve` and `nineteen up` say why they do not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CLI = Path(sys.executable).with_name("nineteen")
NOWHERE = {"NINETEEN_MONGO": "mongodb://127.0.0.1:1/?replicaSet=x", "NINETEEN_KAFKA": "127.0.0.1:1"}


@pytest.mark.parametrize(
    ("command", "settings", "sentence"),
    [
        (["serve", "contact"], NOWHERE, "There is no installation.key in"),
        (["serve", "contact"], {}, "A cluster needs NINETEEN_MONGO"),
        (["serve", "billing"], NOWHERE, "There is no service billing."),
        (["up", "--no-demo"], {}, "holds data, but its keys are not in"),
    ],
    ids=["no key", "no servers", "no such service", "lost keys"],
)
def test_a_start_that_is_refused_says_why_and_ends_with_2(
    command: list[str], settings: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "data" / "contact").mkdir(parents=True)
    (tmp_path / "data" / "contact" / "events.db").touch()
    kept = {name: each for name, each in os.environ.items() if not name.startswith("NINETEEN_")}
    there = {"NINETEEN_DATA": str(tmp_path / "data"), "NINETEEN_KEYS": str(tmp_path / "keys")}

    done = subprocess.run(
        [CLI, *command, "--port", "0"],
        env=kept | there | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    said = " ".join((done.stdout + done.stderr).split())
    assert (done.returncode, sentence in said) == (2, True), said
