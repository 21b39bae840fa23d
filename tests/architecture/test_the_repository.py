"""What is kept in the repository: no addresses of registries, nobody's home, one lock."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()

# Put together here, so that this file does not hold what it looks for.
HOSTS = [
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("crates", "io"),
    ("golang", "org"),
    ("maven", "org"),
    ("maven", "apache", "org"),
    ("debian", "org"),
]
REGISTRY = re.compile(r"\b(" + "|".join(r"\.".join(host) for host in HOSTS) + r")\b")
HOMES = ("home", "Users", "root", "work")
HOME = re.compile(r"(?<![\w.$}*-])/(" + "|".join(HOMES) + r")/\w")


def kept() -> dict[str, str]:
    """The text files that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return {
        name: text
        for name in listed.stdout.split("\0")
        if name and (text := read(ROOT / name)) is not None
    }


def read(path: Path) -> str | None:
    try:
        return path.read_text()
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return None


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}"
        for name, text in kept().items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert not lines_with(REGISTRY)


@pytest.mark.parametrize("host", HOSTS)
def test_a_registry_is_recognized(host: tuple[str, ...]) -> None:
    assert REGISTRY.search("files." + ".".join(host) + "/simple")


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    assert not lines_with(HOME)


@pytest.mark.parametrize("home", HOMES)
def test_a_path_of_somebodys_machine_is_recognized(home: str) -> None:
    assert HOME.search(f"see '/{home}/ada/nineteen'")
    assert not HOME.search(f"GET http://localhost:8019/{home}/v1")


@pytest.mark.parametrize("made", ["uv.lock", "pylock.toml", ".venv/x", "var/events.db"])
def test_what_is_made_again_is_not_kept(made: str) -> None:
    answer = subprocess.run(["git", "check-ignore", "-q", made], cwd=ROOT, check=False)

    if answer.returncode not in {0, 1}:
        pytest.skip("this is no git checkout")
    assert answer.returncode == 0


def test_the_lock_holds_no_address_and_no_path() -> None:
    assert not re.search(r"://|^-|^\.|^/| @ ", LOCK, re.MULTILINE)


def test_every_requirement_of_the_lock_has_a_version_and_a_hash() -> None:
    unfolded = LOCK.replace("\\\n", " ")
    requirements = [line for line in unfolded.splitlines() if re.match(r"\w", line)]

    assert requirements
    assert not [each for each in requirements if not re.match(r"\S+==\S+ .*--hash=sha256:", each)]
