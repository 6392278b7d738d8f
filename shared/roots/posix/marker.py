"""The marker of a root: tells a site's own, mounted directory from an empty or a foreign one (I3)."""

from pydantic import Field, ValidationError

from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.roots.posix.control import MARKER
from shared.roots.posix.durable import write_durably
from shared.roots.posix.files.port import Files, MissingError, StorageError

MARKER_BYTES_MAX = 64 * 1024
"""A marker has some hundred bytes; more is no marker."""


class Marker(FrozenModel):
    """Whose directory this is, and how far it went on together with its index."""

    schema_version: int = 1
    collection: CollectionName
    site: SiteName
    root_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    """Made once, when the site was set up on this directory."""
    generation: int = Field(default=0, ge=0)
    """Counted up in both root and index; a root that is behind its index was restored from a backup."""


class MarkerError(StorageError):
    """A marker is there, but it cannot be understood: a person must look."""


def read_marker(files: Files) -> Marker | None:
    """Return the root's marker, or None where there is none.

    Raises:
        MarkerError: the file is damaged.
        StorageError: it cannot be read.
    """
    try:
        with files.open(MARKER) as file:
            data = file.read_at(0, MARKER_BYTES_MAX)
    except MissingError:
        return None
    try:
        return Marker.model_validate_json(data)
    except ValidationError as error:
        raise MarkerError(
            f"{MARKER!r} is damaged; the site stays held until a person has compared the directory "
            "with the collection and restored the file from a backup"
        ) from error


def write_marker(files: Files, marker: Marker) -> None:
    """Write the marker: after a crash the old or the new one is there, after return the new one."""
    write_durably(files, MARKER, marker.model_dump_json().encode())
