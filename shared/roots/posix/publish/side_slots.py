"""Slots beside the target, for paths below a mount inside the root.

A rename cannot cross from one file system to another. So what is published below a mount is copied to the
top of what is mounted there, from where it changes places with the path; what comes out is copied to the
trash. The journal names the slot before it is made, so that a restart finds it.
"""

import contextlib
from collections.abc import Iterable

from shared.model.entry import State
from shared.model.links import MODE_MASK
from shared.model.paths import SIDE_PREFIX, ancestors
from shared.roots.errors import CorruptError
from shared.roots.posix.files.port import Files, MissingError
from shared.roots.posix.hashing import observe

COPY_SUFFIX = ".copy"
"""Ends the name of a copy on its way: it may be dropped, the original is in place."""


def side_slot(path: str, *, mounts: Iterable[str], pack: str, number: int) -> str | None:
    """Return the slot for a path below a mount; None where nothing is mounted above it. Pure."""
    above = set(ancestors(path))
    mount = max((one for one in mounts if one in above), key=len, default=None)
    return None if mount is None else f"{mount}/{SIDE_PREFIX}{pack}-{number}"


def bring(files: Files, staged: str, slot: str, state: State) -> None:
    """Copy a staged file to a slot on another file system, verified and durable.

    Raises:
        CorruptError: the copy has other bytes.
        StorageError: the other file system refuses.
    """
    copy = slot + COPY_SUFFIX
    with contextlib.suppress(MissingError):
        files.remove(copy)
    with files.open(staged) as source, files.create(copy) as target:
        target.copy_from(source, 0, state.size)
        target.set_metadata(mtime_ns=state.mtime_ns, mode=state.mode & MODE_MASK)
    files.carry_over(staged, copy)
    files.sync_file(copy)
    found = observe(files, copy).content
    if found != state.content:
        raise CorruptError(f"the copy of content {state.content} beside its target has the hash {found}")
    files.move(copy, slot)
