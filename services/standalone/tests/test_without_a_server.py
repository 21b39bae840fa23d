"""The command on a folder that nobody serves: it opens the folder, and lets it go again."""

import asyncio
import shutil
import socket
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from nineteen.shared.runtime.ports import ParkedRow
from nineteen.shared.runtime.sqlite.embedded import Folders, Lock, running_server
from nineteen.shared.runtime.sqlite.event_store import SqliteLog
from nineteen.shared.runtime.sqlite.parked import park

EXAMPLES = Path(__file__).parents[3] / "examples"
Run = Callable[..., CompletedProcess[str]]
Ended = Callable[..., tuple[object, str, str]]
NOON = datetime(2026, 1, 6, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture(scope="module")
def imported(
    tmp_path_factory: pytest.TempPathFactory, nineteen: Run, registered: Callable[[Path], None]
) -> Path:
    """A folder into which a list was imported, its keys beside it."""
    data = tmp_path_factory.mktemp("imported") / "data"
    registered(data)
    done = nineteen("import", "employers", EXAMPLES / "employers-60.csv", "--data", data)
    assert done.returncode == 0, done.stderr
    assert "accepted 60" in " ".join(done.stdout.split())
    return data


@pytest.fixture
def data(imported: Path, tmp_path: Path) -> Path:
    """A copy of that folder, which nobody holds."""
    shutil.copytree(imported.parent, tmp_path / "of")
    return tmp_path / "of" / "data"


def test_an_import_is_whole_when_the_command_ends(data: Path, ended: Ended) -> None:
    code, out, _ = ended("verify", "--data", data)

    documents = {line.split()[0]: line.split()[1] for line in out.split("\n\n")[0].splitlines()}
    assert code == 0
    assert (documents["employers"], documents["contacts"]) == ("60", "60")
    assert running_server(data) is None


def test_a_list_for_an_agency_that_nobody_registered_is_refused(
    tmp_path: Path, nineteen: Run
) -> None:
    list_of_60 = EXAMPLES / "employers-60.csv"

    done = nineteen("import", "employers", list_of_60, "--data", tmp_path / "data")

    assert done.returncode == 2
    assert "not registered here" in done.stderr
    assert "POST /contact/v1/agencies" in done.stderr


def test_verify_names_the_view_that_differs_and_a_rebuild_mends_it(
    data: Path, ended: Ended, nineteen: Run
) -> None:
    with sqlite3.connect(data / "dashboard" / "views.db") as db:
        db.execute(
            "UPDATE documents SET body = replace(body, 'Lantern Quay', 'Lamp') "
            "WHERE view LIKE 'employers%'"
        )
    db.close()

    code, out, _ = ended("verify", "--data", data)
    assert code == 1
    assert "1 different: " in out
    assert "Make the views anew: nineteen rebuild employers\n" in out

    rebuilt = nineteen("rebuild", "employers", "--data", data)
    assert (rebuilt.returncode, rebuilt.stderr) == (0, "")
    assert ended("verify", "--data", data)[0] == 0


def test_a_parked_event_is_shown_and_goes_through_when_tried_again(
    data: Path, nineteen: Run
) -> None:
    stream = asyncio.run(park_one(data))

    shown = nineteen("parked", "--data", data)
    redriven = nineteen("parked", "redrive", "--stream", stream, "--data", data)

    assert shown.returncode == 1
    assert "EmployerRegistered" in shown.stdout
    assert stream in shown.stdout
    assert "fold_failed KeyError" in shown.stdout
    assert "try again with `nineteen parked redrive`" in shown.stdout
    assert (redriven.returncode, redriven.stdout) == (0, "Tried 1: 1 went through.\n")


async def park_one(data: Path) -> str:
    """Set the first employer's registration aside, as a fold that fails does; its stream."""
    log = SqliteLog(data / "contact" / "events.db")
    commits = [commit async for batch in log.read_all() for commit in batch]
    commit = next(c for c in commits if c.events[0].type.endswith("EmployerRegistered"))
    log.close()
    row = ParkedRow(
        "nineteen.dashboard.views",
        *("employers", commit.stream, 1, "fold_failed", "KeyError", NOON, commit, 0),
    )
    with sqlite3.connect(data / "dashboard" / "views.db") as db:
        park(db, [row])
    db.close()
    return commit.stream


@pytest.mark.parametrize("command", [["verify"], ["parked"], ["rebuild", "--all"]])
def test_where_nothing_is_nothing_is_made(tmp_path: Path, ended: Ended, command: list[str]) -> None:
    code, _, complaint = ended(*command, "--data", tmp_path / "nowhere")

    assert code == 2
    assert "There is no data in" in complaint
    assert not list(tmp_path.iterdir())


def test_without_keys_nothing_is_read_and_no_new_keys_are_made(data: Path, ended: Ended) -> None:
    keys = Folders(data, data.with_name("data-keys")).keys
    keys.rename(keys.with_name("elsewhere"))

    code, _, complaint = ended("verify", "--data", data)

    assert code == 2
    assert "Bring that folder back from its backup" in complaint
    assert not keys.exists()


def test_a_folder_that_another_command_holds_is_left_alone(tmp_path: Path, ended: Ended) -> None:
    lock = Lock(tmp_path / "data")
    try:
        code, _, complaint = ended("up", "--data", tmp_path / "data")
    finally:
        lock.release()

    assert code == 2
    assert "Another command works on" in complaint


def test_a_taken_port_is_refused_before_anything_is_made(tmp_path: Path, ended: Ended) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, complaint = ended("up", "--port", port, "--data", tmp_path / "data")

    assert code == 2
    assert complaint == (
        f"Port {port} is taken by another program. Choose another with --port, or --port 0 for "
        "any free one.\n"
    )
    assert not (tmp_path / "data").exists()


UNUSABLE = {
    "NINETEEN_PROT": ("8020", "There is no setting NINETEEN_PROT."),
    "NINETEEN_PORT": ("many", "NINETEEN_PORT is 'many', which does not fit"),
    "NINETEEN_HOST": ("0.0.0.0", "listens on this machine only"),  # noqa: S104  it is refused
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_setting_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ended: Ended, name: str
) -> None:
    value, says = UNUSABLE[name]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)

    code, _, complaint = ended("up", "--no-demo")

    assert code == 2
    assert says in complaint


def test_a_mapping_is_a_title_and_a_field(tmp_path: Path, ended: Ended) -> None:
    file = EXAMPLES / "employers-messy.csv"

    code, _, complaint = ended("import", "employers", file, "--map", "Firm", "--data", tmp_path)

    assert code == 2
    assert "--map takes a column title, = and a field, such as 'Firm=name'" in complaint
    assert not list(tmp_path.iterdir())


def test_every_exit_code_is_explained(ended: Ended) -> None:
    code, out, _ = ended("--help")

    assert code == 0
    assert "0 done; 1 done, but something wants a look; 2 refused, nothing was done;" in out
