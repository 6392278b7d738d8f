"""The bytes of an answer, in pieces: the same answer has the same bytes at every site."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from pydantic_core import to_json

from services.spice.geometry.answer_head import AnswerHead, Form
from services.spice.geometry.table import Column, Table

ROWS = 20_000
"""Of one piece: a megabyte or two of text, and little memory beside the columns."""


def encoded(table: Table, head: AnswerHead, form: Form) -> Iterator[bytes]:
    """Give the bytes of an answer, piece by piece."""
    if form == "json":
        return _json(table, head)
    if form == "csv":
        return _csv(table, head)
    # Forty megabytes of library, in processes that are many: it is loaded by those that are asked for it.
    from services.spice.geometry.encode import arrow_form  # noqa: PLC0415

    write = arrow_form.stream if form == "arrow" else arrow_form.parquet
    return write(table, to_json(told(table, head)))


def told(table: Table, head: AnswerHead) -> dict[str, Any]:
    """Return all of an answer but its rows."""
    return {
        **head.model_dump(),
        "understood": dict(table.understood),
        "frame": table.frame,
        "scale": table.scale,
        "notes": notes_of(table, head),
        "columns": [{"name": one.name, "unit": one.unit} for one in table.columns],
    }


def notes_of(table: Table, head: AnswerHead) -> tuple[str, ...]:
    """Return the sentences that a reader has to know, each once."""
    return tuple(dict.fromkeys((*head.notes, *table.notes)))


def _rows(table: Table, start: int) -> list[tuple[float | str, ...]]:
    return list(zip(*(one.values[start : start + ROWS].tolist() for one in table.columns), strict=True))


def _json(table: Table, head: AnswerHead) -> Iterator[bytes]:
    yield to_json(told(table, head))[:-1] + b',"rows":['
    for start in range(0, table.rows, ROWS):
        # An empty value is null: JSON knows no NaN.
        piece = to_json(_rows(table, start), inf_nan_mode="null")[1:-1]
        yield b"," + piece if start else piece
    yield b"]}"


def _csv(table: Table, head: AnswerHead) -> Iterator[bytes]:
    """Give CSV (RFC 4180) after lines of comment: `pandas.read_csv(..., comment="#")` skips them."""
    facts = told(table, head)
    comments = [f"# {name}: {_line(facts[name])}" for name in ("calculation", "collection", "revision")]
    comments += [f"# {name}: {_line(facts[name])}" for name in ("kernel_set", "frame", "scale")]
    comments += [
        f"# kernel: {_line(one.path)} {one.content} revision {one.revision} {one.quality}"
        for one in head.kernels
    ]
    comments += [f"# note: {_line(note)}" for note in notes_of(table, head)]
    yield "".join(f"{line}\r\n" for line in comments).encode()
    yield _lines([tuple(_named(one) for one in table.columns)])
    for start in range(0, table.rows, ROWS):
        yield _lines(_rows(table, start))


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _named(column: Column) -> str:
    return f"{column.name} ({column.unit})" if column.unit else column.name


def _lines(rows: list[tuple[float | str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(tuple("" if one != one else one for one in row) for row in rows)  # noqa: PLR0124
    return text.getvalue().encode()
