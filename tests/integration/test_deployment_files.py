"""The files that run Nineteen elsewhere: complete, true to each other, and nobody's root."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from nineteen.shared.runtime.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = sorted(p.parent.name for p in ROOT.glob("services/*/pyproject.toml"))
SERVICES.remove("standalone")

Object = dict[str, Any]


def test_the_image_is_nobodys_root_and_asks_after_itself_without_a_shell() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    last_stage = lines[max(n for n, line in enumerate(lines) if line.startswith("FROM ")) :]

    assert [line for line in last_stage if line.startswith("USER ")] == ["USER 10001:10001"]
    assert 'ENTRYPOINT ["nineteen"]' in last_stage
    assert re.search(r'HEALTHCHECK .* CMD \["python"', "\n".join(last_stage))
    assert all(re.match(r"FROM [^: ]+:\d\S+", line) for line in lines if line.startswith("FROM"))


def test_the_image_installs_what_is_locked_and_nothing_for_tests() -> None:
    outer = pins(ROOT / "requirements.lock")
    inner = pins(DEPLOY / "requirements.lock") | pins(DEPLOY / "build.lock")

    assert "aiokafka" in pins(DEPLOY / "requirements.lock")
    assert "pytest" not in inner
    assert {name: inner[name] for name in inner if inner[name] != outer.get(name)} == {}


def test_the_image_installs_everything_that_our_packages_ask_for() -> None:
    packages = [tomllib.loads(path.read_text()) for path in ROOT.glob("*/*/pyproject.toml")]
    asked = {
        re.split(r"[^\w.-]", each)[0] for one in packages for each in one["project"]["dependencies"]
    }

    assert not {each for each in asked if not each.startswith("nineteen-")} - set(
        pins(DEPLOY / "requirements.lock")
    )


def pins(lock: Path) -> dict[str, str]:
    """Package -> its version and hashes."""
    unfolded = lock.read_text().replace("\\\n", " ")
    requirements = [line for line in unfolded.splitlines() if re.match(r"\w", line)]
    assert all("--hash=sha256:" in each for each in requirements)
    return {each.split("==")[0]: " ".join(each.split()) for each in requirements}


def compose() -> Object:
    found: Object = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_compose_runs_every_service(service: str) -> None:
    found = compose()[service]

    assert found["command"] == ["serve", service, "--role", "all"]
    assert f"{service}-api" in found["networks"]["default"]["aliases"]
    assert found["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert service in compose()["gateway"]["depends_on"]


def test_compose_gives_nobody_more_than_they_need() -> None:
    for name in [*SERVICES, "migrate", "topics", "gateway"]:
        found = compose()[name]
        assert found["read_only"] is True, name
        assert found["cap_drop"] == ["ALL"], name
        assert found["security_opt"] == ["no-new-privileges:true"], name


def test_compose_asks_everything_after_its_health_without_a_shell() -> None:
    asked = {name: each["healthcheck"]["test"] for name, each in compose().items() if has_own(each)}

    assert set(asked) == {"kafka", "mongo", "gateway"}
    assert {test[0] for test in asked.values()} == {"CMD"}


def has_own(service: Object) -> bool:
    """Whether it does not rely on the image's own check."""
    return "test" in service.get("healthcheck", {})


def test_compose_opens_one_port_and_to_this_machine_only() -> None:
    opened = {name: each["ports"] for name, each in compose().items() if "ports" in each}

    assert opened == {"gateway": ["127.0.0.1:8019:8019"]}


def test_compose_keeps_data_in_named_volumes() -> None:
    whole = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    mounted = {each.split(":")[0] for s in whole["services"].values() for each in s["volumes"]}

    assert {each for each in mounted if not each.startswith("./")} == set(whole["volumes"])


def test_the_gateway_asks_each_service_by_its_path_and_the_dashboard_for_the_rest() -> None:
    text = (DEPLOY / "k8s/base/gateway/Caddyfile").read_text()
    routes = dict(re.findall(r"handle(?: (\S+))? \{\s+import ask (\w+)\s+\}", text))

    expected = {f"/{service}/*": service for service in SERVICES if service != "dashboard"}
    assert routes == expected | {"": "dashboard"}


def test_every_setting_that_is_set_exists() -> None:
    texts = [ROOT / "docker-compose.yml", DEPLOY / "Dockerfile", *DEPLOY.rglob("*.yaml")]
    named = {each for path in texts for each in re.findall(r"NINETEEN_[A-Z_]+", path.read_text())}

    assert named
    assert not named - {PREFIX + name.upper() for name in Settings.model_fields}
