"""Transactions over SQLite, and what becomes of one that cannot be committed."""

import sqlite3

import pytest

from shared.catalog.database import open_database, transaction


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
