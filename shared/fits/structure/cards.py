"""The cards of a header that tell sizes and names: read leniently, and within bounds (FITS 4.0, 4).

All other values are for a library of the field: see the describer.
"""

import re
from collections.abc import Iterator, Mapping

from shared.model.numbers import INT64_MAX

CARD = 80
"""Bytes of one card."""

BLOCK = 2_880
"""Bytes of one block: headers and data fill whole ones."""

_NUMBER = re.compile(rb"\s*([+-]?\d{1,19})\s*(?:/|\Z)")
_LOGICAL = re.compile(rb"\s*([TF])\s*(?:/|\Z)")
_STRING = re.compile(rb"\s*'((?:[^']|'')*)'")

STRUCTURAL = re.compile(
    rb"SIMPLE|XTENSION|BITPIX|NAXIS\d{0,3}|PCOUNT|GCOUNT|GROUPS|EXTNAME|EXTVER|CHECKSUM|DATASUM"
    rb"|ZIMAGE|ZBITPIX|ZNAXIS\d{0,3}"
)
"""Keywords that are kept: those that tell the parts of a file."""

Cards = Mapping[str, bytes]
"""The value field of each structural keyword: the first, where it is repeated."""


class BadCardError(ValueError):
    """A value is not of its kind; the message names it. The file's author must act."""


def structural_cards(header: bytes) -> dict[str, bytes]:
    """Return the structural cards of a whole header."""
    found: dict[str, bytes] = {}
    for card in cards_of(header):
        name = card[:8].rstrip()
        if card[8:9] == b"=" and STRUCTURAL.fullmatch(name):
            found.setdefault(name.decode("ascii"), card[9:])
    return found


def cards_of(header: bytes) -> Iterator[bytes]:
    """Yield each card."""
    for at in range(0, len(header) - CARD + 1, CARD):
        yield header[at : at + CARD]


def integer(cards: Cards, name: str, default: int | None = None) -> int:
    """Return a value that counts something.

    Raises:
        BadCardError: it is missing without a default, no integer, or one of more than 64 bits.
    """
    field = cards.get(name)
    if field is None:
        if default is None:
            raise BadCardError(f"there is no {name}")
        return default
    match = _NUMBER.match(field)
    value = int(match[1]) if match else None
    if value is None or not -INT64_MAX <= value <= INT64_MAX:
        raise BadCardError(f"{name} is {_shown(field)}, not an integer")
    return value


def is_true(cards: Cards, name: str) -> bool:
    """Tell whether a logical value is there and true."""
    match = _LOGICAL.match(cards.get(name, b""))
    return match is not None and match[1] == b"T"


def text(cards: Cards, name: str) -> str:
    """Return a string value, '' where there is none."""
    match = _STRING.match(cards.get(name, b""))
    return match[1].replace(b"''", b"'").decode("ascii", "replace").rstrip() if match else ""


def _shown(field: bytes) -> str:
    return repr(field.partition(b"/")[0].decode("ascii", "replace").strip())
