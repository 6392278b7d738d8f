"""Transactions over SQLite, and what becomes of one that cannot be committed."""

import sqlite3
from contextlib import suppress

import pytest

from shared.catalog.store.database import open_database, transaction, transaction_made_again


@pytest.fixture
def database(tmp_path):
    """A database with a table whose rows must name others, which is looked at in the end alone."""
    connection = open_database(tmp_path / "some.db")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(
        "CREATE TABLE row (id INTEGER PRIMARY KEY, other REFERENCES row DEFERRABLE INITIALLY DEFERRED)"
    )
    return connection


def test_commit_that_fails_takes_all_back(database):
    """The next transaction is one of its own, and durable: it does not run inside one that never ends."""
    with pytest.raises(sqlite3.IntegrityError), transaction(database):
        database.execute("INSERT INTO row VALUES (1, 99)")
    assert not database.in_transaction
    with transaction(database):
        database.execute("INSERT INTO row VALUES (2, NULL)")
    assert not database.in_transaction
    assert [row["id"] for row in database.execute("SELECT id FROM row")] == [2]


def test_failure_that_ended_the_transaction_is_the_one_that_is_told(database):
    """SQLite takes some transactions back by itself: that there is none left is no news."""
    with pytest.raises(ValueError, match="what really happened"), transaction(database):
        database.execute("ROLLBACK")
        raise ValueError("what really happened")


def waits_for_the_disk(connection):
    """Tell whether a commit would be durable before it returns (2 is FULL, 1 is NORMAL)."""
    return connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_what_is_made_again_does_not_wait_for_the_disk_and_all_else_does(database):
    """Neither after it, nor after it failed; inside another transaction it is a part of that one."""
    with transaction_made_again(database):
        database.execute("INSERT INTO row VALUES (1, 1)")
        assert not waits_for_the_disk(database)
    assert waits_for_the_disk(database)
    with suppress(sqlite3.IntegrityError), transaction_made_again(database):
        database.execute("INSERT INTO row VALUES (2, 99)")
    assert waits_for_the_disk(database)
    assert not database.in_transaction
    with transaction(database), transaction_made_again(database):
        database.execute("INSERT INTO row VALUES (3, 3)")
        assert waits_for_the_disk(database)
    assert [row["id"] for row in database.execute("SELECT id FROM row ORDER BY id")] == [1, 3]
