"""The description of a text kernel: what it assigns, defines, needs, and what is wrong with that."""

import re

from shared.spice.describe.model import Defines, Description, Glance, Needs
from shared.spice.kinds.kind import Family
from shared.spice.problems import Code, Problem, bounded, problem
from shared.spice.reading import MalformedKernelError, ReadAt
from shared.spice.sets.rings import Arc, ring_of, sentence
from shared.spice.text.lines import TEXT_MAX
from shared.spice.text.meta_kernel import Member, read_meta_kernel
from shared.spice.text.model import Pool, numbers, strings
from shared.spice.text.parser import parse
from shared.spice.times.clock import Clock, clocks
from shared.spice.times.leap_seconds import leap_seconds

DEFINED_MAX = 26_003
"""Names of one kind that are told: the pool of CSPICE has no room for more variables."""

LEAP_SECONDS = "DELTET/"
"""How variables of leap seconds begin."""

_FRAME = re.compile(r"FRAME_([A-Za-z].*)")
_INSTRUMENT = re.compile(r"INS(-\d{1,9})_")
_BODY = re.compile(r"BODY(-?\d{1,9})_")


def describe_text(source: ReadAt, seen: Glance) -> Description:
    """Return the description of a text kernel that was glanced at; no bytes make it raise."""
    kernel = parse(source.read_at(0, TEXT_MAX + 1))
    pool = kernel.pool()
    found: list[Problem] = [*seen.problems, *kernel.problems]
    members = _members(pool, seen, found)
    times = _clocks(pool, found)
    _check_leaps(pool, seen.kind.family, found)
    _check_rings(pool, found)
    return Description(
        glance=seen,
        problems=bounded(found),
        assignments=kernel.assignments,
        members=members,
        defines=_defines(pool, times),
        needs=Needs(leap_seconds=any(not each.runs_by_tdb for each in times.values())),
    )


def _members(pool: Pool, seen: Glance, found: list[Problem]) -> tuple[Member, ...]:
    if seen.kind.family is not Family.MK:
        return ()
    meta = read_meta_kernel(pool)
    found += meta.problems
    return meta.members


def _clocks(pool: Pool, found: list[Problem]) -> dict[int, Clock]:
    try:
        times = clocks(pool)
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_CLOCK, str(error)))
        return {}
    for code, clock in times.items():
        back = clock.goes_back()
        if back:
            words = f"{back} coefficient records of clock {code} lie before the one above them"
            found.append(problem(Code.CLOCK_GOES_BACK, words))
    return times


def _check_leaps(pool: Pool, family: Family, found: list[Problem]) -> None:
    if family is not Family.LSK:
        stray = next((name for name in pool if name.startswith(LEAP_SECONDS)), None)
        if stray is not None and family is not Family.UNKNOWN:
            words = f"{stray} stands in a kernel that is no LSK: it would take over UTC for all others"
            found.append(problem(Code.STRAY_LEAP_SECONDS, words))
        return
    try:
        leap_seconds(pool)
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_LEAP_SECONDS, str(error)))


def _check_rings(pool: Pool, found: list[Problem]) -> None:
    """Tell of frames that are relative to each other: CSPICE follows them without an end."""
    frames = _frames(pool)
    codes = {name.upper(): code for name, code in frames.items()}
    arcs: list[Arc] = []
    for name, code in frames.items():
        for key in (f"TKFRAME_{code}_RELATIVE", f"TKFRAME_{name}_RELATIVE"):
            for relative in strings(pool, key)[:1]:
                end = codes.get(relative.strip().upper())
                if end is not None:
                    arcs.append(Arc("frame", code, end, "", name=name))
    ring = ring_of(arcs)
    if ring:
        found.append(problem(Code.FRAME_RING, sentence(ring)))


def _defines(pool: Pool, times: dict[int, Clock]) -> Defines:
    return Defines(
        frames=_frames(pool),
        bodies=_bodies(pool),
        instruments=_codes(_INSTRUMENT, pool),
        constants=_codes(_BODY, pool),
        clocks=tuple(sorted(times)),
    )


def _frames(pool: Pool) -> dict[str, int]:
    matches = ((_FRAME.fullmatch(name), numbers(pool, name)) for name in pool)
    return {
        match[1]: int(values[0])
        for match, values in matches
        if match is not None and len(values) == 1 and values[0].is_integer()
    }


def _bodies(pool: Pool) -> dict[str, int]:
    pairs = zip(strings(pool, "NAIF_BODY_NAME"), numbers(pool, "NAIF_BODY_CODE"), strict=False)
    return {name.strip(): int(code) for name, code in pairs if code.is_integer()}


def _codes(pattern: re.Pattern[str], pool: Pool) -> tuple[int, ...]:
    found = {int(match[1]) for match in map(pattern.match, pool) if match is not None}
    return tuple(sorted(found)[:DEFINED_MAX])
