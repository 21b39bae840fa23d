"""The command as people run it: in a process of its own, on a folder of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from nineteen.shared.runtime.sqlite.embedded import running_server
from nineteen.standalone.cli import main

COMMAND = Path(sys.executable).with_name("nineteen")
PATIENCE_S = 60
AGENCY = {"name": "Cascade Works", "zone": "America/Los_Angeles"}
REGISTER = f"""
import asyncio, pathlib, sys
from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.connection import answered, opened

async def register():
    async with opened(Settings(data=pathlib.Path(sys.argv[1]))) as nineteen:
        answered(await nineteen.http.post("/contact/v1/agencies", json={AGENCY!r}))
        await nineteen.drain()

asyncio.run(register())
"""
Ran = subprocess.CompletedProcess[str]
Run = Callable[..., Ran]
Ended = Callable[..., tuple[object, str, str]]


def environment() -> dict[str, str]:
    """The environment without anybody's own settings."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("NINETEEN_")}
    return kept | {"COLUMNS": "200", "NO_COLOR": "1"}


def ran(*arguments: object) -> Ran:
    """Run the command to its end."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@pytest.fixture(scope="session")
def nineteen() -> Run:
    return ran


@pytest.fixture
def ended(capsys: pytest.CaptureFixture[str]) -> Ended:
    """Run in this process: exit code, output, complaint. Not for what opens a data folder."""

    def run(*arguments: object) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as end:
            main([*map(str, arguments)])
        return (end.value.code or 0, *capsys.readouterr())

    return run


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own settings in this process either, and room for long lines."""
    for name in list(os.environ):
        if name.startswith("NINETEEN_") or name == "DEMO":
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder on which a server runs; it must stop well when told to."""
    data = tmp_path_factory.mktemp("beside") / "data"
    with subprocess.Popen(
        [COMMAND, "up", "--no-demo", "--port", "0", "--data", data],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        address = wait_until_it_listens(server, data)
        httpx.post(f"{address}/contact/v1/agencies", json=AGENCY, trust_env=False)
        yield data
        server.send_signal(signal.SIGINT)
        said, complained = server.communicate(timeout=PATIENCE_S)
    assert server.returncode == 0, complained
    assert "Stopped. Everything is kept" in said


@pytest.fixture(scope="session")
def registered() -> Callable[[Path], None]:
    """Registers the agency that the command speaks for, where no server runs."""

    def register(data: Path) -> None:
        subprocess.run(
            [sys.executable, "-c", REGISTER, data],
            env=environment(),
            timeout=PATIENCE_S,
            check=True,
            capture_output=True,
        )

    return register


def wait_until_it_listens(server: "subprocess.Popen[str]", data: Path) -> str:
    """Its address. Bounded: a server that ends, or says nothing for a minute, fails the tests."""
    for _ in range(PATIENCE_S * 10):
        if address := (running_server(data) or {}).get("address"):
            return address
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"the server ended: {server.communicate()}")
    pytest.fail("the server does not listen")
