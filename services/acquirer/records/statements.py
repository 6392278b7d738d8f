"""Statements of PVL, the language of delivery records: `NAME = VALUE;`, in objects that begin and end. Pure.

The subset that providers write: no units, no lists, no numbers with a base. Time is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

STATEMENT: Final = re.compile(
    r"""
    (?:\s|/\*(?:[^*]|\*(?!/))*+\*/|;)*+                       # blanks, comments, and ends of statements
    (?:(?P<name>[A-Za-z_][A-Za-z0-9_]*+)
       [ \t]*+(?:=\s*+(?:"(?P<quoted>[^"]*+)"|(?P<bare>[^\s;"][^;"\n]*+)|(?P<none>(?=[;\n]|\Z))))?+
    )
    """,
    re.VERBOSE,
)

REST: Final = re.compile(r"(?:\s|/\*(?:[^*]|\*(?!/))*+\*/|;)*+\Z")


class RecordError(ValueError):
    """A record cannot be read; `str()` is one line, and says where.

    Args:
        words: for people.
        disposition: for the program that wrote the record, as its interface has it.
    """

    def __init__(self, words: str, disposition: str = "INVALID PVL STATEMENT") -> None:
        super().__init__(words)
        self.disposition = disposition


@dataclass(frozen=True, slots=True)
class Statement:
    """A name, and what it is said to be."""

    name: str
    """In capitals."""
    value: str
    line: int


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a record: END is the last, where there is one.

    Raises:
        RecordError: something else stands there.
    """
    at, line = 0, 1
    while (found := STATEMENT.match(text, at)) is not None:
        begin = found.start("name")
        line += text.count("\n", at, begin)
        name = found["name"].upper()
        value = found["quoted"] if found["quoted"] is not None else (found["bare"] or "").strip()
        yield Statement(name, value, line)
        if name == "END":
            return
        line += text.count("\n", begin, found.end())
        at = found.end()
    if not REST.match(text, at):
        raise RecordError(f"line {line}: no statement of PVL: {text[at : at + 40].strip()!r}")
