"""Throwaway servers: one for a test session, with a database for each test, and replicas of one."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from services.archive.database.server.embedded import EmbeddedPostgres
from services.archive.database.server.programs import NoPostgresError, find_programs

_numbers = itertools.count(1)


def postgres_missing() -> str:
    """Return why there is no PostgreSQL to test with; the empty string where there is one."""
    try:
        find_programs()
    except NoPostgresError as error:
        return f"THE ARCHIVE IS NOT TESTED AGAINST POSTGRESQL: {error}"
    return ""


@contextmanager
def running_postgres() -> Iterator[EmbeddedPostgres]:
    """Run a server for the block, in a directory that its user can reach, even where root runs the tests."""
    with _folder() as folder:
        server = EmbeddedPostgres(folder / "data")
        server.start_here()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def running_replica(primary: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    """Run a server for the block that follows another by streaming, and answers reads alone."""
    with _folder() as folder:
        replica = EmbeddedPostgres(folder / "replica")
        replica.user.own(replica.data)
        primary.run_as_server(
            primary.programs.pg_basebackup,
            *("-h", str(primary.sockets), "-U", primary.user.name, "-D", str(replica.data)),
            *("-R", "-X", "stream", "-c", "fast"),
        )
        replica.start_here()
        try:
            yield replica
        finally:
            replica.stop()


@contextmanager
def fresh_database(server: EmbeddedPostgres, *, template: str = "template1") -> Iterator[str]:
    """Make a database for the block; yield its address, as SQLAlchemy takes it.

    Args:
        server: that has it.
        template: the database that it is a copy of: to make the extension and the tables takes seconds.
    """
    name = f"test_{os.getpid()}_{next(_numbers)}"
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _execute(server, made.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield address_of(server, name)
    finally:
        _execute(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def address_of(server: EmbeddedPostgres, database: str) -> str:
    """Return the address of a database, as SQLAlchemy takes it."""
    return server.url.replace("/postgres?", f"/{database}?")


def _execute(server: EmbeddedPostgres, statement: sql.Composed) -> None:
    with psycopg.connect(
        host=str(server.sockets), user=server.user.name, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement)


@contextmanager
def _folder() -> Iterator[Path]:
    # Not the tests' own directory: root's is closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="spicerack-test-pg-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
