"""The description of a DAS file: its comments, and what the segments of a DSK cover."""

import math

from shared.spice.coverage.das_coverage import dsk_coverage, dsk_segment_info
from shared.spice.das.comments import das_comments
from shared.spice.das.directories import Layout, read_layout
from shared.spice.das.dsk import DskSegment, dsk_segments
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
    those: list[DskSegment] = []
    try:
        layout = read_layout(source, record)
        those = _segments(source, layout, found) if seen.kind.family is Family.DSK else []
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_SEGMENTS, str(error)))
    return Description(
        glance=seen,
        internal_name=record.internal_name,
        comments=das_comments(source, record),
        segments=tuple(map(dsk_segment_info, those)),
        coverage=dsk_coverage(those),
        problems=bounded(found),
    )


def _segments(source: ReadAt, layout: Layout, found: list[Problem]) -> list[DskSegment]:
    good: list[DskSegment] = []
    try:
        for segment in dsk_segments(source, layout):
            if math.isfinite(segment.start) and math.isfinite(segment.stop) and segment.start <= segment.stop:
                good.append(segment)
            else:
                words = f"surface {segment.surface} lasts from {segment.start} to {segment.stop}"
                found.append(problem(Code.BAD_SEGMENTS, words))
    except MalformedKernelError as error:
        found.append(problem(Code.BAD_SEGMENTS, str(error)))
    return good
