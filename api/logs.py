"""Structured logs with an allow-list: a field that is not named here never leaves the process."""

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

from api.settings import Settings

FIELDS = frozenset(
    {"event", "level", "timestamp", "error", "place", "method", "job", "count", "seconds",
     "tenant_id", "address", "keys", "database", "revision"}
)  # fmt: skip


def only_allowed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop every field that is not on the list, and say how many were dropped."""
    dropped = event.keys() - FIELDS
    kept = {name: value for name, value in event.items() if name in FIELDS}
    return kept | {"count": len(dropped), "error": "field-not-allowed"} if dropped else kept


def configure_logs(settings: Settings) -> None:
    """JSON lines on standard error; the standard library's loggers say warnings by name only."""
    pretty = settings.environment == "development" and sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Whatever standard error is when something is said: a log that cannot write stops the work.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Names()]
    root.setLevel(logging.WARNING)


class _Names(logging.Handler):
    """What a library logs could quote a value: only its own name and level are passed on."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().warning("library", place=record.name, error=record.levelname)
