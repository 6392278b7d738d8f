"""The times of a question: one, a list, or a span with a step."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from services.spice.geometry.questions.base import Question
from shared.contracts.http.knowledge.kernels import SPANS_MAX

TIMES_MAX = 1_000_000
"""Of one question: eight columns of doubles are then 64 MB, which a process and a caller can hold."""

TEXT_MAX = 80
"""Characters of a time; CSPICE's own pictures are shorter."""

SECONDS_MAX = 1e12
"""Seconds from J2000: 31 700 years, more than any ephemeris covers."""

TimeText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_MAX)]

Instant = Annotated[float, Field(ge=-SECONDS_MAX, le=SECONDS_MAX)] | TimeText
"""A time: a number is TDB seconds past J2000 (ephemeris time, ET), a text is a calendar or Julian date."""


def all_numbers(instants: Sequence[Instant]) -> bool:
    """Tell whether no time is a text: of a hundred thousand numbers, without a look at each in Python."""
    return set(map(type, instants)) <= {float}


Scale = Literal["UTC", "TDB", "TT", "TAI", "GPS"]

Seconds = Annotated[float, Field(gt=0, le=SECONDS_MAX)]


Spans = Annotated[tuple[tuple[Instant, Instant], ...], Field(min_length=1, max_length=SPANS_MAX)]
"""Start and stop of each."""


class Times(Question):
    """Times to answer for: `at`, or `start` and `stop`, or `spans`, with either `step` or `count`."""

    at: Annotated[tuple[Instant, ...], Field(min_length=1, max_length=TIMES_MAX)] | Instant | None = None
    """One time or many. Rows of the answer keep this order."""
    start: Instant | None = None
    stop: Instant | None = None
    """The last time is not after it."""
    spans: Spans | None = None
    """Several spans, each with the same step or count."""
    step: Seconds | None = None
    """Seconds of the scale that the start is in; of a number, and of a clock's reading, TDB."""
    count: Annotated[int, Field(ge=2, le=TIMES_MAX)] | None = None
    """Times at equal distances, the ends among them."""
    scale: Scale = "UTC"
    """The time scale of texts that name none."""
    clock: Annotated[int, Field(lt=0, ge=-999_999)] | None = None
    """The NAIF number of a spacecraft whose clock (SCLK) the texts are readings of."""
    text: Literal["UTC", "TDB", "TT", "NONE"] = "UTC"
    """The calendar that rows tell their time in, beside its ET."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        one = self.start is not None or self.stop is not None
        span = one or self.spans is not None
        if (self.at is not None) + one + (self.spans is not None) != 1:
            raise ValueError("times are `at`, or `start` and `stop`, or `spans`")
        if one and (self.start is None or self.stop is None):
            raise ValueError("a span of times has both `start` and `stop`")
        if span == ((self.step is None) == (self.count is None)):
            raise ValueError("a span of times, and nothing else, has either `step` or `count`")
        return self

    @property
    def all_spans(self) -> tuple[tuple[Instant, Instant], ...]:
        """Return the spans, one or several; none where times are listed."""
        if self.start is not None and self.stop is not None:
            return ((self.start, self.stop),)
        return self.spans or ()


class Window(Question):
    """Spans of time in which events are searched."""

    spans: Spans
    scale: Scale = "UTC"
    clock: Annotated[int, Field(lt=0, ge=-999_999)] | None = None
    text: Literal["UTC", "TDB", "TT", "NONE"] = "UTC"
