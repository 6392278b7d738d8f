"""The sums of a whole content in one pass: MD5, SHA-256, and the checksums of its parts."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.fits.structure.hdu import Hdu
from shared.fits.sums.ones_complement import MODULUS, add, is_checksum, is_datasum
from shared.model.reading import ReadAt

PIECE = 144_000
"""Bytes that are read at once, whole blocks: large integers cost more than their share."""


class Verdict(StrEnum):
    """What came of holding the sums in a header against the bytes (FITS 4.0, appendix J)."""

    RIGHT = "right"
    WRONG = "wrong"
    ABSENT = "absent"
    """The header has no such sum."""
    UNTOLD = "untold"
    """The bytes are not all there."""


@dataclass(frozen=True, slots=True)
class HduSums:
    """The verdicts on one part."""

    checksum: Verdict
    datasum: Verdict


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a content."""

    md5: str
    sha256: str
    """Hexadecimal."""
    hdus: tuple[HduSums, ...]


@dataclass(slots=True)
class _Adding:
    """One part whose bytes pass by."""

    hdu: Hdu
    header: int = 0
    data: int = 0

    def take(self, piece: bytes, at: int) -> None:
        """Add what is of this part in a piece that begins at a byte."""
        self.header = add(self.header, _cut(piece, at, self.hdu.header_at, self.hdu.data_at))
        self.data = add(self.data, _cut(piece, at, self.hdu.data_at, self.hdu.end))

    def verdicts(self, size: int) -> HduSums:
        """Return what came of it, in a content of this size."""
        whole = self.hdu.data_end <= size
        checksum = self.hdu.checksum
        if checksum is None or not checksum.strip():
            # A string of blanks says that the sum is undefined (FITS 4.0, 4.4.2.7).
            on_all = Verdict.ABSENT
        else:
            on_all = _verdict(is_checksum((self.header + self.data) % MODULUS), whole=whole)
        datasum = self.hdu.datasum
        if datasum is None or not datasum.strip():
            return HduSums(on_all, Verdict.ABSENT)
        return HduSums(on_all, _verdict(bool(is_datasum(datasum, self.data)), whole=whole))


def sums_of(source: ReadAt, hdus: Sequence[Hdu]) -> Sums:
    """Return the sums of a content whose parts are these, in ascending order."""
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    parts = [_Adding(hdu) for hdu in hdus]
    summed = [part for part in parts if part.hdu.checksum or part.hdu.datasum]
    first = 0  # of those that are not behind us
    for at, piece in _pieces(source):
        md5.update(piece)
        sha256.update(piece)
        while first < len(summed) and summed[first].hdu.end <= at:
            first += 1
        for part in summed[first:]:
            if part.hdu.header_at >= at + len(piece):
                break
            part.take(piece, at)
    return Sums(md5.hexdigest(), sha256.hexdigest(), tuple(part.verdicts(source.size) for part in parts))


def _pieces(source: ReadAt) -> Iterator[tuple[int, bytes]]:
    at = 0
    while piece := source.read_at(at, PIECE):
        yield at, piece
        at += len(piece)


def _cut(piece: bytes, at: int, start: int, end: int) -> bytes:
    """Return what of a piece that begins at byte `at` lies between two bytes of the content."""
    return piece[max(start - at, 0) : max(end - at, 0)]


def _verdict(right: bool, *, whole: bool) -> Verdict:
    if not whole:
        return Verdict.UNTOLD
    return Verdict.RIGHT if right else Verdict.WRONG
