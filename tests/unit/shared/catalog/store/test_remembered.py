"""Rows that are read again only after a change."""

import pytest

from shared.catalog.store.database import RememberedRow, open_database, transaction


class Counted:
    """A number that takes a scan to find."""

    def __init__(self, connection):
        self._row = RememberedRow(connection, "SELECT count(*) FROM things")

    def number(self):
        row = self._row.row()
        assert row is not None
        return row[0]


@pytest.fixture
def database():
    """A table, the queries that were made, and a number that counts its rows."""
    connection = open_database(":memory:")
    connection.execute("CREATE TABLE things (name TEXT)")
    queries = []
    connection.set_trace_callback(queries.append)
    return connection, queries, Counted(connection)


def test_a_number_is_read_once_while_nothing_changes(database):
    """Asking again costs no query."""
    connection, queries, remembered = database
    connection.execute("INSERT INTO things VALUES ('a')")
    assert [remembered.number() for _ in range(3)] == [1, 1, 1]
    assert sum(query.startswith("SELECT") for query in queries) == 1


def test_a_change_is_seen(database):
    """After rows came or went the number is another."""
    connection, _, remembered = database
    assert remembered.number() == 0
    connection.execute("INSERT INTO things VALUES ('a'), ('b')")
    assert remembered.number() == 2
    connection.execute("DELETE FROM things")
    assert remembered.number() == 0


def test_what_a_transaction_took_back_is_not_remembered(database):
    """A number that was read inside a transaction which failed does not stay."""
    connection, _, remembered = database
    with pytest.raises(KeyError), transaction(connection):
        connection.execute("INSERT INTO things VALUES ('a')")
        assert remembered.number() == 1
        raise KeyError
    assert remembered.number() == 0


def test_a_row_that_came_is_seen(database):
    """Where a query found nothing, it finds what was inserted since."""
    connection, _, _ = database
    remembered = RememberedRow(connection, "SELECT name FROM things")
    assert remembered.row() is None
    connection.execute("INSERT INTO things VALUES ('a')")
    found = remembered.row()
    assert found is not None
    assert found["name"] == "a"
