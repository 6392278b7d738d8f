"""The sight of what a fold has: which of its entries exist for a caller.

A directory stands for what is in it. To who may only read, it exists where a file in it does: else its name
would tell of what is hidden (I12).
"""

from shared.catalog.store.projection_view import ProjectionView
from shared.model.entry import Entry, Kind
from shared.web.authorise import Caller


def entry_is_seen(
    view: ProjectionView, caller: Caller, entry: Entry, *, collection: str, at: int | None = None
) -> bool:
    """Tell whether an entry exists for a caller: an earlier one by what its own bytes were.

    Args:
        view: the fold that has it.
        caller: who asks.
        entry: at any path, also one that was deleted.
        collection: that is asked about.
        at: the revision at which the tree is looked at. Default: as it is.
    """
    content = entry.state.content
    if content is not None and not caller.sees_content(collection, entry.path, content):
        return False
    return path_is_seen(view, caller, entry.path, entry.state.kind, collection=collection, at=at)


def path_is_seen(
    view: ProjectionView, caller: Caller, path: str, kind: Kind, *, collection: str, at: int | None = None
) -> bool:
    """Tell the same of a path at which something of a kind stands, or stood."""
    if not caller.sees(collection, path):
        return False
    if kind is Kind.FILE or caller.rights.shows(collection, path):
        return True
    if kind is Kind.DELETED and not _was_directory(view, path):
        return True
    return directory_is_seen(view, caller, path, collection=collection, at=at)


def directory_is_seen(
    view: ProjectionView, caller: Caller, directory: str, *, collection: str, at: int | None = None
) -> bool:
    """Tell whether a directory exists for a caller, also one that only leads to what the caller may see.

    The files in it are read up to the first that the caller sees: all of them where all are hidden by rules
    that name no directory.
    """
    shown = caller.rights.shows(collection, directory)
    if shown is not None:
        return shown
    return any(caller.sees(collection, path) for path in view.files_below(directory, at=at))


def _was_directory(view: ProjectionView, path: str) -> bool:
    return any(entry.state.kind is Kind.DIRECTORY for entry in view.history(path, limit=2))
