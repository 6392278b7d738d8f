"""Rows of the index to and from values. What is read was checked when it was written: not once more."""

import sqlite3
from dataclasses import dataclass

from shared.catalog.store.rows import below
from shared.model.entry import Base, Entry, Fingerprint, State, kept_base, kept_entry, kept_state
from shared.model.numbers import signed64, unsigned64

STATE_COLUMNS = ("kind", "content", "size", "mtime_ns", "mode")
SEEN_COLUMNS = ("seen_size", "seen_mtime_ns", "seen_ctime_ns", "seen_inode")
LOCAL_COLUMNS = (*(f"local_{column}" for column in STATE_COLUMNS), *SEEN_COLUMNS)
"""What a look finds."""
BASE_COLUMNS = ("base_revision", *(f"base_{column}" for column in STATE_COLUMNS), "base_elsewhere")
"""What a path was last placed from, or accepted as."""

AT_OR_BELOW = "(path = ? OR (path >= ? AND path < ?))"

LAST = "\U0010ffff"
"""No path follows it: the last code point of Unicode."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What the index knows of one path."""

    path: str
    local: State
    """What stood there when last looked at; kind DELETED: nothing."""
    fingerprint: Fingerprint | None
    base: Base | None
    stamp: int


def index_row(found: sqlite3.Row) -> IndexRow:
    """Return the row of `entries`."""
    return IndexRow(found["path"], _local(found), _fingerprint(found), _base(found), found["stamp"])


def at_or_below(path: str) -> tuple[str, str, str]:
    """Return the values of AT_OR_BELOW; the empty path stands for all."""
    return (path, *(below(path) if path else ("", LAST)))


def entry_in(found: sqlite3.Row) -> Entry | None:
    """Return the tree's entry of a joined row."""
    if found["head_path"] is None:
        return None
    state = kept_state(found["kind"], found["content"], found["size"], found["mtime_ns"], found["mode"])
    return kept_entry(found["head_path"], found["revision"], found["author"], state)


def local_values(state: State, seen: Fingerprint | None) -> tuple[str | int | None, ...]:
    """Return the values of LOCAL_COLUMNS."""
    fingerprint = (
        (seen.size, seen.mtime_ns, seen.ctime_ns, signed64(seen.inode)) if seen is not None else (None,) * 4
    )
    return (*_state(state), *fingerprint)


def base_values(base: Base | None) -> tuple[str | int | None, ...]:
    """Return the values of BASE_COLUMNS."""
    if base is None:
        return (*(None,) * 6, 0)
    return (base.revision, *_state(base.state), int(base.elsewhere))


def _state(state: State) -> tuple[str, str | None, int, int, int]:
    return (state.kind.value, state.content, state.size, state.mtime_ns, state.mode)


def _local(found: sqlite3.Row) -> State:
    return kept_state(
        found["local_kind"],
        found["local_content"],
        found["local_size"],
        found["local_mtime_ns"],
        found["local_mode"],
    )


def _fingerprint(found: sqlite3.Row) -> Fingerprint | None:
    if found["seen_inode"] is None:
        return None
    return Fingerprint(
        size=found["seen_size"],
        mtime_ns=found["seen_mtime_ns"],
        ctime_ns=found["seen_ctime_ns"],
        inode=unsigned64(found["seen_inode"]),
    )


def _base(found: sqlite3.Row) -> Base | None:
    if found["base_revision"] is None:
        return None
    state = kept_state(
        found["base_kind"],
        found["base_content"],
        found["base_size"],
        found["base_mtime_ns"],
        found["base_mode"],
    )
    return kept_base(found["base_revision"], state, elsewhere=bool(found["base_elsewhere"]))
