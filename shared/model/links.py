"""Symbolic links that a collection may hold: those that lead nowhere but into the collection. Pure.

A link travels as git's trees keep one: a file whose bytes are the target, and whose mode says that it is one.
"""

from typing import Final

from shared.model.paths import PATH_MAX, SIDE_PREFIX, lies_in_control

PERMISSIONS: Final = 0o777
"""Permission bits alone travel: set-id and sticky bits of one host mean harm on another."""

LINK_MODE: Final = 0o120777
"""The mode of a link, S_IFLNK beside the bits that every link of Linux has (inode(7))."""

MODE_MASK: Final = PERMISSIONS | LINK_MODE
"""What travels of a mode. No permission bit of a file is among those that make a link."""


def checked_mode(mode: int) -> int:
    """Return a mode. Raises ValueError where it is none."""
    if not is_mode(mode):
        raise ValueError(f"no mode of a file, directory or link: {mode:o}")
    return mode


def is_mode(mode: int) -> bool:
    """Tell whether a mode is that of a file or directory, or that of a link."""
    return 0 <= mode <= PERMISSIONS or mode == LINK_MODE


def is_link(mode: int) -> bool:
    """Tell whether a mode says that the bytes are the target of a link."""
    return mode & LINK_MODE & ~PERMISSIONS != 0


def stays_inside(path: str, target: bytes) -> bool:
    """Tell whether a link at `path` leads to a place in the collection, whatever other links it passes.

    All that it may climb it climbs first: `a/../b` could lead out where `a` is a link to elsewhere.
    """
    if not target or target.startswith(b"/") or b"\0" in target or len(target) > PATH_MAX:
        return False
    above = path.split("/")[:-1]
    names: list[str] = []
    for part in target.decode("utf-8", "surrogateescape").split("/"):
        if part == "..":
            if names or not above:
                return False
            above.pop()
        elif part not in ("", "."):
            names.append(part)
    return not lies_in_control("/".join((*above, *names)))


def may_stand(path: str, target: bytes) -> bool:
    """Tell whether a link is one of the collection, or half made: then it moves before anybody looks."""
    return is_ours(path) or stays_inside(path, target)


def is_ours(path: str) -> bool:
    """Tell whether no person works at a path: it is in the control directory, or half made beside another."""
    return lies_in_control(path) or path.rpartition("/")[2].startswith(SIDE_PREFIX)
