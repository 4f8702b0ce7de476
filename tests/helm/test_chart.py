"""What a release consists of, and where its settings and secrets come from."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import helm_python
import kubernetes_validate
import pytest
from helm_python import Chart

from api.settings import Settings
from tests.helm.release import Release

Install = Callable[..., Release]

OLDEST, NEWEST = "1.30", kubernetes_validate.latest_version()
SECRETS = {"DATABASE_URL", "MIGRATIONS_DATABASE_URL", "VAULT_TOKEN"}


def test_lint_finds_nothing_but_the_missing_icon(values: dict[str, Any]) -> None:
    path = Path(__file__).parents[2] / "helm"
    found = helm_python.lint(path, values, strict=True, kube_version=f"v{NEWEST}.0")

    assert found["errors"] == []
    assert [m["error"] for m in found["messages"]] == ["icon is recommended"]


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_kubernetes_accepts_every_object(release: Release, version: str) -> None:
    for manifest in release.manifests:
        kubernetes_validate.validate(manifest, version, strict=True)


def test_a_release_is_these_objects(release: Release) -> None:
    assert sorted(f"{m['kind']} {m['metadata']['name']}" for m in release.manifests) == [
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


def test_names_stay_within_the_limit_of_kubernetes(
    install: Install, values: dict[str, Any]
) -> None:
    for manifest in install(values, name="r" * 53).manifests:
        assert len(manifest["metadata"]["name"]) <= 63


def test_every_pod_runs_as_production(release: Release) -> None:
    assert release.settings["GESPREKSPUNT_ENVIRONMENT"] == "production"

    for name, container in release.containers.items():
        if name == "gesprekspunt-migrate":
            environment = {e["name"]: e.get("value") for e in container["env"]}
            assert environment["GESPREKSPUNT_ENVIRONMENT"] == "production"
        else:
            assert container["envFrom"] == [{"configMapRef": {"name": "gesprekspunt"}}]


def test_every_setting_can_be_made_in_the_chart(
    chart: Chart, install: Install, values: dict[str, Any]
) -> None:
    """But data_directory, which belongs to the embedded database and the local keystore."""
    assert chart.schema is not None
    names = chart.schema["properties"]["settings"]["properties"]
    values["settings"] = dict.fromkeys(names, 7) | {
        "passphrase_kdf": "argon2id:65536:3:1",
        "attachment_kinds": "photo pdf",
    }
    values["files"] = {"bucket": "files", "endpoint": "https://s3.example"}
    values["benchmarks"] = {"secret": "gesprekspunt-benchmarks"}
    made = set()
    for method in ("token", "approle", "kubernetes"):
        values["vault"]["auth"] = {"method": method}
        release = install(values)
        made |= set(release.settings)
        for container in release.containers.values():
            made |= {variable["name"] for variable in container["env"]}
    known = {
        field.validation_alias or f"GESPREKSPUNT_{name.upper()}"
        for name, field in Settings.model_fields.items()
    }
    assert made == known - {"GESPREKSPUNT_DATA_DIRECTORY"}


def test_large_numbers_stay_whole(install: Install, values: dict[str, Any]) -> None:
    values["settings"] = {"kek_uses": 1_000_000}
    values["migrations"] = {"deadlineSeconds": 1_000_000}
    release = install(values)

    assert release.settings["GESPREKSPUNT_KEK_USES"] == "1000000"
    assert release.one("Job")["spec"]["activeDeadlineSeconds"] == 1_000_000


def test_changed_settings_start_new_pods(install: Install, values: dict[str, Any]) -> None:
    def checksums() -> set[str]:
        deployments = install(values).all("Deployment").values()
        annotations = [d["spec"]["template"]["metadata"]["annotations"] for d in deployments]
        return {its["checksum/config"] for its in annotations}

    before = checksums()
    values["exitUrl"] = "https://nieuws.example"
    assert not before & checksums()


def test_secrets_are_referred_to_and_never_written(release: Release) -> None:
    assert release.all("Secret") == {}
    assert not SECRETS & release.settings.keys()
    assert not [n for n in release.settings if re.search("SECRET|TOKEN|PASSWORD|DATABASE|KEY", n)]
    for container in release.containers.values():
        for variable in container["env"]:
            is_reference = "secretKeyRef" in variable.get("valueFrom", {})
            assert is_reference == (variable["name"] in SECRETS)


def test_only_the_migration_holds_the_owner_of_the_schema(release: Release) -> None:
    assert {
        name: {variable["name"] for variable in container["env"]} & SECRETS
        for name, container in release.containers.items()
    } == {
        "gesprekspunt-api": {"DATABASE_URL", "VAULT_TOKEN"},
        "gesprekspunt-worker": {"DATABASE_URL", "VAULT_TOKEN"},
        "gesprekspunt-migrate": {"MIGRATIONS_DATABASE_URL"},
    }


def test_migration_comes_first_and_leans_on_nothing_of_the_release(release: Release) -> None:
    job = release.one("Job")
    policy = release.all("NetworkPolicy")["gesprekspunt-migrate"]

    policy_hook, job_hook = (m["metadata"]["annotations"] for m in (policy, job))
    assert policy_hook["helm.sh/hook"] == job_hook["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert int(policy_hook["helm.sh/hook-weight"]) < int(job_hook["helm.sh/hook-weight"])
    pod = job["spec"]["template"]["spec"]
    assert "serviceAccountName" not in pod
    assert "envFrom" not in pod["containers"][0]
