"""Coverage of DSKs: the bodies whose shapes they hold, over the times that their segments tell."""

from collections.abc import Sequence

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Coverage, Interval, Scale, SegmentInfo, Subject
from shared.spice.das.dsk import DskSegment


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
    )


def dsk_coverage(segments: Sequence[DskSegment]) -> tuple[Coverage, ...]:
    """Return the coverage of each body, ascending by code, in TDB."""
    spans: dict[int, list[Interval]] = {}
    for segment in segments:
        spans.setdefault(segment.body, []).append((segment.start, segment.stop))
    return tuple(Coverage(Subject.BODY, body, Scale.TDB, union(spans[body])) for body in sorted(spans))
