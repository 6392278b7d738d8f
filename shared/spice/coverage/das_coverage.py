"""Coverage of DSKs and EKs.

A DSK covers the bodies whose shapes it holds, over the times that its segments tell. An EK covers its tables:
where rows have several times, from the first to the last of each; else from the first row's to the last's.
"""

from collections.abc import Sequence

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Coverage, Interval, Scale, SegmentInfo, Subject
from shared.spice.das.dsk import DskSegment
from shared.spice.das.ek import EkTable, Row


def dsk_segment_info(segment: DskSegment) -> SegmentInfo:
    """Return a DSK segment as other kernels' segments are told; its name is that of its surface."""
    return SegmentInfo(
        subject=Subject.BODY,
        code=segment.body,
        relative_to=segment.frame,
        data_type=segment.data_type,
        start=segment.start,
        stop=segment.stop,
        name=f"surface {segment.surface}",
        area=(segment.coordinate_system, segment.bounds[0:2], segment.bounds[2:4]),
    )


def dsk_coverage(segments: Sequence[DskSegment]) -> tuple[Coverage, ...]:
    """Return the coverage of each body, ascending by code, in TDB."""
    spans: dict[int, list[Interval]] = {}
    for segment in segments:
        spans.setdefault(segment.body, []).append((segment.start, segment.stop))
    return tuple(Coverage(Subject.BODY, body, Scale.TDB, union(spans[body])) for body in sorted(spans))


def ek_segment_info(table: EkTable, rows: Sequence[Row]) -> SegmentInfo:
    """Return a table of an EK as segments of other kernels are told; it is relative to nothing."""
    return SegmentInfo(
        subject=Subject.TABLE,
        code=table.number,
        relative_to=0,
        data_type=table.kind,
        start=min(row.start for row in rows),
        stop=max(row.stop for row in rows),
        name=table.name,
    )


def ek_coverage(table: EkTable, rows: Sequence[Row]) -> Coverage:
    """Return the coverage of a table, in TDB, by its rows that have times, of which there is one at least."""
    whole = ek_segment_info(table, rows)
    has_spans = any(row.times > 1 for row in rows)
    spans = [(row.start, row.stop) for row in rows] if has_spans else [(whole.start, whole.stop)]
    return Coverage(Subject.TABLE, table.number, Scale.TDB, union(spans), exact=has_spans)
