"""Room for what a job stages: found or made before anything is written, so that no job fills a disk."""

from services.transfer.contents.recent_contents import RecentContents
from shared.roots.posix.files.port import Files, NoSpaceError


def demand_room(files: Files, recent: RecentContents, size: int, *, reserve_bytes: int, what: str) -> None:
    """Make sure that `size` bytes can be written; copies that are only kept as bases make way. Blocks.

    Raises:
        NoSpaceError: they cannot; the operator must make room. `reserve_bytes` stay free in any case.
    """
    needed = size + reserve_bytes
    if files.free_bytes() < needed:
        recent.make_room(needed)
    free = files.free_bytes()
    if free < needed:
        raise NoSpaceError(
            f"{what} needs {size} bytes, and {free} are free, of which {reserve_bytes} are kept: "
            "make room on the disk"
        )
