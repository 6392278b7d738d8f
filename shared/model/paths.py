"""Relative paths inside a site's root: POSIX, UTF-8, never leaving the root.

A path is a plain `str` such as `spk/de440.bsp`. `check_path` is the one gate through which
every path from a peer, a person or a directory passes.
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

CONTROL_DIRECTORY = ".spicerack"
"""Where a site keeps its marker, its staging area and its trash; never part of a collection."""

SIDE_PREFIX = f"{CONTROL_DIRECTORY}~"
"""Begins the names of half-made files at the top of a mount inside a root; no part of a collection."""

IGNORE_FILE = ".spicerackignore"
"""At the top of a site's root: names that this site does not publish; never part of a collection."""

NAME_MAX = 255
"""Bytes in one component: NAME_MAX of Linux' <limits.h>."""

PATH_MAX = 4095
"""Bytes in a whole path: PATH_MAX of Linux' <limits.h>, less the final NUL."""


NO_COMPONENTS = frozenset(("", ".", ".."))
"""They name no entry of a directory, or lead out of it."""


IGNORED_CHARACTERS = frozenset(
    map(chr, (*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF))
)
"""Invisible characters that HFS+ passes over when it compares names (Apple TN1150, "Unicode Subtleties")."""

DROPPED_ENDS = ". "
"""Characters that Windows takes off the end of a name ("Naming Files, Paths, and Namespaces")."""


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


def folded(name: str) -> str:
    """Return what is the same for all names that some file system takes for one: case, form and ends folded.

    Case and normal form fold as in Unicode 3.13 (canonical caseless match). A path is folded like one name.
    """
    if not name.isascii():
        name = "".join(character for character in name if character not in IGNORED_CHARACTERS)
        name = unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
    return name.lower().rstrip(DROPPED_ENDS)


def lies_in_control(path: str) -> bool:
    """Tell whether some file system takes `path` for the control directory, or for what lies in it.

    Another site's file system may fold names although ours does not, so the answer is the same everywhere.
    `check_path` lets such names pass: logs may hold them already. Nobody publishes or places them any more.
    """
    return folded(path.partition("/")[0]) == CONTROL_DIRECTORY


def belongs_to_site(path: str) -> bool:
    """Tell whether some file system takes `path` for what each site has for itself alone.

    Beside the control directory that is the file of names that it does not publish: one that came from
    elsewhere would silence the people of a site, and a directory of that name would take its place.
    """
    return folded(path.partition("/")[0]) in (CONTROL_DIRECTORY, IGNORE_FILE)


def parent(path: str) -> str:
    """Return the directory that holds `path`; the root is the empty string."""
    return path.rpartition("/")[0]


def ancestors(path: str) -> list[str]:
    """Return the directories above `path`, outermost first, without the root."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


RelativePath = Annotated[str, AfterValidator(check_path)]
