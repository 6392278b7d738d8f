"""The timetable of a rate: how many bytes a second may pass, by the time of the day. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

RATE_MIN = 256 * 1024
"""Bytes a second. Two packs of 256 MiB have to come within an hour: orchestrators give them up then."""

SPANS_MAX = 50

UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}
NONE = "none"

_RATE = re.compile(r"(\d{1,15})([kMG]?)")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)=(\S+)")


@dataclass(frozen=True, slots=True)
class Span:
    """Some time of each day, in minutes since midnight; it may go over midnight."""

    begins: int
    ends: int
    rate: int | None

    def holds(self, minute: int) -> bool:
        """Tell whether it is that time."""
        if self.begins < self.ends:
            return self.begins <= minute < self.ends
        return minute >= self.begins or minute < self.ends


@dataclass(frozen=True, slots=True)
class Timetable:
    """Rates in bytes a second; None: as fast as it goes."""

    otherwise: int | None = None
    spans: tuple[Span, ...] = ()

    def rate(self, at: datetime) -> int | None:
        """Return the rate at a time: of the first span that holds then."""
        at = at.astimezone(UTC)
        minute = at.hour * 60 + at.minute
        return next((span.rate for span in self.spans if span.holds(minute)), self.otherwise)


UNBOUNDED = Timetable()


def parse_timetable(text: str) -> Timetable:
    """Return what a text such as `20M, 08:00-18:00=2M` says; an empty one bounds nothing.

    Raises:
        ValueError: it says nothing that is known.
    """
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    if len(words) > SPANS_MAX:
        raise ValueError(f"a timetable has at most {SPANS_MAX} spans")
    plain = [word for word in words if "=" not in word]
    if len(plain) > 1:
        raise ValueError(f"{plain[0]!r} and {plain[1]!r} both say what holds otherwise: leave one")
    spans = tuple(_span(word) for word in words if "=" in word)
    return Timetable(_rate(plain[0]) if plain else None, spans)


def _span(word: str) -> Span:
    found = _SPAN.fullmatch(word)
    if found is None:
        raise ValueError(f"{word!r} is no span of a day: say e.g. 08:00-18:00=2M, in UTC")
    begins, ends = (int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3))
    if begins == ends:
        raise ValueError(f"{word!r} begins when it ends: say 00:00-24:00 for the whole day")
    return Span(begins, ends, _rate(found[5]))


def _rate(word: str) -> int | None:
    if word == NONE:
        return None
    found = _RATE.fullmatch(word)
    if found is None:
        raise ValueError(f"{word!r} is no number of bytes a second: say e.g. 500k, 2M, 1G or none")
    rate = int(found[1]) * UNITS[found[2]]
    if rate < RATE_MIN:
        raise ValueError(f"{word!r} is below {RATE_MIN} bytes a second, at which packs are given up")
    return rate
