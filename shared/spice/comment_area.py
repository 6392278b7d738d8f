"""The comment area of binary kernels: text in records of its own.

A DAF ends each line by NUL and the text by EOT (DAF Required Reading, "The Comment Area"); 1000 characters
stand in a record. A DAS tells the number of characters in its file record and fills its records.
"""

from collections.abc import Iterator

COMMENT_MAX = 1_000_000
"""Characters that are kept of one file: the longest comments seen have 60 000."""
END_OF_TEXT = b"\x04"
END_OF_LINE = b"\0"


def comment_text(pieces: Iterator[bytes]) -> str:
    """Return the text that the used parts of comment records hold; reading ends at EOT or COMMENT_MAX."""
    raw = bytearray()
    for piece in pieces:
        before, end, _ = piece.partition(END_OF_TEXT)
        raw += before
        if end or len(raw) >= COMMENT_MAX:
            break
    text = bytes(raw[:COMMENT_MAX]).replace(END_OF_LINE, b"\n").decode("latin-1")
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")
