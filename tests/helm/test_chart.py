"""What an installed chart must hold, whatever else changes in it."""

import re
from pathlib import Path
from typing import Any

import helm_python
import kubernetes_validate
import pytest
import yaml
from helm_python import Chart

from api.settings import Settings

Manifest = dict[str, Any]

ROOT = Path(__file__).parents[2]
OLDEST, NEWEST = "1.30", kubernetes_validate.latest_version()
SECRETS = {"DATABASE_URL", "MIGRATIONS_DATABASE_URL", "VAULT_TOKEN"}


def of_kind(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {m["metadata"]["name"]: m for m in manifests if m["kind"] == kind}


def pods(manifests: list[Manifest]) -> dict[str, Manifest]:
    """Pod templates by the name of what starts them."""
    starters = [m for m in manifests if "template" in m.get("spec", {})]
    return {m["metadata"]["name"]: m["spec"]["template"] for m in starters}


def container(pod: Manifest) -> Manifest:
    only: Manifest
    (only,) = pod["spec"]["containers"]
    return only


def test_lint_finds_nothing_but_the_missing_icon(values: dict[str, Any]) -> None:
    found = helm_python.lint(ROOT / "helm", values, strict=True, kube_version=f"v{NEWEST}.0")

    assert found["errors"] == []
    assert [m["error"] for m in found["messages"]] == ["icon is recommended"]


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_kubernetes_accepts_every_object(manifests: list[Manifest], version: str) -> None:
    for manifest in manifests:
        kubernetes_validate.validate(manifest, version, strict=True)


def test_a_release_is_these_objects(manifests: list[Manifest]) -> None:
    assert sorted(f"{m['kind']} {m['metadata']['name']}" for m in manifests) == [
        "ConfigMap gesprekspunt",
        "Deployment gesprekspunt-api",
        "Deployment gesprekspunt-worker",
        "Ingress gesprekspunt",
        "Job gesprekspunt-migrate",
        "NetworkPolicy gesprekspunt-api",
        "NetworkPolicy gesprekspunt-migrate",
        "NetworkPolicy gesprekspunt-worker",
        "PodDisruptionBudget gesprekspunt-api",
        "Service gesprekspunt",
        "ServiceAccount gesprekspunt",
    ]


def test_names_stay_within_the_limit_of_kubernetes(render: Any, values: dict[str, Any]) -> None:
    for manifest in render(values, name="r" * 53):
        assert len(manifest["metadata"]["name"]) <= 63


def test_pods_meet_the_restricted_standard(manifests: list[Manifest]) -> None:
    assert len(pods(manifests)) == 3
    for pod in pods(manifests).values():
        assert pod["spec"]["securityContext"] == {
            "runAsNonRoot": True,
            "runAsUser": 10001,
            "runAsGroup": 10001,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
        assert container(pod)["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & pod["spec"].keys()


def test_pods_hold_no_token_of_the_cluster_and_no_foreign_settings(
    manifests: list[Manifest],
) -> None:
    for pod in pods(manifests).values():
        assert pod["spec"]["automountServiceAccountToken"] is False
        # A service link named GESPREKSPUNT_PORT would be read as a setting.
        assert pod["spec"]["enableServiceLinks"] is False


@pytest.mark.book("R15")
def test_nothing_is_written_to_the_disk_of_a_node(manifests: list[Manifest]) -> None:
    for pod in pods(manifests).values():
        for volume in pod["spec"]["volumes"]:
            assert volume["emptyDir"]["medium"] == "Memory"


def test_pods_have_bounds(manifests: list[Manifest]) -> None:
    for pod in pods(manifests).values():
        resources = container(pod)["resources"]
        assert resources["requests"].keys() == {"cpu", "memory"}
        assert "memory" in resources["limits"]


def test_images_have_a_version(
    manifests: list[Manifest], render: Any, values: dict[str, Any]
) -> None:
    version = yaml.safe_load((ROOT / "helm/Chart.yaml").read_text())["appVersion"]
    for pod in pods(manifests).values():
        assert container(pod)["image"] == f"registry.example/gesprekspunt:{version}"

    digest = "sha256:" + "0" * 64
    values["image"]["digest"] = digest
    for pod in pods(render(values)).values():
        assert container(pod)["image"] == f"registry.example/gesprekspunt@{digest}"


def test_pods_run_the_three_commands(manifests: list[Manifest]) -> None:
    assert {name: container(pod)["args"] for name, pod in pods(manifests).items()} == {
        "gesprekspunt-api": ["serve", "--host", "0.0.0.0", "--port", "8000"],  # noqa: S104
        "gesprekspunt-worker": ["worker"],
        "gesprekspunt-migrate": ["migrate"],
    }


def test_every_pod_runs_as_production(manifests: list[Manifest]) -> None:
    settings = of_kind(manifests, "ConfigMap")["gesprekspunt"]["data"]
    assert settings["GESPREKSPUNT_ENVIRONMENT"] == "production"

    for name, pod in pods(manifests).items():
        if name == "gesprekspunt-migrate":
            plain = {e["name"]: e.get("value") for e in container(pod)["env"]}
            assert plain["GESPREKSPUNT_ENVIRONMENT"] == "production"
        else:
            assert container(pod)["envFrom"] == [{"configMapRef": {"name": "gesprekspunt"}}]


def test_secrets_are_referred_to_and_never_written(manifests: list[Manifest]) -> None:
    assert of_kind(manifests, "Secret") == {}
    data = of_kind(manifests, "ConfigMap")["gesprekspunt"]["data"]
    assert not SECRETS & data.keys()
    assert not [key for key in data if re.search("SECRET|TOKEN|PASSWORD|DATABASE|KEY", key)]
    for pod in pods(manifests).values():
        for variable in container(pod)["env"]:
            is_reference = "secretKeyRef" in variable.get("valueFrom", {})
            assert is_reference == (variable["name"] in SECRETS)


def test_only_the_migration_holds_the_owner_of_the_schema(manifests: list[Manifest]) -> None:
    given = {
        name: {e["name"] for e in container(pod)["env"]} & SECRETS
        for name, pod in pods(manifests).items()
    }

    assert given == {
        "gesprekspunt-api": {"DATABASE_URL", "VAULT_TOKEN"},
        "gesprekspunt-worker": {"DATABASE_URL", "VAULT_TOKEN"},
        "gesprekspunt-migrate": {"MIGRATIONS_DATABASE_URL"},
    }


def test_migration_comes_first_and_leans_on_nothing_of_the_release(
    manifests: list[Manifest],
) -> None:
    job = of_kind(manifests, "Job")["gesprekspunt-migrate"]
    policy = of_kind(manifests, "NetworkPolicy")["gesprekspunt-migrate"]

    for hook in (job, policy):
        assert hook["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    weights = [int(m["metadata"]["annotations"]["helm.sh/hook-weight"]) for m in (policy, job)]
    assert weights == sorted(set(weights))
    pod = job["spec"]["template"]["spec"]
    assert "serviceAccountName" not in pod
    assert "envFrom" not in pod["containers"][0]


def test_api_can_lose_a_pod(manifests: list[Manifest]) -> None:
    api = of_kind(manifests, "Deployment")["gesprekspunt-api"]["spec"]
    budget = of_kind(manifests, "PodDisruptionBudget")["gesprekspunt-api"]["spec"]

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


def test_probes_ask_the_public_port(manifests: list[Manifest]) -> None:
    api = container(pods(manifests)["gesprekspunt-api"])

    assert {p["name"]: p["containerPort"] for p in api["ports"]} == {"http": 8000, "metrics": 9464}
    assert api["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert api["startupProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert api["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}


@pytest.mark.book("R07")
def test_metrics_are_behind_no_service_and_no_ingress(manifests: list[Manifest]) -> None:
    (service,) = of_kind(manifests, "Service").values()
    assert service["spec"]["ports"] == [{"name": "http", "port": 80, "targetPort": "http"}]

    (rule,) = of_kind(manifests, "Ingress")["gesprekspunt"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"] == {"service": {"name": "gesprekspunt", "port": {"name": "http"}}}

    web, metrics = of_kind(manifests, "NetworkPolicy")["gesprekspunt-api"]["spec"]["ingress"]
    assert [p["port"] for p in web["ports"]] == ["http"]
    assert [p["port"] for p in metrics["ports"]] == ["metrics"]
    assert metrics["from"] == [
        {"namespaceSelector": {"matchLabels": {"gesprekspunt/metrics": "read"}}}
    ]


def test_service_reaches_the_api_and_not_the_worker(manifests: list[Manifest]) -> None:
    selector = of_kind(manifests, "Service")["gesprekspunt"]["spec"]["selector"].items()

    labels = {name: pod["metadata"]["labels"].items() for name, pod in pods(manifests).items()}
    assert [name for name, its in labels.items() if selector <= its] == ["gesprekspunt-api"]


def test_pods_reach_names_database_and_vault_and_nothing_else(manifests: list[Manifest]) -> None:
    policies = of_kind(manifests, "NetworkPolicy")

    reach = {
        name: [sorted(p["port"] for p in rule["ports"]) for rule in policy["spec"]["egress"]]
        for name, policy in policies.items()
    }
    assert reach == {
        "gesprekspunt-api": [[53, 53], [5432], [8200]],
        "gesprekspunt-worker": [[53, 53], [5432], [8200]],
        "gesprekspunt-migrate": [[53, 53], [5432]],
    }
    for name, pod in pods(manifests).items():
        spec = policies[name]["spec"]
        assert spec["podSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
        assert spec["policyTypes"] == ["Ingress", "Egress"]
        # A rule without peers would let everything through.
        assert all(rule["to"] for rule in spec["egress"])
        assert all(rule["from"] for rule in spec.get("ingress", []))
    assert "ingress" not in policies["gesprekspunt-worker"]["spec"]


@pytest.mark.book("R07")
def test_ingress_keeps_no_address_of_a_client(manifests: list[Manifest]) -> None:
    ingress = of_kind(manifests, "Ingress")["gesprekspunt"]

    assert ingress["metadata"]["annotations"] == {
        "nginx.ingress.kubernetes.io/enable-access-log": "false",
        "traefik.ingress.kubernetes.io/router.observability.accesslogs": "false",
    }
    assert ingress["spec"]["tls"] == [
        {"hosts": ["gesprek.example"], "secretName": "gesprekspunt-tls"}
    ]
    assert [rule["host"] for rule in ingress["spec"]["rules"]] == ["gesprek.example"]


def test_changed_settings_start_new_pods(render: Any, values: dict[str, Any]) -> None:
    def checksums() -> list[str]:
        deployments = of_kind(render(values), "Deployment").values()
        annotations = [d["spec"]["template"]["metadata"]["annotations"] for d in deployments]
        return [its["checksum/config"] for its in annotations]

    before = checksums()
    values["exitUrl"] = "https://nieuws.example"
    assert not set(before) & set(checksums())


def test_every_setting_can_be_made_in_the_chart(
    chart: Chart, render: Any, values: dict[str, Any]
) -> None:
    """But data_directory, which belongs to the embedded database and the local keystore."""
    assert chart.schema is not None
    names = chart.schema["properties"]["settings"]["properties"]
    values |= {"settings": dict.fromkeys(names, 7), "benchmarks": {"secret": "p"}}
    values["settings"]["passphrase_kdf"] = "argon2id:65536:3:1"
    manifests = render(values)

    known = {
        field.validation_alias or f"GESPREKSPUNT_{name.upper()}"
        for name, field in Settings.model_fields.items()
    }
    made = set(of_kind(manifests, "ConfigMap")["gesprekspunt"]["data"])
    for pod in pods(manifests).values():
        made |= {variable["name"] for variable in container(pod)["env"]}
    assert made == known - {"GESPREKSPUNT_DATA_DIRECTORY"}


def test_large_numbers_stay_whole(render: Any, values: dict[str, Any]) -> None:
    values["settings"] = {"kek_uses": 1_000_000}
    values["migrations"] = {"deadlineSeconds": 1_000_000}
    manifests = render(values)

    data = of_kind(manifests, "ConfigMap")["gesprekspunt"]["data"]
    assert data["GESPREKSPUNT_KEK_USES"] == "1000000"
    job = of_kind(manifests, "Job")["gesprekspunt-migrate"]["spec"]
    assert job["activeDeadlineSeconds"] == 1_000_000
