"""Logs as JSON lines: snake_case events, ids bound once. Never a name, an address or a value that failed."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

EventDict = MutableMapping[str, Any]


def install(service: str, level: str) -> None:
    """structlog for ours; the libraries' own logs go the same way, warnings and worse."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _service(service),
            _frames_only,
            structlog.processors.JSONRenderer(lambda value, **_: orjson.dumps(value, default=str).decode()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(logging.WARNING)
    # reconnects are told by ourselves; the library's own tracebacks at every drop are noise
    for noisy in ("aio_pika", "aiormq", "aio_pika.robust_connection"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


def _service(service: str) -> Any:
    def add(_logger: Any, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return add


def _frames_only(_logger: Any, _method: str, event: EventDict) -> EventDict:
    # an exception's own text may hold the value that failed, a name for instance
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["where"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    return event


class _Bridge(logging.Handler):
    """A library's log line, without its arguments: they may hold what must not be told."""

    def emit(self, record: logging.LogRecord) -> None:
        logger = structlog.get_logger(record.name)
        error = record.exc_info[1] if record.exc_info else None
        # asyncio puts the text of an exception on the lines below
        first = str(record.msg).partition("\n")[0]
        logger.warning("library_log", logger=record.name, message=first[:200], exc_info=error or False)
