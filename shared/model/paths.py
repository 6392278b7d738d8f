"""Relative paths inside a site's root: POSIX, UTF-8, never leaving the root.

A path is a plain `str` such as `spk/de440.bsp`. `check_path` is the one gate through which
every path from a peer, a person or a directory passes.
"""

from typing import Annotated

from pydantic import AfterValidator

CONTROL_DIRECTORY = ".spicerack"
"""Where a site keeps its marker, its staging area and its trash; never part of a collection."""

NAME_MAX = 255
"""Bytes in one component: NAME_MAX of Linux' <limits.h>."""

PATH_MAX = 4095
"""Bytes in a whole path: PATH_MAX of Linux' <limits.h>, less the final NUL."""


NO_COMPONENTS = frozenset(("", ".", ".."))
"""They name no entry of a directory, or lead out of it."""


class PathError(ValueError):
    """The path cannot be part of a collection; the message says why."""


def check_path(path: str) -> str:
    """Return `path` unchanged if it may be part of a collection.

    Raises:
        PathError: it is empty, absolute, leaves the root, is too long, is not UTF-8 or is ours.
    """
    try:
        raw = path.encode("utf-8")
    except UnicodeEncodeError as error:
        raise PathError(f"path is not UTF-8: {path!r}") from error
    if not raw or len(raw) > PATH_MAX:
        raise PathError(f"path has {len(raw)} bytes, allowed are 1 to {PATH_MAX}")
    components = path.split("/")
    if not NO_COMPONENTS.isdisjoint(components):
        raise PathError(f"path has an empty, '.' or '..' component: {path!r}")
    if "\0" in path:
        raise PathError(f"path has a NUL byte: {path!r}")
    # Of a path that is short as a whole, every component is: the most are, and a look checks every one.
    if len(raw) > NAME_MAX and any(len(component.encode("utf-8")) > NAME_MAX for component in components):
        raise PathError(f"path has a component over {NAME_MAX} bytes: {path!r}")
    if components[0] == CONTROL_DIRECTORY:
        raise PathError(f"path lies in {CONTROL_DIRECTORY}, which belongs to SpiceRack: {path!r}")
    return path


def parent(path: str) -> str:
    """Return the directory that holds `path`; the root is the empty string."""
    return path.rpartition("/")[0]


def ancestors(path: str) -> list[str]:
    """Return the directories above `path`, outermost first, without the root."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


RelativePath = Annotated[str, AfterValidator(check_path)]
