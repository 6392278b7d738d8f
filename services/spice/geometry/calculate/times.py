"""Times between what people write and TDB seconds past J2000 (ephemeris time, ET)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from services.spice.geometry.calculate.spice import cyice, spiceypy
from services.spice.geometry.calculate.spice_errors import failure_of
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.step_scale import midnight, step_scale
from services.spice.geometry.questions.times import Instant, Scale, Times, all_numbers
from services.spice.geometry.table import Column, Doubles, Values

TT_MINUS_TAI = 32.184
"""Seconds, by definition (IAU 1991)."""

TT_MINUS_GPS = 51.184
"""Seconds: GPS time is 19 s behind TAI, by definition (IS-GPS-200)."""

J2000_MJD = 51544.5

COUNT_TOLD = 1e15
"""From here on doubles are no whole numbers to read."""

STEPS_MAX = 1e300
"""A span has infinitely many of the least steps that a double can be, and no floor of their number."""

DAY = 86400.0

ROUNDED = 2.5e-7
"""Seconds: two units in the last place of a time up to 2050."""

HAIR, HAIR_MAX = 1e-9, 0.01
"""Of a step: by so little may a stop be missed that is met."""

NEARLY = 1e-3
"""Seconds: a leap second is a whole one."""

ASCII_ALONE = "write it in letters, digits and signs of ASCII"

NO_TIME = Failure(reason="unparsable-time", detail="", spice="SPICE(UNPARSEDTIME)")

LABEL = re.compile(r"^(?P<text>.*?)\s*\b(?P<scale>UTC|TDB|TT|TDT|TAI|GPS|ET)$", re.IGNORECASE)
PLAIN = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d*)?)?Z?", re.ASCII)
"""What programs write, in long lists: there is little to take apart."""
ISO = re.compile(r"^\d{4}-(\d{2}-\d{2}|\d{3})T")
DAY_OF_YEAR = re.compile(r"^\d{4}-\d{3}T")
HOUR_ALONE = re.compile(r"^(?P<hour>\d{4}-(\d{2}-\d{2}|\d{3})T\d{2})(?![\d:.])")
"""A time of day without minutes: with a slash before it CSPICE reads 2000-003/12 as the 12th of March."""
DAY_ALONE = re.compile(r"^\d{4}-\d{3}$")
OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})$")
COUNTED = re.compile(r"^(?P<unit>MJD|SECONDS)\s*(?P<count>[+-]?\d{1,13}(\.\d{0,12})?)$", re.IGNORECASE)
"""A modified Julian date, or seconds past J2000, in the scale of the text."""
TICKS = re.compile(r"^TICKS\s*(?P<ticks>\d{1,18}(\.\d{0,6})?)$", re.IGNORECASE)
"""Encoded ticks of a spacecraft clock."""
TO_MINUTES = re.compile(r"^\d{4}-(\d{2}-\d{2} |\d{3}/)\d{2}:\d{2}")
ZONE_MAX = 15 * 60
"""Minutes from UTC that a zone may have: the farthest is 14 hours."""
SAME_SCALE = {"ET": "TDB", "TDT": "TT"}
SPICE_LABEL = {"UTC": "", "TDB": " TDB", "TT": " TDT", "TAI": " TDT", "GPS": " TDT"}
"""What CSPICE parses the text with; TAI and GPS, which it does not know, as if they were TT."""
AHEAD = {"TAI": TT_MINUS_TAI, "GPS": TT_MINUS_GPS}


@dataclass(frozen=True, slots=True)
class Written:
    """A text of a time, taken apart."""

    text: str
    """For CSPICE."""
    scale: str


def take_apart(text: str, scale: Scale) -> Written:
    """Return a time as CSPICE parses it, and its scale.

    CSPICE refuses offsets such as +02:00, `Z`, and labels after an ISO date with a T; people write them.
    """
    if PLAIN.fullmatch(text):
        own: Scale = "UTC" if text.endswith("Z") else scale
        return Written(text.removesuffix("Z").replace("T", " ", 1) + SPICE_LABEL[own], own)
    label = LABEL.match(text)
    body, named = (label["text"], label["scale"].upper()) if label else (text, scale)
    named = SAME_SCALE.get(named, named)
    body = HOUR_ALONE.sub(r"\g<hour>:00", body)
    if DAY_ALONE.match(body):
        # CSPICE takes no day of the year without a time of day.
        body += "/00:00"
    elif ISO.match(body):
        # CSPICE takes a day of the year before a time of day only where a slash stands between.
        body = body.replace("T", "/" if DAY_OF_YEAR.match(body) else " ", 1)
        if body.endswith(("Z", "z")):
            return Written(body[:-1], "UTC")
        if offset := OFFSET.search(body, 11):
            return Written(_at_greenwich(body[: offset.start()], offset), "UTC")
    return Written(body + SPICE_LABEL[named], named)


def _at_greenwich(local: str, offset: re.Match[str]) -> str:
    """Return a date and time of a zone in UTC; seconds stay as they are written, also a sixtieth.

    CSPICE knows zones too, but none beyond 12 hours, as New Zealand's summer and Tonga are.
    """
    head = TO_MINUTES.match(local)
    minutes = int(offset["hours"]) * 60 + int(offset["minutes"])
    if head is None or minutes > ZONE_MAX:
        return local + offset[0]
    form = "%Y-%j/%H:%M" if "/" in local else "%Y-%m-%d %H:%M"
    try:
        there = datetime.strptime(head[0], form)
    except ValueError:
        return local + offset[0]
    moved = there - timedelta(minutes=minutes if offset["sign"] == "+" else -minutes)
    return f"{moved:%Y-%m-%d %H:%M}{local[head.end() :]}"


def parse(instants: tuple[Instant, ...], *, scale: Scale, clock: int | None) -> Doubles:
    """Return the ET of each time.

    Raises:
        GeometryError: one cannot be parsed; or a kernel that this takes is missing.
    """
    if all_numbers(instants):
        return np.array(instants, dtype=np.float64)
    found = np.empty(len(instants))
    texts = [(place, one) for place, one in enumerate(instants) if isinstance(one, str)]
    if len(texts) < len(instants):
        numbers = [(place, one) for place, one in enumerate(instants) if not isinstance(one, str)]
        found[[place for place, _ in numbers]] = [one for _, one in numbers]
    if texts:
        found[[place for place, _ in texts]] = _parse_texts([one for _, one in texts], scale, clock)
    return found


def _parse_texts(texts: list[str], scale: Scale, clock: int | None) -> Doubles:
    for text in texts:
        if not (text.isascii() and text.isprintable()):
            raise GeometryError(NO_TIME.model_copy(update={"detail": f"{text!r} is no time: {ASCII_ALONE}"}))
    try:
        if clock is not None:
            if any(TICKS.match(text) for text in texts):
                return np.array([_parse_one(text, scale, clock) for text in texts])
            return np.asarray(cyice.scs2e_v(clock, np.array(texts)), dtype=np.float64)
        written = [take_apart(text, scale) for text in texts]
        if all(
            one.scale not in AHEAD and _counted_in(text) is None
            for one, text in zip(written, texts, strict=True)
        ):
            return np.asarray(cyice.str2et_v(np.array([one.text for one in written])), dtype=np.float64)
    except spiceypy.exceptions.SpiceyError:
        # CSPICE does not say which of them it was: the slower way does.
        pass
    return np.array([_parse_one(text, scale, clock) for text in texts])


def _parse_one(text: str, scale: Scale, clock: int | None) -> float:
    try:
        if clock is not None:
            ticks = TICKS.match(text)
            return float(
                spiceypy.sct2e(clock, float(ticks["ticks"])) if ticks else spiceypy.scs2e(clock, text)
            )
        written = take_apart(text, scale)
        if counted := _counted_in(text):
            count = float(counted["count"])
            return _of_scale(
                (count - J2000_MJD) * DAY if counted["unit"].upper() == "MJD" else count, written.scale
            )
        found = float(spiceypy.str2et(written.text))
    except spiceypy.exceptions.SpiceyError as error:
        raise GeometryError(failure_of(error, text=text)) from error
    ahead = AHEAD.get(written.scale)
    return found if ahead is None else _tt_to_et(_et_to_tt(found) + ahead)


def _counted_in(text: str) -> re.Match[str] | None:
    if text[:1].isdigit():
        return None
    label = LABEL.match(text)
    return COUNTED.match(label["text"] if label else text)


def _of_scale(seconds: float, scale: str) -> float:
    """Return the ET of a number of seconds past J2000, counted in a scale."""
    if scale == "TDB":
        return seconds
    if scale == "UTC":
        return seconds + float(spiceypy.deltet(seconds, "UTC"))
    return _tt_to_et(seconds + AHEAD.get(scale, 0.0))


def _et_to_tt(et: float) -> float:
    return float(spiceypy.unitim(et, "TDB", "TDT"))


def _tt_to_et(tt: float) -> float:
    return float(spiceypy.unitim(tt, "TDT", "TDB"))


def ets_of(times: Times, *, times_max: int) -> Doubles:
    """Return the ETs that a question asks for, in its order.

    Raises:
        GeometryError: a time cannot be parsed, the span is empty, or there are too many.
    """
    if times.at is not None:
        instants = times.at if isinstance(times.at, tuple) else (times.at,)
        _bounded(len(instants), times_max)
        return parse(instants, scale=times.scale, clock=times.clock)
    spans = times.all_spans
    ends = parse(tuple(end for span in spans for end in span), scale=times.scale, clock=times.clock)
    asked = [
        _span(start, stop, step_scale(span[0], times.scale, times.clock, times.step))
        for span, (start, stop) in zip(spans, ends.reshape(-1, 2).tolist(), strict=True)
    ]
    counts = [_count(times, one) for one in asked]
    _bounded(sum(counts), times_max)
    return np.concatenate([_spread(times, one, int(count)) for one, count in zip(asked, counts, strict=True)])


@dataclass(frozen=True, slots=True)
class _Span:
    """A span of times in ET, and the scale that its steps are of."""

    start: float
    stop: float
    scale: Scale
    ends_before: float | None = None
    """The midnight after a leap second of UTC that the stop lies in: no step of UTC lies there."""

    def counted(self) -> tuple[float, float]:
        """Return its ends in the scale of its steps, those of UTC as days of 86400 s."""
        stop = _counted(self.stop, self.scale) if self.ends_before is None else self.ends_before
        return _counted(self.start, self.scale), stop


def _span(start: float, stop: float, scale: Scale) -> _Span:
    """Return a span; one that begins within a leap second, which days of 86400 s have not, goes by TT."""
    if _leaps(start, scale):
        return _Span(start, stop, "TT")
    return _Span(start, stop, scale, midnight(_counted(stop, scale)) if _leaps(stop, scale) else None)


def _leaps(et: float, scale: Scale) -> bool:
    away = _to_ets(np.array([_counted(et, scale)]), scale) - et
    return bool(np.abs(away).max() > NEARLY)


def _counted(et: float, scale: Scale) -> float:
    if scale == "TDB":
        return et
    if scale == "TT":
        return _et_to_tt(et)
    found = et - float(spiceypy.deltet(et, "ET"))
    # What was written as a round time has lost it by two roundings.
    return round(found, 6) if abs(found - round(found, 6)) < ROUNDED else found


def _to_ets(counted: Doubles, scale: Scale) -> Doubles:
    if scale == "TDB":
        return counted
    if scale == "TT":
        return np.asarray(cyice.unitim_v(counted, "TDT", "TDB"), dtype=np.float64)
    return np.asarray(counted + cyice.deltet_v(counted, "UTC"), dtype=np.float64)


def _count(times: Times, span: _Span) -> float:
    """Return how many times a span has."""
    if span.stop < span.start:
        detail = (
            f"a span stops at {calendar_of(span.stop)} TDB, before it starts at {calendar_of(span.start)}"
        )
        raise GeometryError(Failure(reason="malformed", detail=detail, field="times"))
    if times.step is None:
        return float(times.count or 0)
    start, stop = span.counted()
    # A hair more, so that a stop at a whole number of steps is met in spite of rounding.
    steps = min((stop - start) / times.step, STEPS_MAX)
    hair = max(HAIR, min(ROUNDED / times.step, HAIR_MAX))
    if span.ends_before is not None:
        return max(float(np.ceil(steps - hair)), 1.0)
    return (steps * (1.0 + 1e-12) + hair) // 1 + 1


def _spread(times: Times, span: _Span, count: int) -> Doubles:
    start, stop = span.counted()
    step = (stop - start) / (count - 1) if times.step is None else times.step
    counted = start + step * np.arange(count, dtype=np.float64)
    ets = _to_ets(counted, span.scale)
    # The ends that were asked for are met to the last bit.
    ets[0] = span.start
    if count > 1 and (times.step is None or abs(counted[-1] - stop) < ROUNDED):
        ets[-1] = span.stop
    return ets


def _bounded(count: float, times_max: int) -> None:
    if count > times_max:
        # A step of 1e-300 s comes to as many digits as these, and nobody reads them.
        said = f"{count:.0f}" if count < COUNT_TOLD else f"{count:.1e}"
        detail = f"{said} times were asked for, {times_max} are answered: ask for a part, or a longer step"
        raise GeometryError(Failure(reason="too-many", detail=detail, field="times"))


PICTURES = {
    "TDB": "YYYY-MM-DDTHR:MN:SC.###### ::TDB ::RND",
    "TT": "YYYY-MM-DDTHR:MN:SC.###### ::TDT ::RND",
}


def time_columns(ets: Doubles, text: str, *, prefix: str = "") -> tuple[Column, ...]:
    """Return ET, and the calendar in the scale that a question asks for."""
    et = Column(f"{prefix}et", "s", ets)
    if text == "NONE":
        return (et,)
    return (Column(f"{prefix}time", "", calendar(ets, text)), et)


def calendar(ets: Doubles, scale: str) -> Values:
    """Return ISO texts with microseconds, in UTC or TDB."""
    if not len(ets):
        return np.empty(0, dtype="<U1")
    told = cyice.et2utc_v(ets, "ISOC", 6) if scale == "UTC" else cyice.timout_v(ets, PICTURES[scale])
    return np.asarray(told, dtype=np.str_)


def calendar_of(et: float) -> str:
    """Return one time in TDB, as errors tell it; its ET where CSPICE has no date for it."""
    try:
        return str(spiceypy.timout(et, PICTURES["TDB"]))
    except spiceypy.exceptions.SpiceyError:
        return f"ET {et}"
