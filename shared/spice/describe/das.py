"""The description of a DAS file: its comments, and what segments or tables cover."""

from shared.spice.coverage.believable import odd_span, unread_type
from shared.spice.coverage.das_coverage import dsk_coverage, dsk_segment_info, ek_coverage, ek_segment_info
from shared.spice.coverage.model import Coverage, Scale, SegmentInfo
from shared.spice.das.comments import das_comments
from shared.spice.das.directories import Layout, read_layout
from shared.spice.das.dsk import DskSegment, dsk_segments
from shared.spice.das.ek import ek_tables
from shared.spice.das.file_record import decode_record
from shared.spice.describe.model import Description, Glance
from shared.spice.kinds.kind import Family
from shared.spice.problems import Code, Problem, bounded, problem
from shared.spice.reading import MalformedKernelError, ReadAt


def describe_das(source: ReadAt, seen: Glance) -> Description:
    """Return the description of a DAS file that was glanced at; no bytes make it raise."""
    found: list[Problem] = list(seen.problems)
    try:
        record = decode_record(source)
    except MalformedKernelError:
        # The glance told of it.
        return Description(glance=seen, problems=seen.problems)
    segments: tuple[SegmentInfo, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    try:
        layout = read_layout(source, record)
        if seen.kind.family is Family.DSK:
            those = _segments(source, layout, found)
            segments, coverage = tuple(map(dsk_segment_info, those)), dsk_coverage(those)
        elif seen.kind.family is Family.EK:
            segments, coverage = _tables(source, layout, found)
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_SEGMENTS, str(error)))
    return Description(
        glance=seen,
        internal_name=record.internal_name,
        comments=das_comments(source, record),
        segments=segments,
        coverage=coverage,
        problems=bounded(found),
    )


def _segments(source: ReadAt, layout: Layout, found: list[Problem]) -> list[DskSegment]:
    good: list[DskSegment] = []
    try:
        for segment in dsk_segments(source, layout):
            why = odd_span((segment.start, segment.stop), Scale.TDB) or unread_type(
                Family.DSK, segment.data_type
            )
            if why is None:
                good.append(segment)
            else:
                found.append(problem(Code.BAD_SEGMENTS, f"surface {segment.surface} {why}"))
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_SEGMENTS, str(error)))
    return good


def _tables(
    source: ReadAt, layout: Layout, found: list[Problem]
) -> tuple[tuple[SegmentInfo, ...], tuple[Coverage, ...]]:
    """Return the tables that have times; those of before what is damaged are told."""
    segments: list[SegmentInfo] = []
    coverage: list[Coverage] = []
    try:
        for table, those in ek_tables(source, layout):
            rows = list(those)
            why = next(filter(None, (odd_span((row.start, row.stop), Scale.TDB) for row in rows)), None)
            if why is not None:
                found.append(problem(Code.BAD_SEGMENTS, f"a row of table {table.name!r} {why}"))
            elif rows:
                segments.append(ek_segment_info(table, rows))
                coverage.append(ek_coverage(table, rows))
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_SEGMENTS, str(error)))
    return tuple(segments), tuple(coverage)
