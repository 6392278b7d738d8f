"""Runs of zeros where a segment's data should be: what is left of a transfer that stopped in the middle.

CSPICE furnishes such files and reports full coverage. Data of kernels hold times or quaternions in almost
every record, so that a whole page of zeros has no other cause that was ever seen.
"""

from collections.abc import Iterable

from shared.spice.reading import ReadAt

PAGE = 4096
"""Bytes of a page: file systems and resumed downloads leave holes in multiples of it."""
BLOCK = 256 * PAGE
"""Bytes read at a time."""
_ZEROS = bytes(PAGE)


def zero_page(source: ReadAt, spans: Iterable[tuple[int, int]]) -> int | None:
    """Return the offset of the first aligned page of zeros inside one of the spans, None if there is none.

    Args:
        source: the content.
        spans: first byte, and the byte after the last, of each segment's data.
    """
    for begin, end in spans:
        for at in range(-(-begin // PAGE) * PAGE, end - PAGE + 1, BLOCK):
            found = _in_block(source.read_at(at, min(BLOCK, (end - at) // PAGE * PAGE)))
            if found is not None:
                return at + found
    return None


def _in_block(block: bytes) -> int | None:
    at = block.find(_ZEROS)
    if at < 0:
        return None
    for page in range(at // PAGE * PAGE, len(block), PAGE):
        if block.startswith(_ZEROS, page):
            return page
    return None
