"""The walk over the parts of a file: each header in turn, and what is missing by their arithmetic.

It reads headers alone, within bounds: it is for the path on which every new file is looked at.
"""

from dataclasses import dataclass

from shared.fits.problems import Code, Problem, problem
from shared.fits.structure.cards import BLOCK, BadCardError
from shared.fits.structure.hdu import Hdu, decode_hdu
from shared.fits.structure.header import CutHeaderError, LongHeaderError, NoHeaderError, read_header
from shared.model.impostors import AGAIN
from shared.model.reading import ReadAt

HDUS_MAX = 10_000
"""Parts of one file: ten times the most that mosaics have."""

HEADERS_MAX = 64 * 1024**2
"""Bytes of all headers of a file that are read."""

FIRST = b"SIMPLE  ="
NEXT = b"XTENSION"
"""The beginnings of the first header and of all others (FITS 4.0, 4.4.1)."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The parts of a file, as far as they were read."""

    hdus: tuple[Hdu, ...]
    problems: tuple[Problem, ...]
    needed: int
    """Bytes that the file has at least, fill included."""
    complete: bool | None
    """Whether all bytes are there; None where that was not told."""


def is_fits(head: bytes) -> bool:
    """Tell whether a content begins as FITS does."""
    return head.startswith(FIRST)


def scan(source: ReadAt) -> Structure:
    """Return the parts of a content that begins as FITS does; no bytes make it raise."""
    hdus: list[Hdu] = []
    at = read = 0
    while len(hdus) < HDUS_MAX and read < HEADERS_MAX:
        try:
            header = read_header(source, at)
            hdu = decode_hdu(header, number=len(hdus), at=at)
        except (NoHeaderError, BadCardError) as error:
            return _stopped(hdus, at, error)
        hdus.append(hdu)
        read += len(header)
        at = hdu.end
        after = source.read_at(at, len(NEXT)) if at < source.size else b""
        if not after.startswith(NEXT):
            return _ended(source, hdus, after)
    words = f"only the first {len(hdus)} parts were looked at: the rest is more than anybody reads"
    return Structure(tuple(hdus), (problem(Code.TOO_LARGE, words),), at, None)


def _stopped(hdus: list[Hdu], at: int, error: NoHeaderError | BadCardError) -> Structure:
    if isinstance(error, CutHeaderError):
        found = problem(Code.TRUNCATED, f"{error}: {AGAIN}")
        return Structure(tuple(hdus), (found,), at + BLOCK, False)
    code = Code.TOO_LARGE if isinstance(error, LongHeaderError) else Code.BAD_HEADER
    words = f"part {len(hdus)} at byte {at}: {error}" if isinstance(error, BadCardError) else str(error)
    return Structure(tuple(hdus), (problem(code, f"{words}: its author must mend it"),), at, None)


def _ended(source: ReadAt, hdus: list[Hdu], after: bytes) -> Structure:
    last = hdus[-1]
    problems: list[Problem] = []
    if source.size < last.data_end:
        words = f"{source.size} of at least {last.end} bytes are there: {AGAIN}"
        problems.append(problem(Code.TRUNCATED, words))
    elif source.size < last.end:
        words = f"the last block lacks {last.end - source.size} bytes of fill: the data are all there"
        problems.append(problem(Code.NO_FILL, words))
    elif after:
        problems.append(_behind(source, last.end, after))
    whole = source.size >= last.data_end and not any(each.code is Code.TRUNCATED for each in problems)
    return Structure(tuple(hdus), tuple(problems), last.end, whole)


def _behind(source: ReadAt, end: int, after: bytes) -> Problem:
    """Return what is to be said of bytes behind the last part."""
    if NEXT.startswith(after):
        words = f"a header begins in the last {len(after)} bytes, and is not there: {AGAIN}"
        return problem(Code.TRUNCATED, words)
    count = source.size - end
    if not source.read_at(end, BLOCK).strip(b"\0 "):
        return problem(Code.PADDED, f"{count} bytes of fill follow the last part")
    return problem(Code.TRAILING_BYTES, f"{count} bytes that are no part follow the last one")
