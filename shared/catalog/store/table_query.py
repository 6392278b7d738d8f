"""Filters and order of lists: `field`, `field__not`, `__in`, `__from`, `__to`, `__exists`, `sort_key`. Pure.

The conventions are those of the Cumulus API (`limit`, `page`, `sort_key`, `countOnly`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that callers may filter and sort."""

    columns: Mapping[str, str]
    """By the fields that callers know."""
    newest: str
    """The column by which rows come where nobody says otherwise, the greatest first."""
    key: tuple[str, ...]
    """Columns that decide between equals."""
    numbers: frozenset[str] = frozenset()
    """Columns of whole numbers."""


OPERATORS = {"": "= ?", "not": "<> ?", "from": ">= ?", "to": "<= ?"}

FILTERS_MAX = 20
"""Filters of one question: each is a condition of one query."""

CHOICES_MAX = 100
"""Values of one `__in`."""

RESERVED = frozenset({"limit", "page", "sort_key", "countOnly"})


class FilterError(ValueError):
    """A parameter is none of ours; the text says which are."""


@dataclass(frozen=True, slots=True)
class Question:
    """Conditions of one query, in our words, with the caller's values apart."""

    where: str
    values: tuple[object, ...]
    order: str


def question_of(parameters: Iterable[tuple[str, str]], sort_keys: Iterable[str], table: Table) -> Question:
    """Return the query that parameters ask for. Raises FilterError."""
    conditions: list[str] = []
    values: list[object] = []
    for name, text in parameters:
        if name in RESERVED:
            continue
        if len(conditions) >= FILTERS_MAX:
            raise FilterError(f"more than {FILTERS_MAX} filters: ask with fewer")
        condition, more = _condition(name, text, table)
        conditions.append(condition)
        values += more
    return Question(" AND ".join(conditions) or "1", tuple(values), order_of(sort_keys, table))


def order_of(sort_keys: Iterable[str], table: Table) -> str:
    """Return the order that keys such as `-started_at` ask for; the newest first where there is none."""
    parts = [
        f"{_column(key.lstrip('+-'), table)} {'DESC' if key.startswith('-') else 'ASC'}" for key in sort_keys
    ]
    return ", ".join([*(parts or [f"{table.newest} DESC"]), *table.key])


def _condition(name: str, text: str, table: Table) -> tuple[str, list[object]]:
    field, _, operator = name.partition("__")
    column = _column(field, table)
    value = int(text) if column in table.numbers and text.isascii() and text.isdigit() else text
    if operator in OPERATORS:
        return f"{column} {OPERATORS[operator]}", [value]
    if operator == "in":
        choices: list[object] = [one for one in text.split(",") if one]
        if len(choices) > CHOICES_MAX:
            raise FilterError(f"{name}: more than {CHOICES_MAX} values")
        return f"{column} IN ({', '.join('?' for _ in choices)})", choices
    if operator == "exists" and text in ("true", "false"):
        return f"coalesce({column}, '') {'<>' if text == 'true' else '='} ''", []
    raise FilterError(f"{name}: say a field alone, or with __not, __in, __from, __to or __exists=true|false")


def _column(field: str, table: Table) -> str:
    if field not in table.columns:
        raise FilterError(f"no field {field!r}: there are {', '.join(table.columns)}")
    return table.columns[field]
