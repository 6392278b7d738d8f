"""The facts of a kernel, bounded for a message, from its description by `shared.spice`. Pure."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from services.describer.kernels.clock_tables import packed_tables
from services.describer.kernels.coarsen import coarsened
from shared.contracts.messages.kernels.kernel_facts import (
    CODE_MAX,
    CODE_MIN,
    COMMENTS_MAX,
    INTERVALS_MAX,
    MEMBERS_MAX,
    NAMES_MAX,
    SEGMENTS_MAX,
    STRING_MAX,
    VALUES_MAX,
    Assigned,
    CoverageOf,
    KernelFacts,
    Named,
    Segment,
    SurfaceArea,
)
from shared.spice.coverage.model import Coverage, Scale, SegmentInfo
from shared.spice.describe.model import Description
from shared.spice.text.model import Assignment
from shared.spice.times.iso import Rounding, utc_text
from shared.spice.times.known_leaps import KNOWN_LEAPS, LEAP_DATES


def facts_of(told: Description) -> KernelFacts:
    """Return the facts of one kernel; what is left out for want of room is named in them."""
    seen, defines = told.glance, told.defines
    coverage, all_gaps = _coverage(told.coverage)
    packed = packed_tables(told.assignments)
    assignments = tuple(_assignments(told.assignments, frozenset(one.at for one in packed)))
    whole = len(assignments) == len(told.assignments)
    complete = {
        "comments": len(told.comments) <= COMMENTS_MAX,
        "segments": len(told.segments) <= SEGMENTS_MAX,
        "gaps": all_gaps,
        "assignments": whole,
        "members": len(told.members) <= MEMBERS_MAX,
        "frames": len(defines.frames) <= NAMES_MAX,
        "bodies": len(defines.bodies) <= NAMES_MAX,
        "instruments": len(defines.instruments) <= NAMES_MAX,
        "constants": len(defines.constants) <= NAMES_MAX,
    }
    return KernelFacts(
        family=seen.kind.family.value,
        form=seen.kind.form.value,
        told_by=seen.kind.evidence.value,
        needed_bytes=seen.needed,
        internal_name=told.internal_name[:STRING_MAX],
        comments=_readable(told.comments[:COMMENTS_MAX]),
        segments=tuple(map(_segment, told.segments[:SEGMENTS_MAX])),
        segments_in_all=len(told.segments),
        segment_frames=tuple(each.frame for each in told.segments[:SEGMENTS_MAX] if each.frame is not None),
        areas=_areas(told.segments[:SEGMENTS_MAX]),
        coverage=coverage,
        utc_until=str(LEAP_DATES[-1]) if any(each.utc for each in coverage) else "",
        needs_clocks=_codes(told.needs.clocks),
        needs_leap_seconds=told.needs.leap_seconds,
        bodies=_named(defines.bodies),
        frames=_named(defines.frames),
        instruments=_codes(defines.instruments),
        constants=_codes(defines.constants),
        clocks=_codes(defines.clocks),
        members=tuple(each.path[:STRING_MAX] for each in told.members[:MEMBERS_MAX]),
        assignments=assignments,
        packed=packed if whole else (),
        left_out=tuple(name for name, whole in complete.items() if not whole),
    )


def _segment(one: SegmentInfo) -> Segment:
    return Segment(
        one.subject.value,
        one.code,
        one.relative_to,
        one.data_type,
        one.start,
        one.stop,
        one.name[:STRING_MAX],
    )


def _areas(those: Sequence[SegmentInfo]) -> tuple[SurfaceArea, ...]:
    """Return the areas of a shape; none where one has no bounds that are numbers."""
    areas = [SurfaceArea(*one.area) for one in those if one.area is not None]
    finite = all(math.isfinite(end) for area in areas for end in (*area.first, *area.second))
    return tuple(areas) if finite and all(_is_code(area.coordinate_system) for area in areas) else ()


def _coverage(those: Sequence[Coverage]) -> tuple[tuple[CoverageOf, ...], bool]:
    """Return the coverage of each subject, and whether all gaps are told."""
    finite = [(each, _finite(each.intervals)) for each in those[:INTERVALS_MAX]]
    count = sum(len(intervals) for _, intervals in finite)
    share = INTERVALS_MAX if count <= INTERVALS_MAX else max(INTERVALS_MAX // len(finite), 1)
    return tuple(_told(each, intervals, share) for each, intervals in finite), count <= INTERVALS_MAX


def _told(each: Coverage, intervals: Sequence[tuple[float, float]], share: int) -> CoverageOf:
    kept = coarsened(intervals, share)
    return CoverageOf(
        subject=each.subject.value,
        code=each.code,
        scale=each.scale.value,
        exact=each.exact and len(kept) == len(intervals),
        intervals=kept,
        utc=tuple(map(_utc, kept)) if each.scale is Scale.TDB else (),
    )


def _utc(interval: tuple[float, float]) -> tuple[str, str]:
    start, stop = interval
    return utc_text(start, KNOWN_LEAPS, Rounding.UP), utc_text(stop, KNOWN_LEAPS, Rounding.DOWN)


def _finite(intervals: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    return [each for each in intervals if all(map(math.isfinite, each))]


def _named(names: Mapping[str, int]) -> tuple[Named, ...]:
    """Return names whose codes are ones: a text may hold any number."""
    fitting = (Named(name[:STRING_MAX], code) for name, code in names.items() if _is_code(code))
    return tuple(islice(fitting, NAMES_MAX))


def _codes(codes: Iterable[int]) -> tuple[int, ...]:
    return tuple(islice(filter(_is_code, codes), NAMES_MAX))


def _is_code(code: int) -> bool:
    return CODE_MIN <= code <= CODE_MAX


def _assignments(those: Iterable[Assignment], packed: Collection[int]) -> Iterator[Assigned]:
    """Yield assignments as long as there is room: whole ones, and none of the packed values."""
    room = VALUES_MAX
    for at, each in enumerate(those):
        told = () if at in packed else each.values
        room -= len(told) + 1
        if room < 0:
            return
        values = tuple(one[:STRING_MAX] if isinstance(one, str) else one for one in told)
        if all(isinstance(one, str) or math.isfinite(one) for one in values):
            yield Assigned(each.name[:STRING_MAX], each.append, values)


def _readable(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)
