"""The loading of a kernel set into this process."""

from collections.abc import Iterator, Sequence

from services.spice.geometry.calculate.coverage import loaded
from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.calculate.spice_errors import failure_of
from services.spice.geometry.errors import GeometryError
from services.spice.geometry.process.words import Ready

CK_ND, CK_NI = 2, 6
"""Doubles and integers of a segment's summary (CK required reading)."""

RATES = 3
"""Where a summary says whether the segment has angular rates."""


def furnish(kernels: Sequence[tuple[str, str]]) -> Ready:
    """Load kernels in their order, and tell which of them have no angular velocities.

    Args:
        kernels: file and path in the collection.

    Raises:
        GeometryError: CSPICE refuses one. What it loaded before stays: this process is spent.
    """
    for file, path in kernels:
        try:
            spiceypy.furnsh(file)
        except spiceypy.exceptions.SpiceyError as error:
            failure = failure_of(error)
            # Files are the service's own, where nobody else looks: the caller knows a path of the collection.
            detail = f"CSPICE refuses {path}: {failure.detail.replace(file, path)}"
            raise GeometryError(
                failure.model_copy(update={"reason": "kernels", "detail": detail, "field": "kernels"})
            ) from error
    without = {file for file in loaded("CK") if not all(_rates(file))}
    return Ready(without_rates=tuple(place for place, (file, _) in enumerate(kernels) if file in without))


def _rates(file: str) -> Iterator[bool]:
    """Give, for each segment of a CK, whether it has angular rates."""
    handle = spiceypy.dafopr(file)
    try:
        spiceypy.dafbfs(handle)
        while spiceypy.daffna():
            summary = spiceypy.dafgs(n=CK_ND + (CK_NI + 1) // 2)
            _, integers = spiceypy.dafus(summary, CK_ND, CK_NI)
            yield bool(integers[RATES])
    finally:
        spiceypy.dafcls(handle)
