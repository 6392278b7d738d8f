"""Tokens of a kernel's name, by the rules of the missions: the first row that fits decides.

The rows gather what the configurations of SpiceQL and of the PDS4 bundler, and the file names of NAIF, ESA,
ISIS and IMAP, have in common.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.spice.names.dates import date_of, day_of_year, is_year, short_date
from shared.spice.names.model import Quality

TOKENS_MAX = 64
"""Tokens of one name: file systems allow 255 bytes."""
DIGITS_MAX = 18
"""Digits of a number: longer runs are words, no version or date has so many."""


class Role(StrEnum):
    """What a token is for."""

    WORD = "word"
    DATE = "date"
    CREATED = "created"
    VERSION = "version"
    SOLUTION = "solution"
    """An orbit determination: a later one replaces an earlier."""
    NUMBER = "number"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a name between `_`, `-` and `.`."""

    role: Role
    word: str = ""
    """What of the token belongs to the line."""
    text: str = ""
    """The token as written; of numbers only."""
    number: int = 0
    day: date | None = None
    digits: int = 0
    """How many digits the number is written with."""
    quality: Quality | None = None


_SEPARATORS = re.compile(r"[_.\-~ ]+")
_QUALITIES = {
    **dict.fromkeys(("pred", "predict", "predicted", "pb", "ap"), Quality.PREDICTED),
    **dict.fromkeys(
        ("rec", "recon", "reconstruct", "reconstructed", "rel", "rq", "ah"), Quality.RECONSTRUCTED
    ),
    "nadir": Quality.NADIR,
    "smithed": Quality.SMITHED,
}
"""Words that tell a quality and nothing else, so that the line goes on without them."""
_TELLING = {
    **dict.fromkeys(("plan", "long", "90days", "nom", "launch"), Quality.PREDICTED),
    "measured": Quality.RECONSTRUCTED,
    "merged": Quality.SMITHED,
}
"""Words that tell a quality and are a line of their own as well."""
_LETTERS = {"p": Quality.PREDICTED, "r": Quality.RECONSTRUCTED}
_LITERAL = re.compile(r"65536\Z|(itrf|iau)\d+\Z|[jb]\d{4}\Z")
"""Numbers that are part of a line: the ticks in a second of MRO's fine clock, and standards of frames."""

_VERSION = re.compile(r"(?:v|s(?=\d{1,3}\Z)|c(?=\d\d\Z))(\d+)\Z")
_LATITUDE = re.compile(r"s\d{1,3}\Z")
"""Of a shape's tile, whose southern latitude is no version: `mars_s45.bds`."""
_CREATED = re.compile(r"(?:s(?=\d{8}\Z)|dco)(\d{6,14})\Z")
_SOLUTION = re.compile(r"od(\d+)\Z")
_DATE = re.compile(r"([pr]?)(\d{6,14})([pr]?)\Z")
_CASSINI_CK = re.compile(r"(\d{5})([pr])([a-z]?)\Z")
_NAMED_DATE = re.compile(r"([a-z]*?)(\d{1,2}[a-z]{3}\d{4})\Z")
_GLUED = re.compile(r"([a-z]+)(\d+)([a-z]{0,2})\Z")
_TGO = re.compile(r"(s[a-z])([mp])\Z")
_SMITHED = re.compile(r"grgm\d")


def tokens(stem: str, *, is_tgo: bool, is_shape: bool) -> list[Token]:
    """Return the tokens of a name without its suffix, in its order.

    Args:
        stem: the name, in lower case.
        is_tgo: whether the last letter of a phase tells measured from planned, as ESA has it for TGO.
        is_shape: whether it is a DSK, of which a body has tiles by latitude and longitude.
    """
    parts = [part for part in _SEPARATORS.split(stem) if part][:TOKENS_MAX]
    found = [
        _plain(part) if is_shape and _LATITUDE.match(part) else _token(part, is_tgo=is_tgo) for part in parts
    ]
    return list(_dates_of_two(_short_dates(found)))


def _token(part: str, *, is_tgo: bool) -> Token:
    if sum(map(str.isdigit, part)) > DIGITS_MAX or _LITERAL.match(part) or not part.isascii():
        return Token(Role.WORD, part)
    return _quality(part, is_tgo=is_tgo) or _numbered(part) or _dated(part) or _plain(part)


def _quality(part: str, *, is_tgo: bool) -> Token | None:
    if part in _QUALITIES:
        return Token(Role.WORD, quality=_QUALITIES[part])
    if part in _TELLING:
        return Token(Role.WORD, part, quality=_TELLING[part])
    if _SMITHED.match(part):
        return Token(Role.WORD, part, quality=Quality.SMITHED)
    tgo = _TGO.match(part) if is_tgo else None
    if tgo:
        return Token(Role.WORD, tgo[1], quality=_LETTERS["p" if tgo[2] == "p" else "r"])
    return None


def _numbered(part: str) -> Token | None:
    for pattern, role in ((_VERSION, Role.VERSION), (_SOLUTION, Role.SOLUTION)):
        match = pattern.match(part)
        if match:
            return Token(role, number=int(match[1]), digits=len(match[1]))
    match = _CREATED.match(part)
    created = date_of(match[1]) if match else None
    return Token(Role.CREATED, day=created) if created else None


def _dated(part: str) -> Token | None:
    match = _CASSINI_CK.match(part)
    if match and (found := short_date(match[1])):
        revision = ord(match[3]) - ord("a") + 1 if match[3] else 0
        return Token(Role.DATE, day=found, number=revision, quality=_LETTERS[match[2]])
    match = _DATE.match(part)
    if match and (found := date_of(match[2])):
        letter = match[1] or match[3]
        return Token(Role.DATE, day=found, quality=_LETTERS.get(letter))
    match = _NAMED_DATE.match(part)
    if match and (found := date_of(match[2])):
        return Token(Role.DATE, match[1], day=found)
    return None


def _plain(part: str) -> Token:
    if part.isdigit():
        role = Role.YEAR if is_year(part) else Role.NUMBER
        return Token(role, text=part, number=int(part), digits=len(part))
    glued = _GLUED.match(part)
    if glued is None:
        return Token(Role.WORD, part)
    found = date_of(glued[2]) if not glued[3] else None
    if found:
        return Token(Role.DATE, glued[1], day=found)
    return Token(Role.NUMBER, glued[1] + glued[3], part, number=int(glued[2]), digits=len(glued[2]))


def _short_dates(found: list[Token]) -> list[Token]:
    """Take five bare digits for a date where another date, or another five, stands beside them."""

    def short(at: int) -> date | None:
        token = found[at] if 0 <= at < len(found) else None
        if token is None or token.role is not Role.NUMBER or token.digits != 5 or token.word:
            return None
        return short_date(f"{token.number:05}")

    turned = list(found)
    for at in range(len(found)):
        own = short(at)
        after = found[at + 1] if at + 1 < len(found) else None
        cassini = after is not None and after.role is Role.DATE and after.quality is not None
        if own and (short(at - 1) or short(at + 1) or cassini):
            turned[at] = Token(Role.DATE, day=own)
    return turned


def _dates_of_two(found: list[Token]) -> Iterator[Token]:
    """Take a year and the three digits after it for a date: `2023_101`."""
    at = 0
    while at < len(found):
        token, after = found[at], found[at + 1] if at + 1 < len(found) else None
        if token.role is Role.YEAR and after is not None and after.role is Role.NUMBER and after.digits == 3:
            joined = day_of_year(token.number, after.number) if not after.word else None
            if joined:
                yield Token(Role.DATE, day=joined)
                at += 2
                continue
        yield token
        at += 1
