"""The control directory of a root: where each thing of SpiceRack's own lies."""

from shared.model.paths import CONTROL_DIRECTORY, ancestors, parent
from shared.roots.posix.files.port import Files, FileType, OccupiedError, TwinError

MARKER = f"{CONTROL_DIRECTORY}/marker.json"
STAGING = f"{CONTROL_DIRECTORY}/staging"
JOURNAL = f"{CONTROL_DIRECTORY}/journal"
TRASH = f"{CONTROL_DIRECTORY}/trash"

JOBS = f"{CONTROL_DIRECTORY}/jobs"

GROUPS = f"{CONTROL_DIRECTORY}/groups"
"""Changes that writers have declared."""

UPLOADS = f"{CONTROL_DIRECTORY}/uploads"
"""Bytes that come in pieces, over days and restarts."""

MANAGER_LOCK = f"{CONTROL_DIRECTORY}/manager.lock"
"""Held by the one manager that works on the root, for as long as it lives."""

ARRIVED = f"{CONTROL_DIRECTORY}/arrived"
"""Verified contents that the file system refused to place; made when the first one is kept."""

FETCHED = f"{CONTROL_DIRECTORY}/fetched"
"""Files of providers, on their way and until they have their place; made when the first one comes."""

PARTIAL = f"{CONTROL_DIRECTORY}/partial"
"""Contents of which a part has come, in ranges; made when the first one comes."""

CONTROL_MODE = 0o700
"""Nobody but the service's user looks into half-made files and what was deleted."""


def make_control(files: Files) -> None:
    """Make the control directory and those in it, durably. What is there already is left alone.

    Raises:
        TwinError: the file system takes another directory of the root for the control directory.
    """
    for path in (CONTROL_DIRECTORY, STAGING, JOURNAL, TRASH, JOBS, GROUPS, UPLOADS):
        try:
            files.make_directory(path, mode=CONTROL_MODE)
        except TwinError:
            raise  # a directory of nearly our name: what others keep in it must not be taken for ours
        except OccupiedError:
            continue
    for path in (CONTROL_DIRECTORY, ""):
        files.sync_directory(path)


def ensure_directory(files: Files, path: str, *, mode: int = 0o755) -> None:
    """Make the directory at `path` and those above it where they are missing. Nothing is synced.

    Raises:
        TwinError: the file system takes one of the names for another one that is there.
        OccupiedError: something that is no directory is in the way.
    """
    if path == "":
        return
    for directory in (*ancestors(path), path):
        try:
            files.make_directory(directory, mode=mode)
        except TwinError:
            raise
        except OccupiedError:
            if files.status(directory).type is not FileType.DIRECTORY:
                raise OccupiedError(f"{directory!r} is in the way: it is no directory") from None


def directories_above(path: str) -> set[str]:
    """Return all directories whose names lead to `path`, the root included."""
    return {"", parent(path), *ancestors(path)}
