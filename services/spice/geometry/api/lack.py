"""Sets of kernels that lack something, as failures of the question that needs them."""

from services.spice.geometry.errors import Failure, Gap, GeometryError
from services.spice.sets.find import NoSuchNameError, NoSuchTimeError
from services.spice.sets.port import KernelSets
from shared.contracts.http.kernels import KernelSetAnswer, KernelSetQuestion
from shared.spice.times.iso import tdb_text
from shared.spice.times.read_time import tdb_of_text
from shared.web.authorise import Caller

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


async def least_set(asked: KernelSetQuestion, sets: KernelSets, caller: Caller) -> KernelSetAnswer:
    """Return a set; of a name or a time that is none, tell what CSPICE would have. Raises GeometryError."""
    try:
        return but_for_margin(asked, await sets.find(asked, caller))
    except NoSuchNameError as error:
        name = UNKNOWN_FRAME if error.of_frame else UNKNOWN_NAME
        raise GeometryError(name.model_copy(update={"detail": str(error)})) from error
    except NoSuchTimeError as error:
        raise GeometryError(NO_TIME.model_copy(update={"detail": str(error)})) from error


def but_for_margin(asked: KernelSetQuestion, found: KernelSetAnswer) -> KernelSetAnswer:
    """Return a set as complete where it lacks something before or after the times alone.

    The margin is of the longest way that light takes: whether it is needed, CSPICE says.
    """
    if found.complete or not asked.margin_seconds:
        return found
    times = [(tdb_of_text(start), tdb_of_text(stop)) for start, stop in asked.times]
    missing = tuple(
        one
        for one in found.missing
        if not one.gaps
        or any(gap.start < stop and start < gap.stop for gap in one.gaps for start, stop in times)
    )
    return found.model_copy(update={"missing": missing, "complete": not missing})


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
        gap = f" from {one.gaps[0].start_utc} to {one.gaps[0].stop_utc}" if one.gaps else ""
        parts.append(f"{one.kind} for {one.what}{gap}")
    more = len(found.missing) - len(parts)
    rest = f" and {more} more" if more > 0 else ""
    return f"the collection lacks {', '.join(parts)}{rest}: add it, or choose kernels yourself by `kernels`"
