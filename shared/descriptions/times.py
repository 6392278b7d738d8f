"""Times of described kernels: ticks into TDB, by clocks and leap seconds of other descriptions. Pure."""

from collections.abc import Iterable

from shared.contracts.messages.description import Description
from shared.contracts.messages.kernels.kernel_facts import CoverageOf
from shared.descriptions.assigned import assigned
from shared.spice.coverage.model import Coverage, Scale, Subject
from shared.spice.coverage.to_tdb import where_known
from shared.spice.kinds.kind import Family
from shared.spice.text.model import Assignment, TextKernel
from shared.spice.times.timekeeping import Timekeeping, timekeeping

TIMEKEEPERS = frozenset({Family.LSK.value, Family.SCLK.value, Family.FK.value})
"""Families that tell how times turn into each other: leap seconds, clocks, and which clock is whose."""


def timekeeping_of(descriptions: Iterable[Description]) -> Timekeeping:
    """Return the leap seconds and clocks that described kernels define together, later ones over earlier."""
    assignments: list[Assignment] = []
    for description in descriptions:
        facts = description.findings.kernel if description.findings is not None else None
        if facts is not None and facts.family in TIMEKEEPERS:
            assignments += (Assignment(one.name, one.append, one.values, 0) for one in assigned(facts))
    return timekeeping(TextKernel(tuple(assignments), ()).pool())


def coverage_of(description: Description, keeping: Timekeeping) -> tuple[Coverage, ...]:
    """Return the coverage that a description tells: in TDB where its clock is known, else as it is."""
    facts = description.findings.kernel if description.findings is not None else None
    return () if facts is None else tuple(where_known(_coverage(one), keeping) for one in facts.coverage)


def _coverage(one: CoverageOf) -> Coverage:
    return Coverage(Subject(one.subject), one.code, Scale(one.scale), one.intervals, one.exact)
