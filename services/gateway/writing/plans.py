"""Plans of writes whose bytes are here already: uploads, and files that are copied. Pure."""

from collections.abc import Mapping

from services.gateway.reading.conditions import etag_of
from services.gateway.writing.plan import Planned
from shared.model.entry import Entry, Kind
from shared.roots.posix.groups.sources import FromFile, FromUpload
from shared.roots.posix.uploads.upload import Upload
from shared.web.problem import RefusedError


def uploaded(upload: Upload, path: str, *, conditions: Mapping[str, str], link: bool = False) -> Planned:
    """Return the plan of a put of an upload. Raises RefusedError where bytes are missing."""
    if upload.content is None:
        raise RefusedError(
            f"upload {upload.id} has {upload.offset} bytes, and is not complete: go on with it"
        )
    return Planned(
        path=path,
        kind=Kind.FILE,
        content=upload.content,
        size=upload.offset,
        mtime_ns=upload.mtime_ns,
        source=FromUpload(upload.id),
        link=link,
        conditions=conditions,
    )


def moved_away(head: Entry) -> Planned:
    """Return the plan that removes what a move has copied elsewhere, and no other content."""
    return Planned(
        path=head.path,
        kind=Kind.DELETED,
        conditions={"if-match": etag_of(head.state.content)} if head.state.content is not None else {},
    )


def copied(head: Entry, target: str, *, conditions: Mapping[str, str]) -> Planned:
    """Return the plan of a copy of what stands somewhere. Raises RefusedError where that is a directory."""
    source, state = head.path, head.state
    if state.kind is not Kind.FILE:
        raise RefusedError(
            f"{source!r} is a directory: in a commit name its files, or ask for `move` or `copy` of it alone"
        )
    return Planned(
        path=target,
        kind=Kind.FILE,
        content=state.content,
        size=state.size,
        mtime_ns=state.mtime_ns,
        source=FromFile(source),
        link=state.is_link,
        conditions=conditions,
    )
