"""What a server process does not load: each of these is tens of MB in every one of them."""

import subprocess
import sys

HEAVY = {"numpy", "scipy", "highspy", "alembic", "sqlalchemy", "pgqueuer", "pysdmx"}


def test_who_only_serves_loads_no_solver_no_queue_and_nothing_that_migrates() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, api.cli, api.app; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "litestar" in told.stdout.split()
    assert not HEAVY & set(told.stdout.split())
