"""The Dockerfile, read and not built: a build needs a registry of images."""

import json
import re
from pathlib import Path

import pytest

from tests.helm.release import Release

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """Instruction and argument of every step, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def of(steps: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for its, rest in steps if its == word]


def test_base_has_a_version(steps: list[tuple[str, str]]) -> None:
    assert of(steps, "FROM") == ["python:3.11-slim AS build", "python:3.11-slim"]


def test_everything_from_outside_has_a_hash(steps: list[tuple[str, str]]) -> None:
    installs = [run for run in of(steps, "RUN") if "pip install" in run]
    assert installs
    for install in installs:
        outside = "--require-hashes" in install and "--only-binary=:all:" in install
        own = "--no-deps --no-build-isolation ." in install
        assert outside or own, install
    assert not of(steps, "ADD")
    assert not [run for run in of(steps, "RUN") if re.search(r"\b(curl|wget|apt-get)\b", run)]


def test_runs_as_the_user_of_the_chart(steps: list[tuple[str, str]], release: Release) -> None:
    context = release.pods["gesprekspunt-api"]["spec"]["securityContext"]

    assert of(steps, "USER") == [f"{context['runAsUser']}:{context['runAsGroup']}"]


def test_starts_the_command_of_the_chart(steps: list[tuple[str, str]], release: Release) -> None:
    (entrypoint,), (command,) = of(steps, "ENTRYPOINT"), of(steps, "CMD")
    assert json.loads(entrypoint) == ["gesprekspunt"]
    container = release.containers["gesprekspunt-api"]
    assert json.loads(command) == container["args"]
    assert "command" not in container


def test_holds_every_package_of_the_house_and_no_secret(steps: list[tuple[str, str]]) -> None:
    copied = {source for copy in of(steps, "COPY") for source in copy.split()[:-1]}

    assert {"api", "tenants", "vault", "migrations", "LICENSE"} <= copied
    assert "." not in copied
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert kept == {source for source in copied if not source.startswith(("-", "/"))}
