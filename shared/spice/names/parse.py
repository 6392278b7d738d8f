"""The reading of a kernel's name.

Dates of text kernels are those of their making, so that the later replaces the earlier; dates of binary
kernels are what they cover, so that they stand beside each other. Where in doubt, a number is taken for part
of the slot: to keep two kernels of which one would do is cheap, to drop one that is needed is not.
"""

import re
from collections.abc import Iterable, Sequence

from shared.spice.kinds.by_name import claimed
from shared.spice.kinds.kind import Family, Form
from shared.spice.names.missions import BY_PREFIX, mission_of
from shared.spice.names.model import KernelName, Quality
from shared.spice.names.tokens import Role, Token, tokens

NAME_MAX = 255
"""Characters of a name that are read: file systems allow no more."""
MOVING_WORDS = frozenset({"latest", "current"})
"""Words of names whose bytes change: `earth_latest_high_prec.bpc`. Names without any number are such too."""
COUNTER_DIGITS = 5
"""Digits of a bare counter that is a version in ESA's and NAIF's names: `ORHM_______________00076.BSP`."""

_EPHEMERIS = re.compile(r"(?:de|mar|jup|sat|ura|nep|plu)[-_]?\d{2,4}[a-z]?\Z")
"""Generic ephemerides, whose number is their version; a suffix (`s`: short) is a line of its own."""
_EARTH = re.compile(r"earth_\d{6}_\d{6}_\d{6}\Z")
"""Earth orientation from a fixed start: a later end replaces the whole."""


def parse_name(path: str) -> KernelName:
    """Return what a kernel's path tells by its name; every path can be read, an odd one is its own line."""
    base = path.rpartition("/")[2][:NAME_MAX].lower()
    stem, _, suffix = base.rpartition(".") if "." in base else (base, "", "")
    family, form = claimed(base) or (Family.UNKNOWN, Form.UNKNOWN)
    mission = mission_of(path)
    found = tokens(stem, is_tgo=mission == "em16", is_shape=family is Family.DSK)
    replaces = form in (Form.TEXT, Form.UNKNOWN) or _EARTH.match(stem) is not None
    versions = _versions(
        found, stem, is_binary=form not in (Form.TEXT, Form.UNKNOWN), is_mk=family is Family.MK
    )
    slot, made = _slot_and_made(found, versions, replaces=replaces, is_mk=family is Family.MK)
    quality = max((each.quality for each in found if each.quality is not None), default=Quality.UNTOLD)
    solutions = tuple(each.number for each in found if each.role is Role.SOLUTION)
    numbers = tuple(found[at].number for at in versions) + _revisions(found)
    words = [each.word for each in found]
    return KernelName(
        path=path,
        family=family,
        mission=mission,
        line=_line(found, versions, mission, (family, form), suffix),
        slot=slot,
        dates=tuple(each.day for each in found if each.day is not None),
        quality=quality,
        rank=(int(quality), made, solutions, numbers),
        moving=not MOVING_WORDS.isdisjoint(words) or not (slot or made or solutions or numbers),
    )


def _versions(found: Sequence[Token], stem: str, *, is_binary: bool, is_mk: bool) -> tuple[int, ...]:
    """Return which tokens are the version: those marked so, else the last number that can be one."""
    marked = tuple(at for at, each in enumerate(found) if each.role is Role.VERSION)
    if marked:
        return marked
    roles = (Role.NUMBER,) if is_binary or is_mk else (Role.NUMBER, Role.YEAR)
    bare = [at for at, each in enumerate(found) if each.role in roles and not each.word]
    dated = any(each.role is Role.DATE for each in found)
    if is_binary:
        last = bare[-1:] if bare and (dated or found[bare[-1]].digits == COUNTER_DIGITS) else []
        glued = [at for at, each in enumerate(found) if each.role is Role.NUMBER]
        return tuple(last) or (tuple(glued[-1:]) if _EPHEMERIS.match(stem) else ())
    glued = [
        at
        for at, each in enumerate(found)
        if each.role is Role.NUMBER and each.word and not _is_prefix(at, each)
    ]
    return tuple(bare[-1:]) or (() if dated else tuple(glued[-1:]))


def _slot_and_made(
    found: Sequence[Token], versions: Sequence[int], *, replaces: bool, is_mk: bool
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the slot, and the dates of making."""
    days = [each.day.toordinal() for each in found if each.role is Role.DATE and each.day is not None]
    created = [each.day.toordinal() for each in found if each.role is Role.CREATED and each.day is not None]
    if replaces:
        years = [each.number for each in found if each.role is Role.YEAR] if is_mk else []
        return tuple(years), (*created, *reversed(days))
    covered, made = (days[:2], days[2:]) if len(days) > 2 else (days, [])
    numbers = [
        each.number
        for at, each in enumerate(found)
        if each.role in (Role.NUMBER, Role.YEAR) and at not in versions and not _is_prefix(at, each)
    ]
    return (*covered, *numbers), (*created, *made)


def _revisions(found: Iterable[Token]) -> tuple[int, ...]:
    """Return the letters of revision in dates, as numbers: Cassini's `ra` and `rb`."""
    return tuple(each.number for each in found if each.role is Role.DATE and each.number)


def _line(
    found: Sequence[Token],
    versions: Sequence[int],
    mission: str | None,
    kind: tuple[Family, Form],
    suffix: str,
) -> str:
    """Return the name with `#` for numbers, and `@` for dates, that are part of the slot."""
    is_slot, is_mk = kind[1] not in (Form.TEXT, Form.UNKNOWN), kind[0] is Family.MK
    parts: list[str] = []
    for at, each in enumerate(found):
        part = each.word
        if each.role in (Role.NUMBER, Role.YEAR) and at not in versions:
            is_part = is_slot or (is_mk and each.role is Role.YEAR)
            part = f"{each.word}#" if is_part and not _is_prefix(at, each) else each.text
        elif each.role is Role.DATE and is_slot:
            part = f"{each.word}@"
        parts.append(part)
    whole = "_".join(part for part in parts if part)
    return f"{whole if any(each.word for each in found) else f'{mission}:{whole}'}.{suffix}"


def _is_prefix(at: int, token: Token) -> bool:
    """Tell whether a token is a mission's, whose number counts nothing: `em16`, `m2020`."""
    return at == 0 and token.text in BY_PREFIX
