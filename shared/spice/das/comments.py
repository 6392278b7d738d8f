"""The comment area of a DAS file: records after the reserved ones, filled with lines that NUL ends."""

from collections.abc import Iterator

from shared.spice.comment_area import COMMENT_MAX, comment_text
from shared.spice.daf.file_record import RECORD
from shared.spice.das.file_record import DasRecord
from shared.spice.reading import ReadAt


def das_comments(source: ReadAt, record: DasRecord) -> str:
    """Return the comments of a DAS file, lines by newline; what is missing of a cut file is left out."""
    return comment_text(_pieces(source, record))


def _pieces(source: ReadAt, record: DasRecord) -> Iterator[bytes]:
    at, left = (1 + record.reserved_records) * RECORD, min(record.comment_characters, COMMENT_MAX)
    while left > 0:
        piece = source.read_at(at, min(left, RECORD))
        if not piece:
            return
        yield piece
        at, left = at + len(piece), left - len(piece)
