"""Tables of EKs and the times in their rows (EK Required Reading; the toolkit's eksegdsc.inc, ekcoldsc.inc).

A segment is one table. Its descriptor tells its columns, each with a class: how its values are kept. Scalars
of time are of class 2, where a row has pointers to its values, or of class 8, where the values of all rows
follow each other; lists of times are of class 5. Times are TDB seconds past J2000.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shared.spice.das.directories import Layout
from shared.spice.das.ek_trees import DOUBLES, EkPages
from shared.spice.reading import MalformedKernelError, ReadAt

SEGMENTS_MAX = 1_000
"""Tables of one file."""
ROWS_MAX = 200_000
"""Rows of one table whose times are read: some seconds in all."""
COLUMNS_MAX = 100
"""Of a table, as the toolkit has it (MXCLSG)."""
LIST_MAX = 10_000
"""Times of one entry."""

DESCRIPTOR, COLUMN = 24, 11
"""Integers that describe a segment, and a column."""
TABLE_NAME, COLUMN_NAME = 64, 32
"""Characters."""
TIME = 4
"""The data type of times."""
POINTED, LISTED, IN_A_ROW = 2, 5, 8
"""Classes of columns of time."""
LOADED_FAST = 2
"""A type of segments: its rows are numbers and no pointers."""
HEAD = 2
"""Integers before the pointers of a row."""
PER_PAGE = 126
"""Doubles of a page of data: the rest leads to the next page, and counts who refers to it."""
NEXT_PAGE = 127
"""The place in a page of doubles, from 1, of the page that goes on with a list."""
FLAGS_PER_PAGE, CHARACTERS = 1014, 1024
"""Flags of missing values in a page of characters, and all that it has."""


class Column(NamedTuple):
    """A column of times."""

    name: str
    kept_as: int
    ordinal: int
    """From 1."""
    metadata: int
    """The address before what tells where its values are."""
    may_lack: bool


@dataclass(frozen=True, slots=True)
class EkTable:
    """One table of an EK."""

    number: int
    """From 1, in the order of the file."""
    name: str
    kind: int
    rows: int
    record_tree: int
    columns: tuple[Column, ...]
    """Those of times."""


class Row(NamedTuple):
    """The least and greatest time of a row, and how many it has."""

    start: float
    stop: float
    times: int


def ek_tables(source: ReadAt, layout: Layout) -> Iterator[tuple[EkTable, Iterator[Row]]]:
    """Give the tables of an EK with the rows that have times; none where a table has too many rows.

    Raises:
        MalformedKernelError: what describes a table is not there or cannot be.
    """
    pages = EkPages(source, layout)
    root = pages.integer(pages.integer_base + 1)
    for number, page in enumerate(pages.pointers(root, SEGMENTS_MAX), start=1):
        table = _table(pages, number, page)
        yield table, _rows(pages, table)


def _table(pages: EkPages, number: int, page: int) -> EkTable:
    words = pages.integers(pages.integer_base + (page - 1) * 256 + 1, DESCRIPTOR)
    kind, _, metadata, name, count, rows, tree = words[:7]
    if not (0 <= count <= COLUMNS_MAX and rows >= 0):
        raise MalformedKernelError(f"table {number} claims {count} columns and {rows} rows")
    columns = []
    for at in range(count):
        column = pages.integers(metadata + DESCRIPTOR + at * COLUMN + 1, COLUMN)
        if column[1] == TIME:
            title = pages.text(column[4], COLUMN_NAME)
            columns.append(Column(title, column[0], column[8], column[9], column[7] == 1))
    return EkTable(number, pages.text(name, TABLE_NAME), kind, rows, tree, tuple(columns))


def _rows(pages: EkPages, table: EkTable) -> Iterator[Row]:
    if not table.columns or table.rows > ROWS_MAX:
        return
    fast = table.kind == LOADED_FAST
    those = range(1, table.rows + 1) if fast else pages.pointers(table.record_tree, table.rows)
    for row in those:
        times = [time for column in table.columns for time in _times(pages, column, row)]
        finite = [time for time in times if math.isfinite(time)]
        if finite:
            yield Row(min(finite), max(finite), len(finite))


def _times(pages: EkPages, column: Column, row: int) -> Iterator[float]:
    """Give the times of one entry; none where it is null."""
    if column.kept_as == IN_A_ROW:
        yield from _in_a_row(pages, column, row)
    elif (place := pages.integer(row + HEAD + column.ordinal)) > 0:
        if column.kept_as == POINTED:
            yield pages.double(place)
        elif column.kept_as == LISTED:
            yield from _listed(pages, place)


def _in_a_row(pages: EkPages, column: Column, row: int) -> Iterator[float]:
    data, flags = pages.integers(column.metadata + 1, 2)
    page, place = divmod(row - 1, FLAGS_PER_PAGE)
    if column.may_lack and pages.text(flags + page * CHARACTERS + place, 1) == "T":
        return
    page, place = divmod(row - 1, PER_PAGE)
    yield pages.double(data + page * DOUBLES + place + 1)


def _listed(pages: EkPages, place: int) -> Iterator[float]:
    count = pages.double(place)
    if not (count.is_integer() and 0 <= count <= LIST_MAX):
        raise MalformedKernelError(f"an entry claims {count} times")
    page, at = divmod(place - pages.double_base, DOUBLES)
    for _ in range(int(count)):
        if at == PER_PAGE:
            page = int(pages.double(pages.double_base + page * DOUBLES + NEXT_PAGE)) - 1
            at = 0
        yield pages.double(pages.double_base + page * DOUBLES + at + 1)
        at += 1
