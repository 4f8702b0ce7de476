"""The house keeps its layers and its layout."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("api", "tenants", "vault", "migrations")


@pytest.mark.book("D8")
def test_layers_and_doors_stay_apart() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.book("D8")
def test_top_level_is_what_was_asked() -> None:
    asked = {"pyproject.toml", "README.md", "helm", "tests", *PARTS}
    assert asked <= {path.name for path in ROOT.iterdir()}


def test_every_file_is_short_and_a_noun() -> None:
    files = [path for part in PARTS for path in (ROOT / part).rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    # 250 lines are the rule; a few more for a list of tables are no sin.
    long = {name: n for name, n in lengths.items() if n > 350}
    assert not long, "a file that outgrows 250 lines becomes a second noun"
    assert not {name for name in lengths if Path(name).stem in {"utils", "helpers", "common"}}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--index-url" not in text
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 50
    assert all(line.endswith("\\") for line in pinned), "each pin continues with its hashes"
