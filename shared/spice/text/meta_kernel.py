"""The members of a meta-kernel: the kernels that it names, in the order of loading.

`KERNELS_TO_LOAD` lists them, `PATH_SYMBOLS` and `PATH_VALUES` replace `$SYMBOL`; an element that ends in `+`
goes on in the next. Symbols are case-sensitive, the longest that fits wins, anywhere in a name, repeatedly
(Kernel Required Reading, "Meta-kernels"; by trial).
"""

import posixpath
from collections.abc import Container, Iterator
from dataclasses import dataclass

from shared.spice.kinds.by_name import claimed
from shared.spice.kinds.kind import Family
from shared.spice.problems import Code, Problem, bounded, problem
from shared.spice.text.model import Pool, strings
from shared.spice.text.values import STRING_MAX

LOADS, SYMBOLS, VALUES = "KERNELS_TO_LOAD", "PATH_SYMBOLS", "PATH_VALUES"

PATH_MAX = 255
"""Characters of a path that CSPICE opens (FILSIZ of keeper.inc)."""
EXPANSIONS_MAX = 32
"""Replacements in one name: a symbol whose value holds itself would never end."""
MEMBERS_MAX = 5_300
"""Kernels that CSPICE can have loaded (MAXFIL of keeper.inc)."""
SYMBOLS_MAX = 100
"""Symbols that are told apart: real meta-kernels have one to five, and each name is tried with each."""
KEPT_PARTS = 2
"""Parts of a path that must agree: the folder (`ck`, `spk`) and the name."""
CONTINUED = "+"


@dataclass(frozen=True, slots=True)
class Member:
    """One kernel that a meta-kernel names."""

    written: str
    """The name, continued elements joined, symbols as they stand."""
    path: str
    """The name with its symbols replaced; relative to the working directory of whoever loads it."""


@dataclass(frozen=True, slots=True)
class MetaKernel:
    """What a meta-kernel loads, and what is wrong with that."""

    members: tuple[Member, ...]
    problems: tuple[Problem, ...]


def read_meta_kernel(pool: Pool) -> MetaKernel:
    """Return the members that the variables of a meta-kernel name."""
    problems: list[Problem] = []
    symbols = _symbols(pool, problems)
    names = list(_joined(strings(pool, LOADS)))
    _check_elements(pool, problems)
    if not names:
        problems.append(problem(Code.NO_MEMBERS, f"{LOADS} names no kernel: the meta-kernel loads nothing"))
    if len(names) > MEMBERS_MAX:
        problems.append(problem(Code.TOO_LARGE, f"{len(names)} members, CSPICE loads {MEMBERS_MAX}"))
    members = tuple(Member(name, _expanded(name, symbols, problems)) for name in names[:MEMBERS_MAX])
    _check_members(members, problems)
    return MetaKernel(members, bounded(problems))


def _symbols(pool: Pool, problems: list[Problem]) -> dict[str, str]:
    names, values = strings(pool, SYMBOLS), tuple(_joined(strings(pool, VALUES)))
    if len(names) != len(values):
        words = f"{len(names)} {SYMBOLS} and {len(values)} {VALUES}: write as many of each"
        problems.append(problem(Code.BAD_SYMBOLS, words))
    if len(names) > SYMBOLS_MAX:
        problems.append(problem(Code.TOO_LARGE, f"{len(names)} {SYMBOLS}, only {SYMBOLS_MAX} were read"))
    pairs = zip(
        (name.strip() for name in names[:SYMBOLS_MAX]), (value.strip() for value in values), strict=False
    )
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


def _joined(elements: tuple[str, ...]) -> Iterator[str]:
    """Give the strings that elements make, those joined that a `+` continues."""
    held = ""
    for element in elements:
        text = element.rstrip()
        if text.endswith(CONTINUED):
            held += text[:-1]
        else:
            yield (held + text).strip()
            held = ""
    if held:
        yield held.strip()


def _check_elements(pool: Pool, problems: list[Problem]) -> None:
    for name in (LOADS, VALUES):
        for element in strings(pool, name):
            if len(element) > STRING_MAX:
                words = f"CSPICE cuts {element[:30]}... of {name} at {STRING_MAX}: continue it with +"
                problems.append(problem(Code.PATH_TOO_LONG, words))


def _expanded(name: str, symbols: dict[str, str], problems: list[Problem]) -> str:
    for _ in range(EXPANSIONS_MAX):
        place = name.find("$")
        while place >= 0:
            symbol = next((each for each in symbols if each and name.startswith(each, place + 1)), None)
            if symbol is not None:
                name = name[:place] + symbols[symbol] + name[place + 1 + len(symbol) :]
                break
            place = name.find("$", place + 1)
        if place < 0 or len(name) > PATH_MAX:
            break
    if "$" in name:
        problems.append(problem(Code.UNKNOWN_SYMBOL, f"{name}: the symbol is not among {SYMBOLS}"))
    return name


def _check_members(members: tuple[Member, ...], problems: list[Problem]) -> None:
    for member in members:
        if len(member.path) > PATH_MAX:
            words = f"{member.path[:40]}... has {len(member.path)} characters, CSPICE opens {PATH_MAX}"
            problems.append(problem(Code.PATH_TOO_LONG, words))
        by_name = claimed(member.path)
        if by_name is not None and by_name[0] is Family.MK:
            words = f"{member.path} is a meta-kernel: CSPICE loads none from another; name its members"
            problems.append(problem(Code.NESTED_META_KERNEL, words))


def place_of(member: Member, at: str, held: Container[str]) -> str | None:
    """Return where a collection holds a member, None where it does not.

    The path is tried from the folder of the meta-kernel, where archives write `..` for what is above `mk`;
    then from each folder above it, and so are the ends of the path, since a foreign root (`/home/me/kernels`)
    means nothing here. An end keeps the folder of the file: a name alone would find another mission's kernel.

    Args:
        member: what the meta-kernel names.
        at: the meta-kernel's path in its collection.
        held: the paths of the collection.
    """
    folders = list(_folders(at))
    if not member.path.startswith("/"):
        direct = posixpath.normpath(posixpath.join(folders[0], member.path))
        if direct in held:
            return direct
    parts = [part for part in member.path.split("/") if part not in ("", ".", "..")]
    least = min(len(parts), KEPT_PARTS)
    for first in range(len(parts) - least + 1):
        for folder in folders:
            candidate = posixpath.join(folder, *parts[first:])
            if parts and candidate in held:
                return candidate
    return None


def _folders(at: str) -> Iterator[str]:
    folder = posixpath.dirname(at)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
