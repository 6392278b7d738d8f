"""The description of a DAF: its segments, what they cover, its comments, and damage inside."""

from shared.model.impostors import AGAIN
from shared.spice.coverage.believable import odd_span, stretched, unread_type
from shared.spice.coverage.daf_coverage import daf_coverage, is_family, segment_info
from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Coverage, Scale
from shared.spice.daf.comments import daf_comments
from shared.spice.daf.file_record import DafRecord, decode_record
from shared.spice.daf.summaries import Segment, out_of_place, segments
from shared.spice.daf.zeros import zero_page
from shared.spice.describe.model import Description, Glance, Needs
from shared.spice.kinds.kind import Family
from shared.spice.problems import Code, Problem, bounded, problem
from shared.spice.reading import MalformedKernelError, ReadAt
from shared.spice.times.clock import clock_of


def describe_daf(source: ReadAt, seen: Glance) -> Description:
    """Return the description of a DAF that was glanced at; no bytes make it raise."""
    try:
        record = decode_record(source)
    except MalformedKernelError:
        # The glance told of it.
        return Description(glance=seen, problems=seen.problems)
    found: list[Problem] = list(seen.problems)
    family = seen.kind.family
    those = (
        _segments(source, record, family, found)
        if is_family(record, family)
        else _odd_shape(record, family, found)
    )
    return Description(
        glance=seen,
        internal_name=record.internal_name,
        comments=daf_comments(source, record),
        segments=tuple(segment_info(each, family) for each in those),
        coverage=_coverage(source, record, family, those, found),
        needs=_needs(family, those),
        problems=bounded(found),
    )


def _odd_shape(record: DafRecord, family: Family, found: list[Problem]) -> list[Segment]:
    if family is not Family.UNKNOWN:
        words = f"summaries of {record.nd} doubles and {record.ni} integers are not those of {family}"
        found.append(problem(Code.BAD_HEADER, words))
    return []


def _segments(source: ReadAt, record: DafRecord, family: Family, found: list[Problem]) -> list[Segment]:
    """Return the segments that make sense; the others, damage, and a broken chain are problems."""
    good: list[Segment] = []
    placed: list[Segment] = []
    count = 0
    try:
        for segment in segments(source, record):
            count += 1
            wrong = out_of_place(segment, record)
            if wrong is None:
                placed.append(segment)
                wrong = _unbelievable(source, record, family, segment)
            if wrong is None:
                good.append(segment)
            else:
                found.append(problem(Code.BAD_SEGMENTS, wrong))
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_SEGMENTS, str(error)))
    else:
        if not count:
            found.append(problem(Code.NO_SEGMENTS, "the kernel has no segments: it covers nothing"))
    _check_zeros(source, placed, found)
    return good


def _unbelievable(source: ReadAt, record: DafRecord, family: Family, segment: Segment) -> str | None:
    """Return why a segment cannot be what its summary says."""
    start, stop = segment.doubles
    info = segment_info(segment, family)
    try:
        why = (
            odd_span((start, stop), Scale.TICKS if family is Family.CK else Scale.TDB)
            or unread_type(family, info.data_type)
            or _around_itself(segment, family)
            or stretched(source, record, family, segment)
        )
    except MalformedKernelError as error:
        return str(error)
    return None if why is None else f"segment {segment.name!r} {why}"


def _around_itself(segment: Segment, family: Family) -> str | None:
    """Tell of a body or an instrument relative to itself: CSPICE follows it without an end."""
    own, reference, *_ = segment.integers
    if own != reference or family not in (Family.SPK, Family.CK):
        return None
    return f"tells {own} relative to itself: CSPICE would follow it without an end"


def _check_zeros(source: ReadAt, those: list[Segment], found: list[Problem]) -> None:
    spans = union(((each.begin - 1) * 8, each.end * 8) for each in those)
    page = zero_page(source, ((int(begin), int(end)) for begin, end in spans))
    if page is not None:
        words = f"a page of zeros at byte {page}, inside a segment's data: {AGAIN}"
        found.append(problem(Code.ZERO_RUN, words))


def _coverage(
    source: ReadAt, record: DafRecord, family: Family, those: list[Segment], found: list[Problem]
) -> tuple[Coverage, ...]:
    if not those:
        return ()
    if sum(each.end - each.begin + 1 for each in those) > record.free:
        found.append(problem(Code.BAD_SEGMENTS, "the data of segments overlap: the file is damaged"))
        return ()
    try:
        covered = daf_coverage(source, record, family, those)
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_SEGMENTS, str(error)))
        return ()
    return tuple(one for one in covered if not _is_odd(one, found))


def _is_odd(covered: Coverage, found: list[Problem]) -> bool:
    """Tell whether the data of a subject claim times that cannot be; it is then a problem."""
    why = (
        odd_span((covered.intervals[0][0], covered.intervals[-1][1]), covered.scale)
        if covered.intervals
        else None
    )
    if why is not None:
        found.append(problem(Code.BAD_SEGMENTS, f"the data of {covered.subject} {covered.code} {why}"))
    return why is not None


def _needs(family: Family, those: list[Segment]) -> Needs:
    if family is not Family.CK or not those:
        return Needs()
    codes = {clock_of(each.integers[0], {}) for each in those}
    return Needs(clocks=tuple(sorted(codes)), leap_seconds=True)
