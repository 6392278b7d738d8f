"""Many rows at once: into a table by COPY or beside rows that may be there, and out by a list of keys.

The CPU of an archive that takes frames in was mostly that of single parameters: a frame has some 60.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

import psycopg
from psycopg import sql
from sqlalchemy import ARRAY, ColumnElement, Connection, Table, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import DBAPIError

Key = TypeVar("Key", str, int)


def copy_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows, all with the same columns; JSON and regions as text. A third of what INSERT takes.

    Raises:
        DBAPIError: as any other statement does.
    """
    if not rows:
        return
    columns = tuple(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(",").join(map(sql.Identifier, columns))
    )
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[name] for name in columns])
    except psycopg.Error as error:
        raise DBAPIError.instance(f"COPY {table.name}", None, error, psycopg.Error) from error


def insertion(table: Table, rows: Sequence[Mapping[str, object]]) -> Insert:
    """Return the insertion of rows, all with the same columns, for which a conflict may be settled.

    Each column is one array. For long texts `copy_rows` is better: the driver escapes arrays slowly.
    """
    columns = [table.c[name] for name in rows[0]]
    arrays = [
        func.unnest(bindparam(None, [row[column.name] for row in rows], ARRAY(column.type)))
        for column in columns
    ]
    return insert(table).from_select(columns, select(*arrays))


def one_of(column: ColumnElement[Key], keys: Collection[Key]) -> ColumnElement[bool]:
    """Return the condition that a column has one of some values: one parameter, however many they are."""
    return column == any_(bindparam(None, list(keys), type_=ARRAY(column.type)))
