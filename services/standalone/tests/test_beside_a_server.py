"""The command beside a running server: it asks that server and leaves its folder alone."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from nineteen.shared.runtime.sqlite.embedded import running_server

EXAMPLES = Path(__file__).parents[3] / "examples"
HEADER = "Employer ID,Company Name,County FIPS,NAICS Code,Employees,Contact,Contact Title"
NAMELESS_COUNTY = f"{HEADER}\nX,Y,,1,1,,"
Ended = Callable[..., tuple[object, str, str]]
pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def asked(served: Path) -> Callable[..., Any]:
    """What the server answers."""
    server = running_server(served)
    assert server

    def get(path: str) -> Any:
        return httpx.get(server["address"] + path, trust_env=False).json()

    return get


def a_list(folder: Path, *rows: str) -> Path:
    file = folder / "list.csv"
    file.write_text("\n".join([HEADER, *rows]))
    return file


def test_a_list_goes_through_the_server_and_a_second_time_it_is_no_news(
    served: Path, tmp_path: Path, ended: Ended, asked: Callable[..., Any]
) -> None:
    file = a_list(
        tmp_path,
        "X1,Osprey Boatworks,53033,336612,40,Wren Halvorsen,Yard manager",
        "X2,Tideline Bakery,53033,311811,12,Abel Castillo,Owner",
    )

    first, once, _ = ended("import", "employers", file, "--data", served)
    second, twice, _ = ended("import", "employers", file, "--data", served)

    assert (first, second) == (0, 0)
    assert counts(once)["accepted"] == "2"
    assert counts(twice)["accepted"] == "0"
    assert counts(twice)["duplicate"] == "2"
    assert asked("/contact/v1/operations")["groups"][0]["parked_events"] == 0


def counts(out: str) -> dict[str, str]:
    """The table above the first blank line."""
    lines = out.split("\n\n", maxsplit=1)[0].splitlines()[1:]
    return {" ".join(words[:-1]): words[-1] for words in map(str.split, lines)}


def test_a_dry_run_says_what_is_wrong_and_where_and_records_nothing(
    served: Path, tmp_path: Path, ended: Ended
) -> None:
    rows = tmp_path / "rows.csv"

    code, out, _ = ended(
        *("import", "employers", EXAMPLES / "employers-messy.csv", "--map", "Firm=name"),
        *("--dry-run", "--rows-to", rows, "--data", served),
    )

    assert code == 1
    assert counts(out)["quarantined"] == "10"
    assert counts(out)["encoding"] == "windows-1252"
    assert counts(out)["ignored columns"] == "Remarks"
    assert "county_mangled" in out
    assert "12, 13" in out
    assert "This was a dry run: nothing was recorded." in out
    with rows.open(newline="") as file:
        assert [row["line"] for row in csv.DictReader(file)][:3] == ["4", "6", "7"]


REFUSED = {
    "empty": (b"", (), "The file is empty."),
    "binary": (b"\x00\x01\x02" * 900, (), "This is a binary file"),
    "header only": (HEADER.encode(), (), "no employer"),
    "a mapping to nowhere": (NAMELESS_COUNTY.encode(), ("--map", "Z=name"), "Nothing was taken."),
    "no mapping": (b"Firm,County\nA,53033", (), "--map 'Firm=name'"),
    "no such county": (NAMELESS_COUNTY.encode(), ("--county", "99999"), "Nothing was taken."),
    "no such feed": (NAMELESS_COUNTY.encode(), ("--feed", "nobody"), "Register it"),
    "nobody": (NAMELESS_COUNTY.encode(), ("--persona", "Zoë"), "X-Nineteen-Persona must be"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_is_refused_in_the_servers_own_words(
    served: Path, tmp_path: Path, ended: Ended, what: str
) -> None:
    content, options, says = REFUSED[what]
    file = tmp_path / "list.csv"
    file.write_bytes(content)

    code, out, complaint = ended("import", "employers", file, "--data", served, *options)

    assert code == 2
    assert says in complaint
    assert not out


def test_verify_reads_beside_the_server(served: Path, ended: Ended) -> None:
    code, out, _ = ended("verify", "--data", served)

    assert code == 0
    assert "campaign-board" in out
    assert "Every document is what the events say, to the byte." in out


def test_a_view_is_rebuilt_by_the_server(
    served: Path, ended: Ended, asked: Callable[..., Any]
) -> None:
    before = generation(asked)

    code, out, _ = ended("rebuild", "funnel", "--data", served)

    assert code == 0
    assert f"funnel: rebuilt, generation {before + 1} is live." in out
    assert generation(asked) == before + 1


def generation(asked: Callable[..., Any]) -> int:
    found: int = asked("/dashboard/v1/operations")["views"]["funnel"]["generation"]
    return found


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
    served: Path, ended: Ended, arguments: list[str], says: str
) -> None:
    code, _, complaint = ended(*arguments, "--data", served)

    assert code == 2
    assert says in complaint


def test_nothing_is_parked_on_a_good_day(served: Path, ended: Ended) -> None:
    everything = "Nothing is parked: every policy and view has taken everything.\n"

    assert ended("parked", "--data", served) == (0, everything, "")
    assert ended("parked", "list", "--data", served) == (0, everything, "")
    assert ended("parked", "redrive", "--data", served) == (0, "Nothing is parked there.\n", "")


def test_the_doctor_finds_the_server_ready(served: Path, ended: Ended) -> None:
    server = running_server(served)

    code, out, _ = ended("doctor", "--data", served)

    assert code == 0
    assert server
    assert f"Ready at {server['address']} (process {server['pid']})." in out
