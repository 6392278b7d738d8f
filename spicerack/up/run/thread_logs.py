"""Log files of services that share one process: a line goes to the file of the service that made it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from shared.observability.logs import JsonFormatter, TextFormatter
from spicerack.up.run.log_file import open_log


@dataclass(frozen=True, slots=True)
class _Output:
    stream: TextIO
    formatter: logging.Formatter
    level: int


_output: ContextVar[_Output | None] = ContextVar("output", default=None)
"""The log of the service that the running task or thread belongs to."""


class ThreadLogs(logging.Handler):
    """A handler that writes to the log of whichever service makes the record.

    Tasks and `asyncio.to_thread` inherit the service from where they were begun. A record of no service
    goes to the log of the process.
    """

    def __init__(self, of_process: Path) -> None:
        super().__init__()
        self._of_process = _open(of_process, TextFormatter(service="up", site=""), level=logging.INFO)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, and let it be on the disk's way at once: a person may be following the file."""
        output = _output.get() or self._of_process
        if record.levelno < output.level:
            return
        try:
            output.stream.write(output.formatter.format(record) + "\n")
            output.stream.flush()
        except (OSError, ValueError):
            self.handleError(record)

    def close(self) -> None:
        """Close the log of the process."""
        self._of_process.stream.close()
        super().close()


@contextmanager
def logged_to(path: Path, *, service: str, site: str, json: bool, level: str) -> Iterator[None]:
    """Have everything that is logged from here on go to `path`. Raises OSError where it cannot be written."""
    kind = JsonFormatter if json else TextFormatter
    number = logging.getLevelNamesMapping()[level]
    output = _open(path, kind(service=service, site=site), level=number)
    logging.getLogger().setLevel(min(number, logging.getLogger().level))
    token = _output.set(output)
    try:
        yield
    finally:
        _output.reset(token)
        output.stream.close()


@contextmanager
def thread_logs(of_process: Path) -> Iterator[None]:
    """Route the log of this process by service, as `logged_to` says."""
    handler = ThreadLogs(of_process)
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    try:
        yield
    finally:
        handler.close()
        root.handlers[:] = handlers
        root.setLevel(level)


def _open(path: Path, formatter: logging.Formatter, *, level: int) -> _Output:
    return _Output(open(open_log(path), "w", encoding="utf-8"), formatter, level)  # noqa: PTH123
