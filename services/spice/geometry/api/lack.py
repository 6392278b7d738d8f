"""Sets of kernels that lack something, as failures of the question that needs them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from services.spice.geometry.errors import Failure, Gap, GeometryError
from services.spice.kernels.spans import span
from services.spice.sets.find import NoSuchNameError, NoSuchTimeError
from services.spice.sets.port import KernelSets
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion, MissingPart, Span
from shared.spice.coverage.intervals import union
from shared.spice.kinds.kind import Family
from shared.spice.times.iso import tdb_text
from shared.spice.times.read_time import tdb_of_text
from shared.web.authorise import Caller

LOOKED_AT = 50
"""Moments within gaps that are looked at one by one: more than gaps have ends that kernels cover."""

ROUNDED = 1e-3
"""Seconds: what is added to a time, and taken off again, need not be the same to the last digit."""

TOLD_MISSING = 3
"""Missing parts that an error names; the route of kernel sets names all."""

UNKNOWN_NAME = Failure(reason="unknown-name", detail="", spice="SPICE(IDCODENOTFOUND)")
UNKNOWN_FRAME = Failure(reason="unknown-frame", detail="", spice="SPICE(UNKNOWNFRAME)")
NO_TIME = Failure(reason="unparsable-time", detail="", spice="SPICE(UNPARSEDTIME)")

SHORT = {
    "spk": "SPICE(SPKINSUFFDATA)",
    "ck": "SPICE(CKINSUFFDATA)",
    "pck": "SPICE(FRAMEDATANOTFOUND)",
    "fk": "SPICE(UNKNOWNFRAME)",
    "lsk": "SPICE(NOLEAPSECONDS)",
    "sclk": "SPICE(KERNELVARNOTFOUND)",
    "ik": "SPICE(KERNELVARNOTFOUND)",
}
"""What CSPICE says where a kernel of the kind is missing."""


async def least_set(
    asked: KernelSetQuestion, sets: KernelSets, caller: Caller, *, moments: Sequence[float] = ()
) -> KernelSetAnswer:
    """Return a set; of a name or a time that is none, tell what CSPICE would have.

    Args:
        asked: what it has to give.
        sets: finds it.
        caller: sees its kernels.
        moments: single times, ascending, where `asked` goes from the first to the last of them.

    Raises:
        GeometryError: a name or a time is none.
    """
    found = await _find(asked, sets, caller)
    if found.complete or not moments:
        return found
    within = moments_within(found, moments)
    exact = asked.model_copy(update={"times": tuple((repr(one), repr(one)) for one in within[:LOOKED_AT])})
    lacking = (await _find(exact, sets, caller)).missing if within else ()
    undated = tuple(one for one in found.missing if not one.gaps)
    missing = lacking or undated
    return found.model_copy(update={"missing": missing, "complete": not missing})


async def _find(asked: KernelSetQuestion, sets: KernelSets, caller: Caller) -> KernelSetAnswer:
    try:
        return but_for_margin(asked, await sets.find(asked, caller))
    except NoSuchNameError as error:
        name = UNKNOWN_FRAME if error.of_frame else UNKNOWN_NAME
        raise GeometryError(name.model_copy(update={"detail": str(error)})) from error
    except NoSuchTimeError as error:
        raise GeometryError(NO_TIME.model_copy(update={"detail": str(error)})) from error


def moments_within(found: KernelSetAnswer, moments: Sequence[float]) -> Sequence[float]:
    """Return those of some moments that lie in what a set lacks, or at its ends: these may be covered."""
    spans = union((gap.start, gap.stop) for one in found.missing for gap in one.gaps)
    return [
        one
        for start, stop in spans
        for one in moments[bisect_left(moments, start) : bisect_right(moments, stop)]
    ]


def but_for_margin(asked: KernelSetQuestion, found: KernelSetAnswer) -> KernelSetAnswer:
    """Return a set as complete where it lacks something before or after the times alone.

    The margin is of the longest way that light takes: whether it is needed, CSPICE says. So gaps end where
    the times do. A shape counts when light is at it, which is not the time that was asked for: one that has
    any of the way will do.
    """
    if found.complete or not asked.margin_seconds:
        return found
    times = [(tdb_of_text(start), tdb_of_text(stop)) for start, stop in asked.times]
    margin = asked.margin_seconds - ROUNDED
    told = (
        (one, tuple(_gaps_at(one, times, way=margin if one.kind == Family.DSK else 0.0)))
        for one in found.missing
    )
    missing = tuple(one.model_copy(update={"gaps": gaps}) for one, gaps in told if gaps or not one.gaps)
    return found.model_copy(update={"missing": missing, "complete": not missing})


def _gaps_at(part: MissingPart, times: Sequence[tuple[float, float]], *, way: float) -> Iterator[Span]:
    """Give what of the gaps of a part lies from the first to the last time that each of them meets.

    A gap meets a time where it has all of a `way` before and after it, too.
    """
    for gap in part.gaps:
        met = [
            (start, stop)
            for start, stop in times
            if gap.start < stop and start < gap.stop
            if max(start, gap.start + way) <= min(stop, gap.stop - way)
        ]
        if met:
            first, last = min(start for start, _ in met), max(stop for _, stop in met)
            inside = first <= gap.start and gap.stop <= last
            yield gap if inside else span((max(first, gap.start), min(last, gap.stop)))


def but_for_pointings(found: KernelSetAnswer) -> KernelSetAnswer:
    """Return a set as complete where it has a CK, and CKs alone leave gaps: what they hold is asked for."""
    holds = any(one.kind == "ck" for one in found.members)
    gaps_alone = all(one.kind == "ck" and one.gaps for one in found.missing)
    return found.model_copy(update={"missing": (), "complete": True}) if holds and gaps_alone else found


def demand_complete(found: KernelSetAnswer) -> None:
    """Raise GeometryError where a set lacks something."""
    if not found.complete:
        raise GeometryError(lack_of(found))


def lack_of(found: KernelSetAnswer) -> Failure:
    """Return why a set that lacks something has no answer, with the first gap."""
    gaps = [(one.kind, gap) for one in found.missing for gap in one.gaps]
    kind = gaps[0][0] if gaps else found.missing[0].kind if found.missing else ""
    return Failure(
        reason="no-coverage" if kind in ("spk", "ck") else "kernels",
        detail=lacking(found),
        spice=SHORT.get(kind, ""),
        gap=_gap(gaps[0][1].start, gaps[0][1].stop) if gaps else None,
    )


def _gap(start: float, stop: float) -> Gap:
    return Gap(start=start, stop=stop, start_text=tdb_text(start), stop_text=tdb_text(stop))


def lacking(found: KernelSetAnswer) -> str:
    """Return in one line what a set lacks, with the first of its gaps."""
    parts = []
    for one in found.missing[:TOLD_MISSING]:
        parts.append(f"{one.kind} for {one.what}{_when(one.gaps[0]) if one.gaps else ''}")
    more = len(found.missing) - len(parts)
    rest = f" and {more} more" if more > 0 else ""
    return f"the collection lacks {', '.join(parts)}{rest}: add it, or choose kernels yourself by `kernels`"


def _when(gap: Span) -> str:
    if gap.start == gap.stop:
        return f" at {gap.start_utc}"
    return f" from {gap.start_utc} to {gap.stop_utc}"
