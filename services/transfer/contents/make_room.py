"""Room for what a job stages: found or made before anything is written, so that no job fills a disk."""

from services.transfer.contents.content_finder import ContentFinder
from shared.model.numbers import INT64_MAX
from shared.roots.posix.files.port import Files, NoSpaceError


def demand_room(files: Files, finder: ContentFinder, size: int, *, reserve_bytes: int, what: str) -> None:
    """Make sure that `size` bytes can be written; what is only kept for later jobs makes way. Blocks.

    Raises:
        NoSpaceError: they cannot; the operator must make room. `reserve_bytes` stay free in any case.
    """
    needed = size + reserve_bytes
    free = files.free_bytes()
    if free < needed:
        finder.make_room(needed)
        free = files.free_bytes()
    if free < needed:
        raise NoSpaceError(
            f"{what} needs {size} bytes, and {free} are free, of which {reserve_bytes} are kept: "
            "make room on the disk"
        )


def usable_bytes(files: Files, finder: ContentFinder, *, reserve_bytes: int) -> int:
    """Return how many bytes `demand_room` would grant now. Blocks."""
    usable = files.free_bytes() + finder.spare_bytes - reserve_bytes
    return min(max(usable, 0), INT64_MAX)  # some network file systems claim more
