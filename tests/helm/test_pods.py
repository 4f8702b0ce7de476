"""How the pods run: what they may do, how they are watched, and how many may be gone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.helm.release import Release


def test_pods_meet_the_restricted_standard(release: Release) -> None:
    assert len(release.pods) == 3
    for name, pod in release.pods.items():
        assert pod["spec"]["securityContext"] == {
            "runAsNonRoot": True,
            "runAsUser": 10001,
            "runAsGroup": 10001,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
        assert release.containers[name]["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & pod["spec"].keys()


def test_pods_hold_no_token_of_the_cluster_and_no_foreign_settings(release: Release) -> None:
    for pod in release.pods.values():
        assert pod["spec"]["automountServiceAccountToken"] is False
        # A service link named GESPREKSPUNT_PORT would be read as a setting.
        assert pod["spec"]["enableServiceLinks"] is False


@pytest.mark.book("R15")
def test_nothing_is_written_to_the_disk_of_a_node(release: Release) -> None:
    for pod in release.pods.values():
        assert [volume["emptyDir"]["medium"] for volume in pod["spec"]["volumes"]] == ["Memory"]


def test_pods_have_bounds(release: Release) -> None:
    for container in release.containers.values():
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]


def test_images_have_a_version(
    release: Release, install: Callable[..., Release], values: dict[str, Any]
) -> None:
    version = release.one("Service")["metadata"]["labels"]["app.kubernetes.io/version"]
    for container in release.containers.values():
        assert container["image"] == f"registry.example/gesprekspunt:{version}"

    values["image"]["digest"] = digest = "sha256:" + "0" * 64
    for container in install(values).containers.values():
        assert container["image"] == f"registry.example/gesprekspunt@{digest}"


def test_pods_run_the_three_commands(release: Release) -> None:
    assert {name: container["args"] for name, container in release.containers.items()} == {
        "gesprekspunt-api": ["serve", "--host", "0.0.0.0", "--port", "8000"],  # noqa: S104
        "gesprekspunt-worker": ["worker"],
        "gesprekspunt-migrate": ["migrate"],
    }


def test_probes_ask_the_public_port(release: Release) -> None:
    api = release.containers["gesprekspunt-api"]

    assert {p["name"]: p["containerPort"] for p in api["ports"]} == {"http": 8000, "metrics": 9464}
    assert api["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert api["startupProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert api["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}


def test_api_can_lose_a_pod(release: Release) -> None:
    api = release.all("Deployment")["gesprekspunt-api"]["spec"]
    budget = release.one("PodDisruptionBudget")["spec"]

    assert api["replicas"] >= 2
    assert api["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert budget["maxUnavailable"] == 1
    assert budget["selector"] == api["selector"]
    spread = api["template"]["spec"]["topologySpreadConstraints"]
    assert {s["topologyKey"] for s in spread} == {
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
    }
    assert all(s["labelSelector"] == api["selector"] for s in spread)


def test_a_pod_may_log_in_to_vault_with_a_token_for_nothing_else(
    install: Callable[..., Release], values: dict[str, Any]
) -> None:
    values["vault"]["auth"] = {"method": "kubernetes", "kubernetes": {"role": "talks"}}
    release = install(values)
    for name in ("gesprekspunt-api", "gesprekspunt-worker"):
        pod, container = release.pods[name]["spec"], release.containers[name]
        _, volume = pod["volumes"]
        (source,) = volume["projected"]["sources"]
        assert source["serviceAccountToken"]["audience"] == "vault"
        assert pod["automountServiceAccountToken"] is False
        assert pod["serviceAccountName"] == "gesprekspunt"
        (mount,) = [mount for mount in container["volumeMounts"] if mount["name"] == "vault"]
        said = {each["name"]: each.get("value") for each in container["env"]}
        assert said["VAULT_KUBERNETES_ROLE"] == "talks"
        assert said["VAULT_KUBERNETES_TOKEN_FILE"] == f"{mount['mountPath']}/token"
        assert "VAULT_TOKEN" not in said
    migration = release.pods["gesprekspunt-migrate"]["spec"]
    assert [volume["name"] for volume in migration["volumes"]] == ["tmp"]
