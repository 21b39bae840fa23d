"""One data folder, one process, and never without its keys."""

from pathlib import Path

import pytest

from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.installation_key import KeysMissing
from nineteen.shared.runtime.sqlite.embedded import (
    FolderInUse,
    Folders,
    open_embedded,
    running_server,
)
from nineteen.shared.testing.given import NOON
from nineteen.shared.testing.turnstile import turnstile_service


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "keys")


async def test_a_folder_is_held_by_one_process(folders: Folders) -> None:
    held = await open_embedded([turnstile_service], folders, ManualClock(NOON))
    held.lock.tell("http://127.0.0.1:8019")

    with pytest.raises(FolderInUse, match="Stop it first"):
        await open_embedded([turnstile_service], folders, ManualClock(NOON))
    assert (running_server(folders.data) or {})["address"] == "http://127.0.0.1:8019"
    await held.close()
    assert running_server(folders.data) is None


async def test_data_without_its_keys_is_refused_and_kept(folders: Folders) -> None:
    held = await open_embedded([turnstile_service], folders, ManualClock(NOON))
    await held.close()
    elsewhere = folders.keys.rename(folders.keys.with_name("elsewhere"))

    with pytest.raises(KeysMissing, match="Put the key folder back"):
        await open_embedded([turnstile_service], folders, ManualClock(NOON))
    assert not folders.keys.exists()

    elsewhere.rename(folders.keys)
    again = await open_embedded([turnstile_service], folders, ManualClock(NOON))
    await again.close()
