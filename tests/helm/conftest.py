"""The chart, rendered offline with the values that somebody must say and nothing more."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from helm_python import Chart

ROOT = Path(__file__).parents[2]

Manifest = dict[str, Any]
Render = Callable[..., list[Manifest]]

LEAST = {
    "image": {"repository": "registry.example/gesprekspunt"},
    "baseUrl": "https://gesprek.example",
    "exitUrl": "https://weer.example",
    "vault": {"address": "https://vault.example:8200"},
    "networkPolicy": {
        "postgresql": {"to": [{"ipBlock": {"cidr": "10.0.0.5/32"}}]},
        "vault": {"to": [{"ipBlock": {"cidr": "10.0.0.6/32"}}]},
    },
}


@pytest.fixture(scope="session")
def chart() -> Iterator[Chart]:
    with Chart.load(ROOT / "helm") as loaded:
        yield loaded


@pytest.fixture
def values() -> dict[str, Any]:
    """A copy to change freely."""
    return copy.deepcopy(LEAST)


@pytest.fixture(scope="session")
def render(chart: Chart) -> Render:
    def render(values: dict[str, Any], *, name: str = "gesprekspunt") -> list[Manifest]:
        """Every object of a release, hooks included."""
        files = chart.render(values, name=name, namespace="gesprekspunt")
        return [
            manifest
            for path, text in files.items()
            if path.endswith(".yaml")
            for manifest in yaml.safe_load_all(text)
            if manifest
        ]

    return render


@pytest.fixture(scope="session")
def manifests(render: Render) -> list[Manifest]:
    """With the Ingress, so that everything the chart can make is there. Not to be changed."""
    return render({**LEAST, "ingress": {"enabled": True, "className": "nginx"}})
