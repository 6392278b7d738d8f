"""Logs that hold nothing of a catalogue, at any level.

Own lines are written with that in mind and pass. Of an exception, its kind and its place pass: its text may
quote what could not be read. Of other libraries' lines only the fact passes: they write addresses, headers
and bodies.
"""

import logging
import sys
import threading
import traceback
from types import TracebackType

OWN = ("services", "shared", "spicerack")
"""First words of the names of loggers whose lines pass."""

FRAMES_MAX = 8
"""Places that are told of an exception, the innermost ones."""


def described(error: BaseException) -> str:
    """Return the kind of an exception and where it was raised, without its text."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__qualname__} in {places or 'no frame'}"


class QuietFilter(logging.Filter):
    """Takes out of a record what it must not say."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place, and let it pass; what libraries tell of their daily work does not."""
        error = record.exc_info[1] if record.exc_info else None
        if record.name.partition(".")[0] not in OWN:
            if record.levelno < logging.WARNING:
                return False
            record.msg, record.args = "something of this library that is not shown", ()
        if error is not None:
            record.msg, record.args = f"{record.getMessage()}: {described(error)}", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def quiet_logging() -> None:
    """Let every handler of the process pass nothing else, and every exception that nobody caught."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(QuietFilter())
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda event: _say(event.exc_value)
    threading.excepthook = lambda event: _say(event.exc_value)


def _uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    _say(error)


def _say(error: BaseException | None) -> None:
    sys.stderr.write(f"not caught: {described(error) if error is not None else 'unknown'}\n")
