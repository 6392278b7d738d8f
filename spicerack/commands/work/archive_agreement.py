"""A reconciliation held against an archive as well: what it has of each file, both ways. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from pydantic import JsonValue

from shared.contracts.http.acquirer import ReconciliationRow

OTHER = "other"
"""Of files that cannot have come by the feed: an archive may have them, and they are not the feed's."""


class Archived(StrEnum):
    """How an archive's file stands to the collection's."""

    SAME = "same"
    SIZE = "size"
    """Both have it, in different sizes."""
    CONTENT = "content"
    """Both have it, in one size and with other bytes."""
    LACKS = "lacks"
    """The collection has it, and it is no frame of the archive."""
    ONLY = "only"
    """The archive says that it is in the collection, and it is not."""
    NEITHER = ""
    """Neither has it: the provider alone."""


class ArchivedRow(ReconciliationRow):
    """One place of the collection, and how it stands to the provider and to the archive."""

    archive: Archived
    archive_size: int | None = None
    archive_content: str = ""


def archive_files(
    frames: Iterable[Mapping[str, JsonValue]], *, below: str
) -> Iterator[tuple[str, int | None, str]]:
    """Yield path, size and content of each file that an archive has below a directory of the collection."""
    for frame in frames:
        held = frame.get("files")
        for file in held if isinstance(held, list) else ():
            if isinstance(file, dict) and _lies_below(path := str(file.get("path") or ""), below):
                size, content = file.get("size"), file.get("content")
                yield path, size if isinstance(size, int) else None, str(content or "")


def with_archive(
    rows: Iterable[ReconciliationRow], files: Iterable[tuple[str, int | None, str]]
) -> Iterator[ArchivedRow]:
    """Yield the rows with what an archive has of each, then what it alone has.

    Args:
        rows: all of a feed, those that agree and those that cannot have come by it, too.
        files: of the archive, below the feed's directory.
    """
    has = {path: (size, content) for path, size, content in files}
    for row in rows:
        size, content = has.pop(row.path, (None, ""))
        if row.agreement == OTHER:
            continue
        yield ArchivedRow(
            **row.model_dump(),
            archive=_archived(row, size, content),
            archive_size=size,
            archive_content=content,
        )
    for path, (size, content) in sorted(has.items()):
        yield ArchivedRow(
            agreement="", path=path, archive=Archived.ONLY, archive_size=size, archive_content=content
        )


def _archived(row: ReconciliationRow, size: int | None, content: str) -> Archived:
    if size is None:
        return Archived.NEITHER if row.size is None else Archived.LACKS
    if row.size is None:
        return Archived.ONLY
    if size != row.size:
        return Archived.SIZE
    differ = row.content and content and row.content != content
    return Archived.CONTENT if differ else Archived.SAME


def _lies_below(path: str, directory: str) -> bool:
    return bool(path) and (not directory or path.startswith(f"{directory}/"))
