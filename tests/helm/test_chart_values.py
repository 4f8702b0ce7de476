"""Values that would install something unsafe or half are refused before anything is installed."""

from collections.abc import Callable
from typing import Any

import pytest
from helm_python import Chart, HelmValuesError

from tests.helm.release import Release


def put(values: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split("/")
    for key in parents:
        values = values.setdefault(key, {})
    values[last] = value


def test_nothing_is_installed_before_the_places_are_said(chart: Chart) -> None:
    with pytest.raises(HelmValuesError) as refusal:
        chart.render({})

    places = ["image/repository", "baseUrl", "exitUrl", "vault/address", "vault/to"]
    assert [place for place in places if f"{place}'" not in str(refusal.value)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("image/repository", "Registry.Example/Gesprekspunt"),
        ("image/tag", "latest"),
        ("image/tag", "1.0@sha256:0"),
        ("image/digest", "sha256:short"),
        ("baseUrl", "http://gesprek.example"),
        ("baseUrl", "https://gesprek.example/portal"),
        ("baseUrl", "https://name:word@gesprek.example"),
        ("exitUrl", "javascript:alert(1)"),
        ("database/secret", "postgresql://app:word@db/gesprekspunt"),
        ("database/url", "postgresql://app:word@db/gesprekspunt"),
        ("migrations/secret", ""),
        ("migrations/deadlineSeconds", 0),
        ("vault/address", "http://vault.example:8200"),
        ("vault/token", "hvs.something"),
        ("vault/auth/method", "userpass"),
        ("vault/auth/approle", {"secret": "gesprekspunt-vault", "role_id": "a"}),
        ("vault/auth/kubernetes", {"role": ""}),
        ("vault/auth/kubernetes", {"token": "eyJ"}),
        ("vault/auth/token/secret", "hvs.SOMETHING"),
        ("api/replicas", 1),
        ("api/resources/limits", {"cpu": "1", "memory": None}),
        ("worker/replicas", 0),
        ("ingress/enabled", "yes"),
        ("ingress/annotations", {"nginx.ingress.kubernetes.io/enable-access-log": "true"}),
        ("networkPolicy/postgresql/to", []),
        ("networkPolicy/vault/to", []),
        ("networkPolicy/vault/port", 0),
        ("networkPolicy/ingressFrom", []),
        ("networkPolicy/ingressFrom", [{}]),
        ("networkPolicy/dns/to", []),
        ("networkPolicy/metricsNamespaceLabels", {"gesprekspunt/metrics": None}),
        ("environment", "development"),
        ("settings/environment", "development"),
        ("settings/p_percent", 25),
        ("settings/kek_seconds", "five minutes"),
        ("benchmarks/secret", "25 %"),
        ("replicas", 3),
    ],
)
def test_bad_value_is_refused(chart: Chart, values: dict[str, Any], path: str, value: Any) -> None:
    chart.validate_schema(values)
    put(values, path, value)

    with pytest.raises(HelmValuesError):
        chart.render(values)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("image/tag", "0.1.0-rc.1"),
        ("image/repository", "localhost:5000/gesprekspunt"),
        ("baseUrl", "https://gesprek.example:8443"),
        ("vault/auth/method", "kubernetes"),
        ("networkPolicy/vault/to", [{"namespaceSelector": {"matchLabels": {"name": "vault"}}}]),
        ("networkPolicy", {"enabled": False}),
        ("ingress/annotations", {"haproxy.org/check": "true"}),
        ("api/replicas", 12),
    ],
)
def test_good_value_is_taken(chart: Chart, values: dict[str, Any], path: str, value: Any) -> None:
    put(values, path, value)

    assert chart.render(values)


def test_without_network_policy_there_is_none(
    install: Callable[..., Release], values: dict[str, Any]
) -> None:
    values["networkPolicy"] = {"enabled": False}
    release = install(values)

    assert release.all("NetworkPolicy") == {}
    assert "network policy is switched off" in release.notes


def test_every_value_is_in_the_schema_and_explained(chart: Chart) -> None:
    """A value nobody can look up is a trap: the README has a row for each leaf or its parent."""
    readme = next(f["data"] for f in chart.files if f["name"] == "README.md")

    def leaves(values: dict[str, Any], prefix: str = "") -> list[str]:
        found = []
        for key, value in values.items():
            path = f"{prefix}{key}"
            found += leaves(value, f"{path}.") if isinstance(value, dict) and value else [path]
        return found

    def is_explained(path: str) -> bool:
        parts = path.split(".")
        return any(f"`{'.'.join(parts[:n])}`" in readme for n in range(1, len(parts) + 1))

    assert chart.schema is not None
    assert chart.schema["properties"].keys() - {"global"} == chart.values.keys()
    assert [path for path in leaves(chart.values) if not is_explained(path)] == []
