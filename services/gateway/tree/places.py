"""The places that addresses below `/data/` name, as the fold has them."""

from dataclasses import dataclass

from services.gateway.tree import checksums
from shared.catalog.store.projection_view import ProjectionView
from shared.model.entry import Entry, Kind
from shared.model.paths import PathError, belongs_to_site, check_path, parent


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory, named with the slash at its end; the empty path is the root."""

    path: str
    entry: Entry | None
    """None of the root."""


@dataclass(frozen=True, slots=True)
class File:
    """A file."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Unslashed:
    """A directory, named without the slash at its end: relative links in its index would go wrong."""

    path: str


@dataclass(frozen=True, slots=True)
class Checksums:
    """The list of digests of a directory's files, unless a file of the collection has that name."""

    directory: str


Place = Directory | File | Unslashed | Checksums


def place_of(view: ProjectionView, address: str) -> Place | None:
    """Return what stands at an address relative to the root of the collection; None where nothing does."""
    if not address:
        return Directory("", None)
    path, slashed = address.removesuffix("/"), address.endswith("/")
    if not _in_form(path):
        return None
    head = view.head(path)
    if head is not None and head.live and head.state.kind is Kind.FILE:
        return None if slashed else File(head)
    if _is_directory(head):
        return Directory(path, head) if slashed else Unslashed(path)
    made = None if slashed else made_at(path)
    return made if made is not None and _stands(view, made.directory) else None


def made_at(path: str) -> Checksums | None:
    """Return what is made at a path when it is read, where no file of the collection stands there."""
    return Checksums(parent(path)) if path.rpartition("/")[2] == checksums.FILE_NAME else None


def directory_of(place: Directory | Unslashed | Checksums) -> str:
    """Return the directory that a place is about."""
    return place.directory if isinstance(place, Checksums) else place.path


def _in_form(path: str) -> bool:
    try:
        check_path(path)
    except PathError:
        return False
    return not belongs_to_site(path)


def _stands(view: ProjectionView, directory: str) -> bool:
    return not directory or _is_directory(view.head(directory))


def _is_directory(head: Entry | None) -> bool:
    return head is not None and head.state.kind is Kind.DIRECTORY
