"""The kernels that a question of geometry needs, as a question about kernel sets. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.spice.geometry.api.span_text import span_text
from services.spice.geometry.questions.base import Question
from services.spice.geometry.questions.question import AnyQuestion
from services.spice.geometry.questions.times import Instant, Scale, Times, Window
from services.spice.geometry.questions.translate import TimeConversion
from shared.contracts.http.kernels import KernelSetQuestion
from shared.spice.times.read_time import BadTimeError, tdb_of_text

BODIES = frozenset(
    {"target", "target1", "target2", "observer", "illuminator", "body", "center", "front", "back"}
)
FRAMES = frozenset({"frame", "from_frame", "to_frame", "front_frame", "back_frame"})
SHAPED = {
    "angular-size": "target",
    "illumination": "target",
    "surface-intercept": "target",
    "tangent-point": "target",
    "osculating-elements": "center",
    "sub-observer-point": "target",
    "sub-solar-point": "target",
    "search-sub-point": "target",
    "search-intercept": "target",
    "search-illumination": "target",
}
"""The body whose constants a calculation always needs. A spacecraft, which has none, may be any other."""

SHAPES = {
    "shape": "target",
    "shape1": "target1",
    "shape2": "target2",
    "front_shape": "front",
    "back_shape": "back",
}
"""The body whose constants are needed unless a shape is a point."""

LIGHT_SECONDS = 30_000.0
"""Before and after the times: light from Neptune takes 15 000 s, and the other way as much."""


MOMENTS_MAX = 50
"""Texts of times that kernels are found for one by one; of a longer list from the first to the last."""

SPANS_MAX = 100
"""Spans that a question about kernel sets takes."""

SpanTexts = tuple[tuple[str, str], ...]
"""From and to, as a question about kernel sets has them."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Times of a question that are readings of a clock: none before its kernel is known."""

    clock: int
    instants: tuple[Instant, ...]
    are_ends: bool
    """Whether each two are a span."""

    def spans(self, ets: Sequence[float]) -> SpanTexts:
        """Return the spans to find kernels for, once the instants are known as TDB seconds past J2000."""
        pairs = list(zip(ets[::2], ets[1::2], strict=True)) if self.are_ends else [(et, et) for et in ets]
        if len(pairs) > (SPANS_MAX if self.are_ends else MOMENTS_MAX):
            pairs = [(min(start for start, _ in pairs), max(stop for _, stop in pairs))]
        return tuple((repr(start), repr(stop)) for start, stop in pairs)


def readings_of(question: AnyQuestion) -> Readings | None:
    """Return the times of a question that are readings of a clock; None where they are not."""
    times: Times | Window | None = getattr(question, "window", None) or getattr(question, "times", None)
    if times is None or times.clock is None:
        return None
    spans = times.spans or () if isinstance(times, Window) else times.all_spans
    if spans:
        return Readings(times.clock, tuple(end for span in spans for end in span), are_ends=True)
    at = times.at if isinstance(times, Times) else ()
    return Readings(times.clock, at if isinstance(at, tuple) else (at,), are_ends=False)  # type: ignore[arg-type]


def needed_for(question: AnyQuestion, read: SpanTexts = ()) -> KernelSetQuestion:
    """Return what a kernel set has to give for a question.

    Args:
        question: of geometry.
        read: its times, where they are readings of a clock.
    """
    bodies, frames, instruments = (
        tuple(dict.fromkeys(_named(question, fields)))
        for fields in (BODIES, FRAMES, frozenset({"instrument"}))
    )
    corrected = any(light != "NONE" for light in _named(question, frozenset({"aberration"})))
    return KernelSetQuestion(
        bodies=bodies,
        frames=tuple(one for one in frames if one != "J2000"),
        instruments=instruments,
        constants=tuple(dict.fromkeys(_with_constants(question))),
        clocks=_clocks(question),
        times=read or _spans(question),
        to_barycenter=corrected,
        margin_seconds=LIGHT_SECONDS if corrected else 0.0,
    )


def _clocks(question: AnyQuestion) -> tuple[int, ...]:
    """Return the clocks that are read, or whose readings are told."""
    readings = readings_of(question)
    told = question.output_clock if isinstance(question, TimeConversion) else None
    codes = (None if readings is None else readings.clock, told)
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def _with_constants(question: AnyQuestion) -> Iterator[str]:
    """Yield the bodies whose radii are needed."""
    fields = dict(question)
    if question.calculation in SHAPED:
        yield fields[SHAPED[question.calculation]]
    for shape, body in SHAPES.items():
        if fields.get(shape, "POINT") != "POINT":
            yield fields[body]
    coordinates = fields.get("representation", fields.get("system", ""))
    if question.calculation not in SHAPED and coordinates.startswith(("PLANETO", "GEODETIC")):
        # They are of the body that the frame is fixed to: by its name, or as most ask, the observer.
        frame = fields.get("frame", "")
        yield frame.removeprefix("IAU_") if frame.startswith("IAU_") else fields["observer"]


def _named(question: Question, fields: frozenset[str]) -> Iterator[str]:
    for field, value in question:
        if isinstance(value, Question):
            yield from _named(value, fields)
        elif field in fields and isinstance(value, str):
            yield value


def _spans(question: AnyQuestion) -> tuple[tuple[str, str], ...]:
    window: Window | None = getattr(question, "window", None)
    if window is not None:
        if window.clock is not None:
            return ()
        return _few(tuple(_texts(one, window.scale) for one in window.spans))
    times: Times | None = getattr(question, "times", None)
    if times is None or times.clock is not None:
        return ()
    if times.all_spans:
        return _few(tuple(_texts(one, times.scale) for one in times.all_spans))
    at = times.at if isinstance(times.at, tuple) else (times.at,)
    numbers = [one for one in at if isinstance(one, float | int)]
    texts = [one for one in at if isinstance(one, str)]
    spans = _few(tuple(_texts((one, one), times.scale) for one in texts), MOMENTS_MAX)
    return (*spans, _texts((min(numbers), max(numbers)), times.scale)) if numbers else spans


def _texts(ends: tuple[Instant, Instant], scale: Scale) -> tuple[str, str]:
    start, stop = (span_text(one, scale) for one in ends)
    return start, stop


def _few(spans: SpanTexts, most: int = SPANS_MAX) -> SpanTexts:
    """Return spans as they are, or from the first to the last where there are more than are looked at."""
    if len(spans) <= most:
        return spans
    try:
        ends = [(tdb_of_text(start), tdb_of_text(stop)) for start, stop in spans]
    except BadTimeError:
        return spans[:most]  # the kernel set refuses the text among them, or CSPICE does
    return ((repr(min(start for start, _ in ends)), repr(max(stop for _, stop in ends))),)
