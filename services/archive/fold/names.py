"""Names and numbers of frames, which follow from nothing but what the frames are called. Pure.

An archive that is built again gives every frame the number that it had, in whatever order it hears of them.
"""

from collections.abc import Sequence

from blake3 import blake3

from shared.fits.frame_name import split_name

BASENAME_MAX = 1000
"""Characters, as OCS has them."""

NUMBER_BITS = 53
"""Of a number that every JSON reader keeps: of two million frames two meet with a chance of 1 in 4000, and
are then told to the operator."""

THUMBNAILS = 4
"""Numbers of thumbnails for one frame's: with them a number has 55 bits."""

PATH_BYTES_MAX = 2000
"""Of a path in an index of PostgreSQL, whose rows take 2704 bytes at most."""


def may_be_frame(path: str) -> bool:
    """Tell whether a path can be a frame's by its length; whether it is one, its description tells."""
    return len(path.encode()) <= PATH_BYTES_MAX and len(split_name(path)[0]) <= BASENAME_MAX


def frame_number(basename: str) -> int:
    """Return the number of a frame."""
    return _number("frame", basename)


def version_number(basename: str, md5: str) -> int:
    """Return the number of a version of a frame."""
    return _number("version", f"{basename}\0{md5}")


def thumbnail_number(frame: int, size: str, sizes: Sequence[str]) -> int:
    """Return the number of a frame's thumbnail of one of some sizes: it says both, so that none is stored."""
    return frame * THUMBNAILS + sizes.index(size)


def thumbnail_of(number: int, sizes: Sequence[str]) -> tuple[int, str | None]:
    """Return the number of the frame, and the size; None where there is no such size."""
    frame, size = divmod(number, THUMBNAILS)
    return frame, sizes[size] if size < len(sizes) else None


def _number(kind: str, what: str) -> int:
    digest = blake3(f"{kind}\0{what}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> (64 - NUMBER_BITS)) or 1
