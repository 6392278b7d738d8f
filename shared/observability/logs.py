"""Log lines that a machine can search and a person can read, by the standard library alone.

Not on a terminal, each line is one JSON object with `time`, `level`, `logger`, `message`, `service`,
`site`, what the running task works on (`trace_id`, and of the message that it handles `subject`,
`stream_sequence` and `delivery`), and whatever a call passed as `extra`. On a terminal the same is one
line of text, without the trace. A control character (file names may hold any) never reaches the output,
so that nobody can forge a line.
"""

import json as json_codec
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from shared.observability.task_context import task_context

TEXT_MAX = 4096
"""Characters of a message, a field or a trace: container runtimes cut log lines at 16 KiB."""

STANDARD_ATTRIBUTES = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}
"""What every log record has; anything else on it came in by `extra`."""


def configure_logging(
    *,
    service: str,
    site: str = "",
    json: bool | None = None,
    level: str | int = "INFO",
    stream: TextIO | None = None,
) -> None:
    """Send the log of the whole process to `stream` (stderr), in place of what was set up before.

    Args:
        service: what this process is, e.g. `manager`.
        site: which site it serves; empty for a service that belongs to none.
        json: one JSON object a line; None means: unless `stream` is a terminal.
        level: the lowest level that is shown, as a name or a number.
        stream: where lines go.

    Raises:
        ValueError: there is no such level.
    """
    target = sys.stderr if stream is None else stream
    as_json = not target.isatty() if json is None else json
    handler = logging.StreamHandler(target)
    handler.setFormatter((JsonFormatter if as_json else TextFormatter)(service=service, site=site))
    handler.addFilter(_matters)
    logging.basicConfig(handlers=[handler], level=level, force=True)


TRACE_ID = "trace_id"

TLS_ENDED = "returning true from eof_received() has no effect when using ssl"
"""Said by asyncio each time that the peer of a connection which began without TLS, as those to NATS do, ends
it: nobody can do anything about it, and the loss itself has a line of its own."""


ASKED = "httpx"
"""Logs a line for each request that it makes, as a runner does each second for each of its Jobs. What goes
wrong is raised, and said by whoever asked."""


def _matters(record: logging.LogRecord) -> bool:
    if record.name == ASKED:
        return record.levelno >= logging.WARNING
    return record.name != "asyncio" or record.msg != TLS_ENDED


class JsonFormatter(logging.Formatter):
    """One JSON object (RFC 8259, ASCII) a line."""

    def __init__(self, *, service: str, site: str) -> None:
        super().__init__()
        self._where = {"service": service, "site": site} if site else {"service": service}

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for one record."""
        line: dict[str, object] = _extra(record) | {
            "time": _time(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _shorten(record.getMessage()),
        }
        if trace := _trace(self, record):
            line["exception"] = trace
        return json_codec.dumps(line | self._where, default=lambda value: _shorten(str(value)))


class TextFormatter(logging.Formatter):
    """One line for a person; a stack trace follows, indented."""

    def __init__(self, *, service: str, site: str) -> None:
        super().__init__()
        self._where = f"{service}/{site}" if site else service

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the lines of a stack trace, for one record."""
        time = _time(record).strftime("%H:%M:%S.%f")[:-3]
        # Nobody reads 32 digits on a terminal.
        shown = ((name, value) for name, value in _extra(record).items() if name != TRACE_ID)
        fields = "".join(f" {name}={value}" for name, value in shown)
        text = _printable(f"{_shorten(record.getMessage())}{fields}")
        line = f"{time} {record.levelname:<7} {self._where} {record.name}: {text}"
        trace = _trace(self, record).splitlines()
        return "\n".join([line, *(f"    {_printable(part)}" for part in trace)])


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    passed = {name: value for name, value in record.__dict__.items() if name not in STANDARD_ATTRIBUTES}
    return {
        name: _shorten(value) if isinstance(value, str) else value
        for name, value in {**_at_hand(), **passed}.items()
    }


def _at_hand() -> dict[str, object]:
    """Return what the running task works on. Lines are made where the call is: it is still at hand."""
    now = task_context()
    trace = {TRACE_ID: now.trace.trace_id} if now.trace is not None and now.trace.sampled else {}
    return {**now.message, **trace}


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """Return the stack trace, its end if it is long: there stands what went wrong."""
    if not record.exc_info:
        return ""
    text = formatter.formatException(record.exc_info)
    return text if len(text) <= TEXT_MAX else f"…{text[-TEXT_MAX:]}"


def _shorten(text: str) -> str:
    return text if len(text) <= TEXT_MAX else f"{text[:TEXT_MAX]}…"


def _printable(text: str) -> str:
    """Return `text` with what could move the cursor, end the line or not be encoded shown as escapes."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )
