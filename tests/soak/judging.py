"""Whether what was measured is flat: the last third of a run against the middle third. Pure.

The first third is left out: caches fill, and interpreters take what memory they need.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from tests.soak.sampling import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How much more the last third may have than the middle one, in the measure's unit."""

    more: float
    times: float = 1.0


BOUNDS: Mapping[str, Bound] = {
    "rss_mib": Bound(more=8, times=1.1),
    "threads": Bound(more=4),
    "descriptors": Bound(more=8),
    "waiting": Bound(more=10),
}
"""What grows by more than this leaks, or is not kept up with."""

QUEUES = ("BATCHES", "JOBS", "PACKS")
"""Streams that empty themselves: what is in them waits for somebody."""

QUEUE_BOUND = Bound(more=20)

SPARSE = 6
"""Fewer samples than this in a third say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One figure over a run."""

    subject: str
    measure: str
    middle: float
    """Median of the middle third."""
    last: float
    highest: float
    flat: bool


def judge(samples: Iterable[Sample]) -> list[Judgement]:
    """Judge every figure that has a bound."""
    series: defaultdict[tuple[str, str], list[Sample]] = defaultdict(list)
    for one in samples:
        series[one.subject, one.measure].append(one)
    end = max((one.seconds for some in series.values() for one in some), default=0.0)
    judged = []
    for (subject, measure), some in sorted(series.items()):
        bound = QUEUE_BOUND if measure == "messages" and subject in QUEUES else BOUNDS.get(measure)
        middle = [one.value for one in some if end / 3 <= one.seconds < 2 * end / 3]
        last = [one.value for one in some if one.seconds >= 2 * end / 3]
        if bound is None or min(len(middle), len(last)) < SPARSE:
            continue
        judged.append(_judgement(subject, measure, bound, middle, last))
    return judged


def _judgement(subject: str, measure: str, bound: Bound, middle: list[float], last: list[float]) -> Judgement:
    return Judgement(
        subject=subject,
        measure=measure,
        middle=median(middle),
        last=median(last),
        highest=max(*middle, *last),
        flat=median(last) <= median(middle) * bound.times + bound.more,
    )
