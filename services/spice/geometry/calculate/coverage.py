"""The gap in the kernels of this process that a failed question fell into."""

import re
from collections.abc import Iterator

from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.calculate.times import calendar_of
from services.spice.geometry.errors import Gap

INTERVALS_MAX = 100_000
"""Of one body over all kernels of a set: more are not looked at, and no gap is told."""

PATH_MAX = 256
"""Characters: CSPICE's own limit is 255."""

BARYCENTER = 0
"""Of the solar system: every chain of ephemerides ends there."""

CHAIN_MAX = 20
"""Bodies from a spacecraft's part to the barycentre: CSPICE's own limit (SPKGEO's CHLEN)."""

LACK = re.compile(
    r"(state|position) of (?P<target>-?\d+)\b.*? relative to (?P<center>-?\d+)\b"
    r".*? epoch (?P<epoch>[^.]*\.\d*)",
    re.DOTALL,
)
"""What CSPICE says of an SPK that is missing; the epoch is in TDB, to a millisecond."""


def ephemeris_gap(error: spiceypy.exceptions.SpiceyError) -> tuple[int, Gap] | None:
    """Return the body that lacks data, and the gap; None where the error does not say.

    Bodies are followed from centre to centre: a spacecraft may be known, and the planet that it circles not.
    """
    found = LACK.search(str(getattr(error, "long", "") or ""))
    if found is None:
        return None
    try:
        et = _seconds(found["epoch"])
        body = _lacking(int(found["target"]), et)
        body = _lacking(int(found["center"]), et) if body is None else body
        return None if body is None else (body, _gap(body, et))
    except spiceypy.exceptions.SpiceyError:
        return None


def _seconds(epoch: str) -> float:
    """Return a date of TDB in seconds past J2000: STR2ET would need leap seconds, TPARSE does not."""
    seconds, wrong = spiceypy.tparse(epoch, EPOCH_MAX)
    if wrong:
        raise spiceypy.exceptions.SpiceyError(wrong)
    return float(seconds)


EPOCH_MAX = 80
"""Characters of what TPARSE says is wrong."""


def _lacking(body: int, et: float) -> int | None:
    """Return the first body without data on the way to the barycentre; None where the way is whole."""
    for _ in range(CHAIN_MAX):
        if body == BARYCENTER:
            return None
        with spiceypy.no_found_check():
            _, descriptor, _, found = spiceypy.spksfs(body, et, 41)
        if not found:
            return body
        body = int(spiceypy.dafus(descriptor, 2, 6)[1][1])
    return None


def loaded(kind: str) -> Iterator[str]:
    """Give the files of a kind that are loaded."""
    for place in range(spiceypy.ktotal(kind)):
        yield str(spiceypy.kdata(place, kind, PATH_MAX)[0])


def _gap(body: int, et: float) -> Gap:
    cover = spiceypy.cell_double(2 * INTERVALS_MAX)
    for path in loaded("SPK"):
        spiceypy.spkcov(path, body, cover)
    spans = [spiceypy.wnfetd(cover, place) for place in range(spiceypy.wncard(cover))]
    start = max((stop for _, stop in spans if stop < et), default=None)
    stop = min((start for start, _ in spans if start > et), default=None)
    return Gap(
        start=start,
        stop=stop,
        start_text="" if start is None else calendar_of(start),
        stop_text="" if stop is None else calendar_of(stop),
    )
