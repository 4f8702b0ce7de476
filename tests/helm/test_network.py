"""Who reaches the pods, whom they reach, and that nobody on the way keeps an address."""

import pytest

from tests.helm.release import Release


@pytest.mark.book("R07")
def test_metrics_are_behind_no_service_and_no_ingress(release: Release) -> None:
    ports = release.one("Service")["spec"]["ports"]
    assert ports == [{"name": "http", "port": 80, "targetPort": "http"}]

    (rule,) = release.one("Ingress")["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"] == {"service": {"name": "gesprekspunt", "port": {"name": "http"}}}

    web, metrics = release.all("NetworkPolicy")["gesprekspunt-api"]["spec"]["ingress"]
    assert [p["port"] for p in web["ports"]] == ["http"]
    assert [p["port"] for p in metrics["ports"]] == ["metrics"]
    assert metrics["from"] == [
        {"namespaceSelector": {"matchLabels": {"gesprekspunt/metrics": "read"}}}
    ]


def test_service_reaches_the_api_and_not_the_worker(release: Release) -> None:
    selector = release.one("Service")["spec"]["selector"].items()

    labels = {name: pod["metadata"]["labels"].items() for name, pod in release.pods.items()}
    assert [name for name, its in labels.items() if selector <= its] == ["gesprekspunt-api"]


def test_pods_reach_names_database_and_vault_and_nothing_else(release: Release) -> None:
    assert {
        name: [sorted(p["port"] for p in rule["ports"]) for rule in policy["spec"]["egress"]]
        for name, policy in release.all("NetworkPolicy").items()
    } == {
        "gesprekspunt-api": [[53, 53], [5432], [8200]],
        "gesprekspunt-worker": [[53, 53], [5432], [8200]],
        "gesprekspunt-migrate": [[53, 53], [5432]],
    }


def test_every_pod_has_a_policy_that_lets_nobody_through_by_omission(release: Release) -> None:
    policies = release.all("NetworkPolicy")

    for name, pod in release.pods.items():
        spec = policies[name]["spec"]
        assert spec["podSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
        assert spec["policyTypes"] == ["Ingress", "Egress"]
        # A rule without peers would let everything through.
        assert all(rule["to"] for rule in spec["egress"])
        assert all(rule["from"] for rule in spec.get("ingress", []))
    assert "ingress" not in policies["gesprekspunt-worker"]["spec"]


@pytest.mark.book("R07")
def test_ingress_keeps_no_address_of_a_client(release: Release) -> None:
    ingress = release.one("Ingress")

    assert ingress["metadata"]["annotations"] == {
        "nginx.ingress.kubernetes.io/enable-access-log": "false",
        "traefik.ingress.kubernetes.io/router.observability.accesslogs": "false",
        # Nor a file that somebody sends: buffered, it would lie on the proxy's disk in plain.
        "nginx.ingress.kubernetes.io/proxy-request-buffering": "off",
        "nginx.ingress.kubernetes.io/proxy-body-size": "0",
    }
    assert [rule["host"] for rule in ingress["spec"]["rules"]] == ["gesprek.example"]
    (tls,) = ingress["spec"]["tls"]
    assert tls == {"hosts": ["gesprek.example"], "secretName": "gesprekspunt-tls"}
