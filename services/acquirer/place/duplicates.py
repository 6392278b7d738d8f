"""Decisions on files at whose place something stands already. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from services.acquirer.feeds.model import Duplicates
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import Kind

NANOSECONDS = 1_000_000_000

NAMES_MAX = 10_000
"""Names that are tried for an older version: each is a millisecond later."""


class Doing(StrEnum):
    """What is done."""

    PUT = "put"
    NOTHING = "nothing"
    """The same bytes stand there."""
    KEEP_OLD = "keep-old"
    """The feed says that what stands there stays."""
    VERSION = "version"
    """What stands there is kept under another name."""
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with one file, and why it is refused."""

    doing: Doing
    words: str = ""


def decide(  # noqa: PLR0911 - a table
    mode: Duplicates, target: str, standing: Held, content: str
) -> Decision:
    """Return what is done with new bytes for `target`, where `standing` is there."""
    if standing.kind is Kind.DELETED:
        return Decision(Doing.PUT)
    if standing.kind is Kind.DIRECTORY:
        return Decision(Doing.REFUSE, f"a directory stands at {target}")
    if standing.content == content:
        return Decision(Doing.NOTHING)
    match mode:
        case Duplicates.SKIP:
            return Decision(Doing.KEEP_OLD)
        case Duplicates.REPLACE:
            return Decision(Doing.PUT)
        case Duplicates.VERSION:
            return Decision(Doing.VERSION)
        case Duplicates.ERROR:
            words = (
                f"another file stands at {target}: remove it, or say duplicates = replace, skip or version"
            )
            return Decision(Doing.REFUSE, words)


def version_name(target: str, mtime_ns: int, *, taken: Callable[[str], bool]) -> str | None:
    """Return a free name for an older file, by the time of its last modification; None where none is free."""
    at = datetime.fromtimestamp(mtime_ns // NANOSECONDS, UTC) + timedelta(
        milliseconds=mtime_ns % NANOSECONDS // 1_000_000
    )
    for _ in range(NAMES_MAX):
        name = f"{target}.v{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03d}"
        if not taken(name):
            return name
        at += timedelta(milliseconds=1)
    return None
