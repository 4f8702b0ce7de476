"""What is logged, and that logging never stops what it is about."""

import io
import sys

import pytest
import structlog

from api.logs import configure_logs
from api.settings import Settings


def test_a_log_goes_on_when_its_first_stream_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", first)
    configure_logs(Settings(environment="test"))
    first.close()
    monkeypatch.setattr(sys, "stderr", second)

    structlog.get_logger().warning("worker-waits", error="OSError", text="what nobody may read")

    assert '"event": "worker-waits"' in second.getvalue()
    assert "what nobody may read" not in second.getvalue()
