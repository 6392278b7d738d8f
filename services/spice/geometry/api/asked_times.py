"""The times of a question, as those that kernels are found for. Pure.

Kernels are chosen by time before CSPICE has any, so a time that it alone can read is read by it first: what
a spacecraft's clock tells, and the many ways to write a date that `shared.spice.times.read_time` has not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.spice.geometry.api.span_text import counted, span_text, tdb_of
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.question import AnyQuestion
from services.spice.geometry.questions.step_scale import step_scale
from services.spice.geometry.questions.times import TIMES_MAX, Instant, Scale, Times, Window, all_numbers
from shared.spice.times.read_time import tdb_of_text

MOMENTS_MAX = 50
"""Times that kernels are found for one by one; those of a longer list in as many groups."""

NEARLY = 1e-3
"""Seconds: a leap second is a whole one."""

ROUNDED = 2e-6
"""Seconds: what is counted is a whole number of microseconds."""

SpanTexts = tuple[tuple[str, str], ...]
"""From and to, as a question about kernel sets has them."""


@dataclass(frozen=True, slots=True)
class AskedTimes:
    """When kernels have to cover what a question needs."""

    spans: SpanTexts = ()
    moments: tuple[float, ...] = ()
    """TDB, ascending: single times, where spans go from the first to the last of several."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Times of a question that CSPICE has to read."""

    clock: int | None
    """Whose readings they are; None where they are dates."""
    scale: Scale
    instants: tuple[Instant, ...]
    are_ends: bool
    """Whether each two are a span."""

    def spans(self, ets: Sequence[float]) -> SpanTexts:
        """Return the spans to find kernels for, once the instants are known as TDB seconds past J2000."""
        if self.are_ends:
            return tuple((repr(start), repr(stop)) for start, stop in zip(ets[::2], ets[1::2], strict=True))
        known = sorted(set(ets))
        return _grouped(known) if len(known) > MOMENTS_MAX else tuple((repr(et), repr(et)) for et in ets)

    def read(self, ets: Sequence[float]) -> AskedTimes:
        """Return the times, once the instants are known as TDB seconds past J2000.

        Raises:
            GeometryError: a span stops before it starts.
        """
        turned = [at for at in range(0, len(ets), 2) if self.are_ends and ets[at + 1] < ets[at]]
        if turned:
            start, stop = self.instants[turned[0] : turned[0] + 2]
            detail = f"a span stops at {stop!r}, before it starts at {start!r}"
            raise GeometryError(Failure(reason="malformed", detail=detail, field="times"))
        merged = not self.are_ends and len(set(ets)) > MOMENTS_MAX
        return AskedTimes(self.spans(ets), tuple(sorted(set(ets))) if merged else ())


def readings_of(question: AnyQuestion) -> Readings | None:
    """Return the times of a question that are readings of a clock; None where they are not."""
    times = _times_of(question)
    return None if times is None or times.clock is None else written(question)


def written(question: AnyQuestion) -> Readings:
    """Return all times of a question, as they are written; none where it asks for no time."""
    times = _times_of(question)
    if times is None:
        return Readings(None, "UTC", (), are_ends=False)
    spans = times.spans or () if isinstance(times, Window) else times.all_spans
    if spans:
        ends = tuple(end for span in spans for end in span)
        return Readings(times.clock, times.scale, ends, are_ends=True)
    at = times.at if isinstance(times, Times) else ()
    instants = at if isinstance(at, tuple) else () if at is None else (at,)
    return Readings(times.clock, times.scale, instants, are_ends=False)


def asked_times(question: AnyQuestion) -> AskedTimes:
    """Return the times of a question that are no readings of a clock.

    Raises:
        BadTimeError: CSPICE alone can read one, or nobody.
    """
    found = written(question)
    if found.clock is not None or not found.instants:
        return AskedTimes()
    if found.are_ends:
        return AskedTimes(_spans(found))
    if all_numbers(found.instants):
        return _of_numbers(found.instants)
    texts = [span_text(one, found.scale) for one in found.instants if isinstance(one, str)]
    numbers = sorted({float(one) for one in found.instants if not isinstance(one, str)})
    known = sorted({*map(tdb_of_text, texts), *numbers})
    if len(known) > MOMENTS_MAX:
        return AskedTimes(_grouped(known), tuple(known))
    return AskedTimes(tuple((one, one) for one in (*texts, *map(repr, numbers))))


def _grouped(known: Sequence[float]) -> SpanTexts:
    """Return spans that have all of some times, ascending, and the least of what lies between."""
    widest = np.argsort(-np.diff(known), kind="stable")[: MOMENTS_MAX - 1]
    starts = [0, *(int(at) + 1 for at in np.sort(widest))]
    stops = [*starts[1:], len(known)]
    return tuple(
        (repr(known[start]), repr(known[stop - 1])) for start, stop in zip(starts, stops, strict=True)
    )


def _of_numbers(instants: Sequence[Instant]) -> AskedTimes:
    numbers: list[float] = np.unique(np.array(instants, dtype=np.float64)).tolist()
    if len(numbers) > MOMENTS_MAX:
        return AskedTimes(_grouped(numbers), tuple(numbers))
    return AskedTimes(tuple((one, one) for one in map(repr, numbers)))


def stepped(question: AnyQuestion, spans: SpanTexts) -> Sequence[float]:
    """Return the times that a question asks for within spans, ascending; none where it asks for no steps.

    Args:
        question: any.
        spans: its own, as a question about kernel sets has them.
    """
    times = _times_of(question)
    if not isinstance(times, Times) or not times.all_spans or len(spans) != len(times.all_spans):
        return ()
    own = [step_scale(start, times.scale, times.clock, times.step) for start, _ in times.all_spans]
    read = [(tdb_of_text(start), tdb_of_text(stop)) for start, stop in spans]
    scales = [_kept(scale, start) for scale, (start, _) in zip(own, read, strict=True)]
    ends = [
        (counted(start, scale), counted(stop, scale))
        for (start, stop), scale in zip(read, scales, strict=True)
    ]
    steps = [times.step or (stop - start) / ((times.count or 2) - 1) for start, stop in ends]
    counts = [times.count or _count(*span, step) for span, step in zip(ends, steps, strict=True)]
    if sum(counts) > TIMES_MAX:
        return ()
    rows = zip(ends, read, steps, counts, scales, strict=True)
    found = (
        (tdb_of(start + step * at, scale), stop)
        for (start, _), (_, stop), step, count, scale in rows
        for at in range(count)
    )
    # Days of 86400 s have no leap second: a step after one may be counted for a stop within it.
    return sorted({tdb for tdb, stop in found if tdb <= stop + ROUNDED})


def _kept(scale: Scale, start: float) -> Scale:
    """Return the scale of steps, as where they are calculated: TT from within a leap second."""
    return "TT" if abs(tdb_of(counted(start, scale), scale) - start) > NEARLY else scale


def _count(start: float, stop: float, step: float) -> int:
    # A hair more, as where they are calculated: a stop at a whole number of steps is met all the same.
    return int(min(max((stop - start) / step * (1.0 + 1e-12) + 1e-9, 0.0), TIMES_MAX)) + 1


def _spans(found: Readings) -> SpanTexts:
    texts = [span_text(one, found.scale) for one in found.instants]
    for one in texts:
        tdb_of_text(one)
    return tuple(zip(texts[::2], texts[1::2], strict=True))


def _times_of(question: AnyQuestion) -> Times | Window | None:
    found: Times | Window | None = getattr(question, "window", None) or getattr(question, "times", None)
    return found
