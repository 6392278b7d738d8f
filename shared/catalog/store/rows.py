"""Entries to and from rows of the projection."""

import sqlite3
from collections.abc import Iterable, Iterator

from shared.model.entry import Entry, kept_entry, kept_state
from shared.spice.waves import wave_of

EntryRow = tuple[str, int, str, str, str | None, int, int, int]
TreeRow = tuple[str, int, str, str, str | None, int, int, int, int]

ENTRY_COLUMNS = "path, revision, author, kind, content, size, mtime_ns, mode"

TREE_COLUMNS = f"{ENTRY_COLUMNS}, wave"
"""The tree holds the wave of each path as data, so that SQL knows nothing of names."""


def entry_of(row: sqlite3.Row | EntryRow) -> Entry:
    """Return the entry that a row of `tree` or `history` holds.

    What is in these tables was checked before it came there. To check it once more would take most of the
    time of a decision, or of a match.
    """
    path, revision, author, kind, content, size, mtime_ns, mode = row
    return kept_entry(path, revision, author, kept_state(kind, content, size, mtime_ns, mode))


def row_of(entry: Entry) -> EntryRow:
    """Return the values of ENTRY_COLUMNS for an entry."""
    state = entry.state
    return (
        entry.path,
        entry.revision,
        entry.author,
        state.kind.value,
        state.content,
        state.size,
        state.mtime_ns,
        state.mode,
    )


def tree_rows(rows: Iterable[EntryRow]) -> Iterator[TreeRow]:
    """Yield the values of TREE_COLUMNS for values of ENTRY_COLUMNS."""
    return ((*row, int(wave_of(row[0]))) for row in rows)


LAST_CHARACTER = chr(0x10FFFF)
"""The highest code point; UTF-8 orders text as its code points do."""

SURROGATES = (chr(0xD800), chr(0xE000))
"""First, and the first after: no text in UTF-8 holds one."""


def beginning_with(prefix: str) -> tuple[str, str | bytes]:
    """Return the bounds of the paths that begin with `prefix`: first included, last excluded."""
    kept = prefix.rstrip(LAST_CHARACTER)
    if not kept:
        # Nothing of type text comes after: SQLite orders every blob after every text.
        return (prefix, b"")
    following = chr(ord(kept[-1]) + 1)
    return (prefix, kept[:-1] + (SURROGATES[1] if following == SURROGATES[0] else following))


def below(path: str) -> tuple[str, str]:
    """Return the bounds of the paths below a directory: first included, last excluded ('0' follows '/')."""
    return (path + "/", path + "0")
