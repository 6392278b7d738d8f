"""Levels of the lines that steps write, as loggers of several languages say them. Pure."""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Final

from shared.contracts.messages.step import LogLine

LOOKED: Final = 120
"""Characters of a line in which a level is looked for: what comes later is what is said."""


class Level(IntEnum):
    """How much a line weighs, in the numbers of Python's `logging`."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40
    CRITICAL = 50


NAMES: Final = {
    "trace": Level.DEBUG,
    "debug": Level.DEBUG,
    "info": Level.INFO,
    "notice": Level.INFO,
    "warn": Level.WARNING,
    "warning": Level.WARNING,
    "error": Level.ERROR,
    "err": Level.ERROR,
    "critical": Level.CRITICAL,
    "crit": Level.CRITICAL,
    "fatal": Level.CRITICAL,
}

FORMS: Final = (
    re.compile(r"^\W*([a-z]+)\b\W*[:\s|\]]", re.IGNORECASE),
    re.compile(r'"(?:level|levelname|severity)"\s*:\s*"(\w+)"', re.IGNORECASE),
    re.compile(r"\blevel=(\w+)", re.IGNORECASE),
    re.compile(r"\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\b"),
)
"""The first word, a member of JSON, a pair as logfmt has it, capitals behind a time or a logger's name."""


def level_of(text: str) -> Level | None:
    """Return the level that a line says; None where it says none."""
    head = text[:LOOKED]
    words = (found[1].lower() for form in FORMS if (found := form.search(head)))
    return next((NAMES[word] for word in words if word in NAMES), None)


def with_levels(lines: Iterable[LogLine], before: Level | None) -> Iterator[tuple[LogLine, Level | None]]:
    """Yield lines of one step, each with its level.

    A line that says none belongs to the one above it, as the lines of a traceback do.

    Args:
        lines: in their order.
        before: the level of the line above the first of them.
    """
    for line in lines:
        before = level_of(line.text) or before
        yield line, before
