"""Coverage of DAFs by their segments: bodies of SPKs, frames of binary PCKs, instruments of CKs.

Summaries of an SPK: start, stop; target, center, frame, type. Of a PCK: start, stop; frame class id, base
frame, type. Of a CK: start and stop in ticks; instrument, reference frame, type, flag of rates (the Required
Reading of each).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from shared.spice.coverage.ck_intervals import CkSegmentReader
from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Coverage, Interval, Scale, SegmentInfo, Subject
from shared.spice.daf.file_record import DafRecord
from shared.spice.daf.summaries import Segment
from shared.spice.kinds.kind import Family
from shared.spice.reading import ReadAt

INTERVALS_MAX = 100_000
"""Intervals of one kernel: a CK of single pointings has one each; beyond, whole segments are told."""

_SUBJECTS = {Family.SPK: Subject.BODY, Family.PCK: Subject.FRAME, Family.CK: Subject.INSTRUMENT}
_SHAPES = {Family.SPK: (2, 6), Family.PCK: (2, 5), Family.CK: (2, 6)}


def is_family(record: DafRecord, family: Family) -> bool:
    """Tell whether the summaries of a DAF have the shape of its family."""
    return _SHAPES.get(family) == (record.nd, record.ni)


def segment_info(segment: Segment, family: Family) -> SegmentInfo:
    """Return what a segment of an SPK, CK or PCK says of itself."""
    code, second, third, fourth, *_ = segment.integers
    start, stop = segment.doubles
    return SegmentInfo(
        subject=_SUBJECTS[family],
        code=code,
        relative_to=second,
        data_type=fourth if family is Family.SPK else third,
        start=start,
        stop=stop,
        name=segment.name,
        frame=third if family is Family.SPK else None,
    )


def daf_coverage(
    source: ReadAt, record: DafRecord, family: Family, segments: Sequence[Segment]
) -> tuple[Coverage, ...]:
    """Return the coverage of each subject, ascending by code: in TDB, of a CK in encoded ticks.

    Raises:
        MalformedKernelError: the counts of a CK segment exclude its size.
    """
    subject = _SUBJECTS[family]
    scale = Scale.TICKS if family is Family.CK else Scale.TDB
    whole = {code: union(map(_span, those)) for code, those in _by_code(segments).items()}
    exact = True
    if family is Family.CK:
        whole, exact = _ck(source, record, segments, whole)
    return tuple(Coverage(subject, code, scale, whole[code], exact) for code in sorted(whole))


def _ck(
    source: ReadAt, record: DafRecord, segments: Sequence[Segment], whole: dict[int, tuple[Interval, ...]]
) -> tuple[dict[int, tuple[Interval, ...]], bool]:
    """Return the interpolation intervals by instrument, and whether they are exact."""
    left, found, exact = INTERVALS_MAX, dict[int, tuple[Interval, ...]](), True
    for code, those in _by_code(segments).items():
        readers = [CkSegmentReader(source, record, each) for each in those]
        intervals = list(islice(_chained(readers), left + 1))
        if len(intervals) > left:
            return whole, False
        left -= len(intervals)
        exact = exact and all(reader.exact for reader in readers)
        found[code] = union(intervals)
    return found, exact


def _chained(readers: Iterable[CkSegmentReader]) -> Iterator[Interval]:
    for reader in readers:
        yield from reader.intervals()


def _by_code(segments: Sequence[Segment]) -> dict[int, list[Segment]]:
    by_code: dict[int, list[Segment]] = {}
    for segment in segments:
        by_code.setdefault(segment.integers[0], []).append(segment)
    return by_code


def _span(segment: Segment) -> Interval:
    return segment.doubles[0], segment.doubles[1]
