"""What keeps a server process small: what it does not load, and what it does not keep."""

import subprocess
import sys

HEAVY = {"numpy", "scipy", "highspy", "alembic", "sqlalchemy", "pgqueuer", "pysdmx"}

#: twelve annual reports that differ; MB that the last nine of them left behind
GROWN = """
import psutil
from api.documents.annual_report import TEMPLATE, compose
from api.documents.typesetting import typeset
from tests.api.documents.contents import content, report

for number in range(12):
    made = content() | {"year": 2000 + number, "organisation": f"Organisation {number}"}
    typeset(TEMPLATE, compose(report(made), "nl"))
    if number == 2:
        before = psutil.Process().memory_info().rss
print((psutil.Process().memory_info().rss - before) / 1e6)
"""


def run(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout


def test_who_only_serves_loads_no_solver_no_queue_and_nothing_that_migrates() -> None:
    loaded = set(run("import sys, api.cli, api.app; print(*sys.modules)").split())
    assert "litestar" in loaded
    assert not HEAVY & loaded


def test_documents_that_were_set_do_not_stay_in_memory() -> None:
    assert float(run(GROWN)) < 15
