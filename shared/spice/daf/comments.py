"""The comment area of a DAF: the records between the file record and the first summary record."""

from collections.abc import Iterator

from shared.spice.comment_area import comment_text
from shared.spice.daf.file_record import RECORD, DafRecord
from shared.spice.reading import ReadAt

CHARACTERS = 1000
"""Characters of a comment record that are used (DAF Required Reading)."""


def daf_comments(source: ReadAt, record: DafRecord) -> str:
    """Return the comments of a DAF, lines by newline; what is missing of a cut file is left out."""
    return comment_text(_pieces(source, record))


def _pieces(source: ReadAt, record: DafRecord) -> Iterator[bytes]:
    for number in range(1, record.first_summary - 1):
        piece = source.read_at(number * RECORD, CHARACTERS)
        if not piece:
            return
        yield piece
