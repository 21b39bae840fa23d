"""The doctor says what is wrong, and what to do; and finds nothing wrong where nothing is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nineteen.shared.runtime.installation_key import installation_key
from nineteen.shared.runtime.sqlite.embedded import Lock
from nineteen.shared.runtime.sqlite.writer import opened

Ended = Callable[..., tuple[object, str, str]]
pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one sound file, its keys beside it."""
    data = tmp_path / "data"
    (data / "contact").mkdir(parents=True)
    data.chmod(0o700)
    db = opened(data / "contact" / "events.db")
    db.execute("CREATE TABLE log(epoch TEXT)")
    db.executemany("INSERT INTO log VALUES(?)", [("x" * 900,)] * 50)
    db.close()
    installation_key(tmp_path / "data-keys")
    return data


def test_a_sound_folder_is_well(data: Path, ended: Ended) -> None:
    code, out, _ = ended("doctor", "--data", data)

    assert code == 0
    assert "1 database files, all sound" in out
    assert "ms for 4 KiB, the median of 20" in out
    assert "for you alone" in out
    assert "problem" not in out


def test_a_folder_that_is_not_there_yet_is_no_problem(tmp_path: Path, ended: Ended) -> None:
    code, out, _ = ended("doctor", "--data", tmp_path / "data")

    assert code == 0
    assert "is not there yet; the first start makes it." in out
    assert not list(tmp_path.iterdir())


def test_each_setting_is_shown_with_its_value_and_where_it_comes_from(
    data: Path, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NINETEEN_LOG", "json")

    _, out, _ = ended("doctor", "--data", data)

    found = {line.split()[0]: line.split()[1:] for line in out.split("\n\n")[0].splitlines()}
    assert found["NINETEEN_LOG"] == ["json", "environment"]
    assert found["NINETEEN_DATA"] == [str(data), "--data"]
    assert found["NINETEEN_KEYS"] == [f"{data}-keys", "default"]
    assert found["NINETEEN_CLOCK"] == ["system", "default"]


def test_a_slip_in_a_setting_is_named_with_what_may_be_meant(
    data: Path, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NINETEEN_PROT", "8020")
    monkeypatch.setenv("NINETEEN_PORT", "many")

    code, out, _ = ended("doctor", "--data", data)

    assert code == 1
    assert "There is no setting NINETEEN_PROT. Perhaps NINETEEN_PORT is meant" in out
    assert "NINETEEN_PORT is 'many', which does not fit" in out
    assert "2 to mend before Nineteen works well" in out


def test_a_damaged_file_is_found(data: Path, ended: Ended) -> None:
    file = data / "contact" / "events.db"
    content = bytearray(file.read_bytes())
    content[5000:9000] = b"\xff" * 4000
    file.write_bytes(content)

    code, out, _ = ended("doctor", "--data", data)

    assert code == 1
    assert "events.db is damaged" in out
    assert "bring it back from a backup" in out


def test_events_without_keys_are_a_problem(data: Path, ended: Ended) -> None:
    (data.with_name("data-keys") / "installation.key").unlink()

    code, out, _ = ended("doctor", "--data", data)

    assert code == 1
    assert "nothing personal can be read" in out


def test_keys_inside_the_data_folder_are_a_problem(
    data: Path, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation_key(data / "keys")
    monkeypatch.setenv("NINETEEN_KEYS", str(data / "keys"))

    code, out, _ = ended("doctor", "--data", data)

    assert code == 1
    assert "a backup of the data carries the keys" in out


def test_keys_that_others_may_read_are_a_warning(data: Path, ended: Ended) -> None:
    key = data.with_name("data-keys") / "installation.key"
    key.chmod(0o644)

    code, out, _ = ended("doctor", "--data", data)

    assert code == 0
    assert f"chmod 600 {key}" in " ".join(out.split())


def test_half_a_demo_is_a_warning(data: Path, ended: Ended) -> None:
    (data / "demo-loading").touch()

    code, out, _ = ended("doctor", "--data", data)

    assert code == 0
    assert "Half a demo is in the folder. The next start begins it anew." in out


def test_a_holder_that_does_not_answer_is_a_problem(data: Path, ended: Ended) -> None:
    lock = Lock(data)
    lock.tell("http://127.0.0.1:9")
    try:
        code, out, _ = ended("doctor", "--data", data)
    finally:
        lock.release()

    assert code == 1
    assert "does not answer at http://127.0.0.1:9" in out
    assert "Nothing that was taken is lost." in out


def test_an_address_that_others_reach_is_a_problem(
    data: Path, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NINETEEN_HOST", "192.0.2.19")

    code, out, _ = ended("doctor", "--data", data)

    assert code == 1
    assert "listens on this machine only" in out
