"""Values of assignments: quoted strings, numbers with E or D exponents, dates after `@`."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.spice.text.dates import formal_seconds
from shared.spice.text.model import Value

STRING_MAX = 80
"""Characters of a string that the kernel pool keeps; CSPICE cuts the rest without a word."""

_TOKEN = re.compile(r"'((?:[^']|'')*)('?)|([()=])|([^\s,()'=]+)|[\s,]+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([EeDd][+-]?\d+)?\Z")
_PLAIN = re.compile(r"[\d\s.,+EeDd-]+\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a data line: a value, or one of `( ) =`, or what is neither."""

    value: Value | None = None
    mark: str = ""
    wrong: str = ""
    """What is no value, as written."""
    unbalanced: bool = False
    """Whether a string lacks its closing quote."""


def tokens(text: str) -> Iterator[Token]:
    """Give the tokens of a line, left to right; blanks, tabs and commas separate them."""
    for match in _TOKEN.finditer(text):
        string, closing, mark, word = match.groups()
        if string is not None:
            # An unclosed string runs to the end of its line, trailing blanks not counted.
            text_of = string if closing else string.rstrip()
            yield Token(value=text_of.replace("''", "'").replace("\t", " "), unbalanced=not closing)
        elif mark:
            yield Token(mark=mark)
        elif word:
            value = number(word)
            yield Token(wrong=word) if value is None else Token(value=value)


def number(word: str) -> float | None:
    """Return a number or date as the kernel pool has it, None of what is none or not finite."""
    if word.startswith("@"):
        return formal_seconds(word[1:])
    if not _NUMBER.match(word):
        return None
    value = float(word.replace("D", "E").replace("d", "e"))
    return value if math.isfinite(value) else None


def plain_numbers(text: str) -> list[float] | None:
    """Return the numbers of a line that holds nothing else, the fast way; None of any other line."""
    if not _PLAIN.match(text):
        return None
    try:
        found = [float(word) for word in text.translate(_AS_PYTHON).split()]
    except ValueError:
        return None
    return found if all(map(math.isfinite, found)) else None


_AS_PYTHON = str.maketrans({"D": "E", "d": "e", ",": " "})
