"""The times of the pointings in a CK, of any data type but 4, which has none."""

from collections.abc import Iterator

import numpy as np

from services.spice.geometry.calculate.attitude.frame_chain import FIXED, POINTED, link_of, next_fixed
from services.spice.geometry.calculate.attitude.pointing_ticks import Segment, ticks_of
from services.spice.geometry.calculate.coverage import loaded
from services.spice.geometry.calculate.names import frame_id
from services.spice.geometry.calculate.spice import cyice, spiceypy
from services.spice.geometry.calculate.times import parse, time_columns
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.kernel_pool import PointingTimes
from services.spice.geometry.table import Doubles, Table

CHAIN_MAX = 20

SUMMARY = (2, 6)
"""Doubles and integers of a segment's summary."""


def pointing_times(question: PointingTimes, *, times_max: int) -> Table:
    """Return the times from the last pointing before the window to the first after it, each once.

    Raises:
        GeometryError: none or several CKs hold the frame, or one in a type without such times.
    """
    (start, stop), *more = question.window.spans
    if more:
        raise _refused("malformed", "pointings are told of one span of a window", "window")
    ends = parse((start, stop), scale=question.window.scale, clock=question.window.clock)
    instrument = _instrument(question.frame)
    times = _within(_all(instrument), float(ends[0]), float(ends[1]))
    if len(times) > times_max:
        raise _refused("too-many", f"the window has {len(times)} pointings, {times_max} are told", "window")
    return Table(columns=time_columns(times, question.window.text), scale=question.window.text)


def _instrument(frame: str) -> int:
    """Return the CK's number of the frame that a frame is fixed to."""
    link = link_of(frame_id(frame, "frame"))
    for _ in range(CHAIN_MAX):
        if link.frame_class == POINTED:
            return link.class_id
        if link.frame_class != FIXED:
            break
        link = link_of(next_fixed(link))
    raise _refused("refused", f"frame {frame} is not fixed to one of a CK", "frame")


def _all(instrument: int) -> Doubles:
    """Return all times of an instrument's one CK, in TDB, in order."""
    holders = {path: found for path in loaded("CK") if len(found := _ticks_of(path, instrument))}
    if len(holders) != 1:
        detail = f"{len(holders)} CKs hold the pointing of {instrument}: times are told of one alone"
        raise _refused("kernels", f"{detail}, choose it by `kernels`", "frame")
    (ticks,) = holders.values()
    clock = int(spiceypy.ckmeta(instrument, "SCLK"))
    return np.asarray(cyice.sct2e_v(clock, np.unique(ticks)))


def _within(times: Doubles, start: float, stop: float) -> Doubles:
    first = max(int(np.searchsorted(times, start, side="right")) - 1, 0)
    last = int(np.searchsorted(times, stop, side="left")) + 1
    return np.ascontiguousarray(times[first:last])


def _ticks_of(path: str, instrument: int) -> Doubles:
    handle = spiceypy.dafopr(path)
    try:
        found = [ticks_of(one) for one in list(_segments(handle, instrument))]
    finally:
        spiceypy.dafcls(handle)
    return np.concatenate(found) if found else np.empty(0)


def _segments(handle: int, instrument: int) -> Iterator[Segment]:
    spiceypy.dafbfs(handle)
    while spiceypy.daffna():
        _, numbers = spiceypy.dafus(spiceypy.dafgs(), *SUMMARY)
        if int(numbers[0]) == instrument:
            kind, rates, begin, end = (int(numbers[at]) for at in (2, 3, 4, 5))
            yield Segment(handle, kind, rates == 1, begin, end)


def _refused(reason: str, detail: str, field: str) -> GeometryError:
    return GeometryError(Failure.model_validate({"reason": reason, "detail": detail, "field": field}))
