"""Conditions on a part of a name, whatever its case."""

from sqlalchemy import ColumnElement, func


def part_is(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return the condition that a text is in a column's; the index of parts is over small letters."""
    return func.lower(column).contains(text.lower(), autoescape=True)
