"""The values of headers, as astropy reads them: card by card, so that one odd card costs itself alone."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from astropy.io import fits
from astropy.io.fits.card import Card, Undefined
from astropy.io.fits.verify import VerifyError

from shared.contracts.messages.frames.frame_facts import KEYWORD_MAX, TEXT_MAX
from shared.fits.frame.values import Value
from shared.fits.problems import Code, Problem, problem
from shared.fits.structure.cards import CARD, cards_of
from shared.fits.structure.hdu import Hdu, HduKind
from shared.fits.structure.header import PRINTABLE
from shared.fits.structure.tiled import image_header
from shared.model.numbers import INT64_MAX, INT64_MIN
from shared.model.reading import ReadAt

_TEXT = re.compile(r"\s*'((?:[^']|'')*)'")

PLAIN = bytes(
    each if each in PRINTABLE else ord(" " if chr(each) in "\t\n\v\f\r" else "?") for each in range(256)
)
"""What each byte of a header is read as."""

SHORT = 8
"""Characters of a keyword that needs no HIERARCH."""

ODD_SHOWN = 5
"""Cards without a value that are named."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a file with its header; of a compressed image as if it were restored."""

    hdu: Hdu
    header: fits.Header
    values: dict[str, Value]
    problems: tuple[Problem, ...]


def read_part(source: ReadAt, hdu: Hdu) -> Part:
    """Return a part with its header."""
    data = source.read_at(hdu.header_at, hdu.header_bytes)
    header = parse_header(data)
    values, problems = values_of(header)
    problems = (*problems, *_unprintable(data))
    if hdu.kind is HduKind.TILED_IMAGE:
        values = image_header(values)
        header = _restored(values)
    return Part(hdu, header, values, problems)


def _restored(values: dict[str, Value]) -> fits.Header:
    """Return the header of an image: coordinates are read from its keywords, not from its table's."""
    image = fits.Header()
    for keyword, value in values.items():
        try:
            image[keyword if len(keyword) <= SHORT else f"HIERARCH {keyword}"] = value
        except ValueError:
            continue  # what no card holds tells no coordinates
    return image


def parse_header(data: bytes) -> fits.Header:
    """Return a header; bytes that no header holds become question marks, or blanks where they are blank.

    A control character in any card has astropy refuse all coordinates of a header.
    """
    return fits.Header.fromstring(data.translate(PLAIN).decode("ascii"))


def values_of(header: fits.Header) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """Return the value of each keyword, of repeated ones the last, and a problem of cards without one."""
    found: dict[str, Value] = {}
    odd: list[str] = []
    for card in header.cards:
        try:
            keyword, value = _read(card)
        except (VerifyError, ValueError):
            odd.append(card.keyword)
            continue
        found.pop(keyword, None)
        found[keyword[:KEYWORD_MAX]] = value
    return found, tuple(_odd(odd))


def _read(card: Card) -> tuple[str, Value]:
    value = card.value
    if isinstance(value, bool) or value is None:
        return card.keyword, value
    if isinstance(value, Undefined):
        return card.keyword, None
    if isinstance(value, str):
        return card.keyword, (_quoted(card) or value)[:TEXT_MAX]
    if isinstance(value, int) and INT64_MIN <= value <= INT64_MAX:
        return card.keyword, value
    if isinstance(value, float) and math.isfinite(value):
        return card.keyword, value
    # A complex number, or one that no reader of JSON keeps.
    return card.keyword, str(value)[:TEXT_MAX]


def _quoted(card: Card) -> str | None:
    """Return a text of one card that has quotes within.

    Two quotes are one of the text (FITS 4.0, 4.2.1.1); astropy takes them for its end before a blank or `/`.
    """
    image = str(card.image)
    if "''" not in image or len(image) != CARD:
        return None
    match = _TEXT.match(image.partition("=")[2])
    return None if match is None else match[1].replace("''", "'").rstrip()


def _unprintable(header: bytes) -> Iterable[Problem]:
    odd = [card[:SHORT] for card in cards_of(header) if card.translate(None, PRINTABLE)]
    if odd:
        names = ", ".join(dict.fromkeys(name.translate(PLAIN).decode().strip() for name in odd[:ODD_SHOWN]))
        words = f"{len(odd)} cards hold bytes that no header may hold, e.g. of {names}"
        yield problem(Code.BAD_CARD, words)


def _odd(keywords: list[str]) -> Iterable[Problem]:
    if keywords:
        names = ", ".join(dict.fromkeys(keywords[:ODD_SHOWN]))
        words = f"{len(keywords)} cards have no value that the standard knows, e.g. of {names}"
        yield problem(Code.BAD_CARD, words)
