"""The extent of a header: from its first card to the end of the block that holds END (FITS 4.0, 4.4.1)."""

from shared.fits.structure.cards import BLOCK, CARD
from shared.model.reading import ReadAt

HEADER_MAX = 100_000 * CARD
"""Bytes of one header: ten times the longest that is known, of mosaics with all their history."""

STEP = 10 * BLOCK
"""Bytes that are read at once: most headers are shorter."""

END = b"END" + b" " * (CARD - 3)

PRINTABLE = bytes(range(0x20, 0x7F))
"""All that a header may hold (FITS 4.0, 3.2)."""


class NoHeaderError(ValueError):
    """No header stands where one should; the message says why. The file's author must act."""


class CutHeaderError(NoHeaderError):
    """The content ends before its header does."""


class LongHeaderError(NoHeaderError):
    """A header is longer than anybody reads."""


def read_header(source: ReadAt, start: int) -> bytes:
    """Return the header at a byte, END and fill included.

    Raises:
        CutHeaderError: the content ends before END.
        LongHeaderError: there is no END within HEADER_MAX.
        NoHeaderError: bytes that no header holds come before END.
    """
    header = bytearray()
    while True:
        piece = source.read_at(start + len(header), STEP)
        whole = len(piece) - len(piece) % BLOCK
        seen = len(header)
        header += piece[:whole]
        end = _end(header, seen)
        if end is not None:
            return bytes(header[:end])
        if piece[:whole].translate(None, PRINTABLE):
            raise NoHeaderError(f"the header at byte {start} holds bytes that are no text, and no END")
        if whole < STEP:
            raise CutHeaderError(f"the header at byte {start} has no END")
        if len(header) >= HEADER_MAX:
            raise LongHeaderError(f"the header at byte {start} is longer than {HEADER_MAX} bytes")


def _end(header: bytearray, seen: int) -> int | None:
    """Return where the block of END ends, looked for from a byte on; None where there is none yet."""
    at = header.find(END, seen)
    while at >= 0 and at % CARD:
        at = header.find(END, at + 1)
    return None if at < 0 else -(-(at + CARD) // BLOCK) * BLOCK
