"""Bringing a local database to the present version of its schema: forward, in order, with a copy before.

SQLite's `user_version` holds the version. A database without tables is made at the present one.
"""

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from shared.catalog.store.database import Open, open_database, transaction
from shared.model.errors import OperatorError

log = logging.getLogger(__name__)


class NewerDatabaseError(OperatorError):
    """A database was written by a newer version; `str()` is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """What leads from one version of a schema to the next."""

    name: str
    """What changes, for people."""
    apply: Callable[[sqlite3.Connection], None]
    """Runs in a transaction; executes single statements only (`executescript` would commit)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """One kind of database."""

    name: str
    steps: tuple[Step, ...]
    """The first leads from version 0, which is what was written before versions were."""
    remedy: str
    """What a person may do with one that is too new, beside an upgrade."""

    @property
    def version(self) -> int:
        """The present version."""
        return len(self.steps)


def open_migrated(path: Path, schema: Schema, *, open_at: Open = open_database) -> sqlite3.Connection:
    """Open (or make) a database at the present version of its schema.

    What is there is copied before it is changed, to `<name>.v<version>` beside it.

    Raises:
        NewerDatabaseError: it was written by a newer version.
        sqlite3.DatabaseError: the file is no database, or is damaged.
    """
    connection = open_at(path)
    try:
        migrate(connection, path, schema)
    except BaseException:
        connection.close()
        raise
    return connection


def pending(connection: sqlite3.Connection, path: Path, schema: Schema) -> tuple[Step, ...]:
    """Return the steps that a database lacks. Raises NewerDatabaseError."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > schema.version:
        raise NewerDatabaseError(
            f"{path} has version {version} of the {schema.name}, this SpiceRack knows {schema.version}: "
            f"run the newer one, or {schema.remedy}"
        )
    return schema.steps[version:] if _has_tables(connection) else ()


def migrate(connection: sqlite3.Connection, path: Path, schema: Schema) -> tuple[Step, ...]:
    """Carry the steps out that a database lacks, and return them. See `open_migrated`."""
    steps = pending(connection, path, schema)
    if steps:
        copy = copy_before(connection, path, schema.version - len(steps))
        log.info("%s is brought to version %d of its schema; a copy is in %s", path, schema.version, copy)
    for number, step in enumerate(steps, start=schema.version - len(steps) + 1):
        with transaction(connection):
            step.apply(connection)
            connection.execute(f"PRAGMA user_version = {number}")
    connection.execute(f"PRAGMA user_version = {schema.version}")
    return steps


def copy_before(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy a database as it is, durably, and return where."""
    copy = path.with_name(f"{path.name}.v{version}")
    partial = copy.with_name(f"{copy.name}.partial")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as target:
        connection.backup(target)
    _sync(partial)
    partial.rename(copy)
    _sync(copy.parent)
    return copy


def _has_tables(connection: sqlite3.Connection) -> bool:
    return (
        connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' LIMIT 1").fetchone() is not None
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
