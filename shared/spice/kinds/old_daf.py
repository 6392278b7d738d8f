"""The family of a DAF whose id word does not tell it: `NAIF/DAF`, written before toolkit N0050.

The first summary decides. SPK and CK have summaries of the same size; the fourth integer is a data type of
1 or more in an SPK, and a flag of 0 or 1 in a CK, whose objects are instruments (-1000 and below).
"""

from shared.spice.daf.file_record import DafRecord
from shared.spice.daf.summaries import Segment, segments
from shared.spice.kinds.kind import Family
from shared.spice.reading import MalformedKernelError, ReadAt

CK_TYPES = range(1, 7)
"""Data types of CK segments (CK Required Reading)."""
INSTRUMENTS_BELOW = -999
"""Instruments and structures have codes of spacecraft times 1000 (NAIF IDs Required Reading)."""


def family_of_summaries(source: ReadAt, record: DafRecord) -> Family:
    """Return the family that the summaries of a DAF show; unknown where there is no segment to show it."""
    shape = (record.nd, record.ni)
    if shape == (2, 5):
        return Family.PCK
    if shape != (2, 6):
        return Family.UNKNOWN
    try:
        first = next(segments(source, record), None)
    except MalformedKernelError:
        first = None
    return Family.UNKNOWN if first is None else _spk_or_ck(first)


def _spk_or_ck(segment: Segment) -> Family:
    subject, _, third, fourth, *_ = segment.integers
    could_be_ck = third in CK_TYPES and fourth in (0, 1)
    if could_be_ck and (fourth == 0 or subject < INSTRUMENTS_BELOW):
        return Family.CK
    return Family.SPK if fourth >= 1 else Family.UNKNOWN
