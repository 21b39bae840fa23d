"""The command beside a running server: it asks that server and leaves its folder alone."""

import csv
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import httpx
import pytest

from nineteen.shared.runtime.sqlite.embedded import running_server
from nineteen.standalone.cli import main

EXAMPLES = Path(__file__).parents[3] / "examples"
HEADER = "Employer ID,Company Name,County FIPS,NAICS Code,Employees,Contact,Contact Title"
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def asked(served: Path) -> Callable[..., Any]:
    """What the server answers."""
    server = running_server(served)
    assert server

    def get(path: str) -> Any:  # noqa: ANN401  any JSON
        return httpx.get(server["address"] + path, trust_env=False).json()

    return get


def a_list(folder: Path, *rows: str) -> Path:
    file = folder / "list.csv"
    file.write_text("\n".join([HEADER, *rows]))
    return file


def test_a_list_goes_through_the_server_and_a_second_time_it_is_no_news(
    served: Path, tmp_path: Path, nineteen: Run, asked: Callable[..., Any]
) -> None:
    file = a_list(
        tmp_path,
        "X1,Osprey Boatworks,53033,336612,40,Wren Halvorsen,Yard manager",
        "X2,Tideline Bakery,53033,311811,12,Abel Castillo,Owner",
    )

    first = nineteen("import", "employers", file, "--data", served)
    second = nineteen("import", "employers", file, "--data", served)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert counts(first)["accepted"] == "2"
    assert counts(second)["accepted"] == "0"
    assert counts(second)["duplicate"] == "2"
    (batch, *_) = asked("/contact/v1/operations")["groups"]
    assert batch["parked_events"] == 0


def counts(done: "CompletedProcess[str]") -> dict[str, str]:
    """The table above the first blank line."""
    lines = done.stdout.split("\n\n")[0].splitlines()[1:]
    return {" ".join(words[:-1]): words[-1] for words in map(str.split, lines)}


def test_a_dry_run_says_what_is_wrong_and_where_and_records_nothing(
    served: Path, tmp_path: Path, nineteen: Run
) -> None:
    rows = tmp_path / "rows.csv"

    done = nineteen(
        *("import", "employers", EXAMPLES / "employers-messy.csv", "--map", "Firm=name"),
        *("--dry-run", "--rows-to", rows, "--data", served),
    )

    assert done.returncode == 1
    assert counts(done)["quarantined"] == "10"
    assert counts(done)["encoding"] == "windows-1252"
    assert counts(done)["ignored columns"] == "Remarks"
    assert "county_mangled" in done.stdout
    assert "12, 13" in done.stdout
    assert "This was a dry run: nothing was recorded." in done.stdout
    with rows.open(newline="") as file:
        assert [row["line"] for row in csv.DictReader(file)][:3] == ["4", "6", "7"]


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (b"", [], "The file is empty."),
        (b"\x00\x01\x02" * 900, [], "This is a binary file"),
        (HEADER.encode(), [], "no employer"),
        (f"{HEADER}\nX,Y,53033,1,1,,".encode(), ["--map", "Nowhere=name"], "Nothing was taken."),
        (b"Firm,County\nA,53033", [], "--map 'Firm=name'"),
        (f"{HEADER}\nX,Y,,1,1,,".encode(), ["--county", "99999"], "Nothing was taken."),
        (f"{HEADER}\nX,Y,,1,1,,".encode(), ["--feed", "nobody"], "Register it"),
        (f"{HEADER}\nX,Y,,1,1,,".encode(), ["--persona", "Zoë"], "X-Nineteen-Persona must be"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_the_servers_own_words(
    served: Path, tmp_path: Path, nineteen: Run, content: bytes, options: list[str], says: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)

    done = nineteen("import", "employers", file, "--data", served, *options)

    assert done.returncode == 2
    assert says in done.stderr
    assert not done.stdout


@pytest.mark.usefixtures("quiet")
def test_verify_reads_beside_the_server(served: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("verify", "--data", served) == 0

    out = capsys.readouterr().out
    assert "campaign-board" in out
    assert "Every document is what the events say, to the byte." in out


def ended(*arguments: object) -> object:
    """Run in this process; the exit code."""
    with pytest.raises(SystemExit) as end:
        main([*map(str, arguments)])
    return end.value.code or 0


@pytest.mark.usefixtures("quiet")
def test_a_view_is_rebuilt_by_the_server(
    served: Path, capsys: pytest.CaptureFixture[str], asked: Callable[..., Any]
) -> None:
    before = generation(asked)

    assert ended("rebuild", "funnel", "--data", served) == 0

    assert f"funnel: rebuilt, generation {before + 1} is live." in capsys.readouterr().out
    assert generation(asked) == before + 1


def generation(asked: Callable[..., Any]) -> int:
    found: int = asked("/dashboard/v1/operations")["views"]["funnel"]["generation"]
    return found


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rebuild", "horoscope"], "There is no such view. There are: "),
        (["rebuild"], "Name the views to rebuild"),
        (["rebuild", "funnel", "--all"], "Name the views to rebuild"),
        (["up"], "Open that, or stop it first, or choose another folder with --data."),
        (["demo"], "The demo agency needs an empty data folder."),
    ],
)
def test_a_refusal_says_what_to_do(
    served: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert ended(*arguments, "--data", served) == 2

    assert says in capsys.readouterr().err


@pytest.mark.usefixtures("quiet")
def test_nothing_is_parked_on_a_good_day(served: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("parked", "--data", served) == 0
    assert ended("parked", "redrive", "--data", served) == 0

    said = capsys.readouterr().out
    assert "Nothing is parked: every policy and view has taken everything." in said
    assert "Nothing is parked there." in said


@pytest.mark.usefixtures("quiet")
def test_the_doctor_finds_the_server_ready(
    served: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = running_server(served)

    assert ended("doctor", "--data", served) == 0

    assert server
    assert f"Ready at {server['address']} (process {server['pid']})." in capsys.readouterr().out
