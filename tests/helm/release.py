"""What the chart would install, as a test asks for it."""

from dataclasses import dataclass
from typing import Any

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Release:
    """Every object of one release, hooks included, and the notes shown at the end."""

    manifests: list[Manifest]
    notes: str

    def all(self, kind: str) -> dict[str, Manifest]:
        """By name."""
        return {m["metadata"]["name"]: m for m in self.manifests if m["kind"] == kind}

    def one(self, kind: str) -> Manifest:
        """The only object of its kind."""
        (manifest,) = self.all(kind).values()
        return manifest

    @property
    def settings(self) -> dict[str, str]:
        plain: dict[str, str] = self.one("ConfigMap")["data"]
        return plain

    @property
    def pods(self) -> dict[str, Manifest]:
        """Pod templates by the name of the Deployment or Job that starts them."""
        starters = [m for m in self.manifests if "template" in m.get("spec", {})]
        return {m["metadata"]["name"]: m["spec"]["template"] for m in starters}

    @property
    def containers(self) -> dict[str, Manifest]:
        """The one container of each pod, by the same names."""
        found = {}
        for name, pod in self.pods.items():
            (found[name],) = pod["spec"]["containers"]
        return found
