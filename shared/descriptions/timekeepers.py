"""The choice of the leap seconds and clocks by which ticks of a collection turn into times. Pure.

It is the choice that a kernel set makes, too, so that what is said to be covered is what can be asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.reading import MalformedKernelError
from shared.spice.sets.preference import Preference, preference
from shared.spice.text.model import Value
from shared.spice.times.timekeeping import Timekeeping, timekeeping

Fetched = Callable[[], Sequence[Value]]
"""Returns values that are many: of all clocks that are there, those that count are asked for."""


@dataclass(frozen=True, slots=True)
class TimekeepingKernel:
    """A leapseconds, clock or frame kernel."""

    path: str
    content: str
    rank: str
    """Compares as its version."""
    quality: int
    family: str
    misnamed: bool
    variables: Mapping[str, Sequence[Value] | Fetched]
    made: float = 0.0
    """That a clock kernel says of itself, seconds past J2000; else 0."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What ticks are turned by."""

    times: Timekeeping = field(default_factory=Timekeeping)
    sources: Mapping[str, str] = field(default_factory=dict)
    """The content that each variable comes from."""

    def timed_by(self, instrument: int) -> str:
        """Return the contents that the times of an instrument follow from; empty where one is missing."""
        clock = self.times.clock_for(instrument)
        if clock is None:
            return "-"
        names = (f"CK_{instrument}_SCLK", f"SCLK_DATA_TYPE_{-clock.code}")
        leaps = () if clock.runs_by_tdb else ("DELTET/DELTA_AT",)
        return " ".join(self.sources[name] for name in (*names, *leaps) if name in self.sources)

    def in_tdb(self, instrument: int, ticks: Sequence[Interval]) -> tuple[Interval, ...]:
        """Return intervals of ticks in TDB; none where the clock is not known."""
        clock = self.times.clock_for(instrument)
        if clock is None:
            return ()
        leaps = self.times.leaps
        try:
            return union((clock.tdb(start, leaps), clock.tdb(stop, leaps)) for start, stop in ticks)
        except MalformedKernelError:
            return ()


def _preference(one: TimekeepingKernel) -> Preference:
    return preference(one.path, one.quality, one.rank, misnamed=one.misnamed, made=one.made)


def keeping_of(kernels: Iterable[TimekeepingKernel]) -> Keeping:
    """Return what kernels define together, the preferred ones over the others."""
    pool: dict[str, Sequence[Value] | Fetched] = {}
    sources: dict[str, str] = {}
    order = (Family.LSK.value, Family.SCLK.value, Family.FK.value)
    for one in sorted(kernels, key=lambda each: (order.index(each.family), _preference(each))):
        for name, values in one.variables.items():
            pool[name] = values
            sources[name] = one.content
    whole = {name: tuple(one() if callable(one) else one) for name, one in pool.items()}
    return Keeping(timekeeping(whole), sources)
