"""The chart, rendered offline with the values that somebody must say and nothing more."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from helm_python import Chart

from tests.helm.release import Release

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
    with Chart.load(Path(__file__).parents[2] / "helm") as loaded:
        yield loaded


@pytest.fixture
def values() -> dict[str, Any]:
    """A copy to change freely."""
    return copy.deepcopy(LEAST)


@pytest.fixture(scope="session")
def install(chart: Chart) -> Callable[..., Release]:
    def install(values: dict[str, Any], name: str = "gesprekspunt") -> Release:
        files = chart.render(values, name=name, namespace="gesprekspunt")
        notes = files.pop("gesprekspunt/templates/NOTES.txt")
        documents = [document for text in files.values() for document in yaml.safe_load_all(text)]
        return Release([document for document in documents if document], notes)

    return install


@pytest.fixture(scope="session")
def release(install: Callable[..., Release]) -> Release:
    """With the Ingress, so that everything the chart can make is there. Not to be changed."""
    return install({**LEAST, "ingress": {"enabled": True, "className": "nginx"}})
