"""Pages of what differs between two revisions, as one caller sees it."""

from shared.catalog.fold.difference import difference
from shared.catalog.store.projection_view import ProjectionView
from shared.contracts.http.history import DifferencePage, DifferenceRow
from shared.model.entry import Entry
from shared.model.moment import Moment
from shared.web.authorise import Caller
from shared.web.catalog.parameters import revision_of
from shared.web.catalog.rows import file_row
from shared.web.catalog.seen import entry_is_seen
from shared.web.seen_pages import seen_page


def difference_page(
    view: ProjectionView,
    caller: Caller,
    *,
    collection: str,
    earlier: Moment | None,
    later: Moment | None,
    after: str,
    limit: int,
) -> DifferencePage:
    """Return a page of what differs between two moments; None is now.

    Raises:
        NotFoundError: the log has not come so far here.
    """
    head = view.position.revision
    begin, end = (head if moment is None else revision_of(view, moment) for moment in (earlier, later))
    rows, following = _differences(
        view, caller, collection=collection, earlier=begin, later=end, after=after, limit=limit
    )
    return DifferencePage(
        collection=collection, earlier=begin, later=end, differences=tuple(rows), next=following
    )


def _differences(
    view: ProjectionView, caller: Caller, *, collection: str, earlier: int, later: int, after: str, limit: int
) -> tuple[list[DifferenceRow], str | None]:
    """Return the paths that are not the same at two revisions, and where the next page begins.

    A page may be short, or empty, and still have a next: a path that was changed and changed back is none.
    """
    first, last = sorted((earlier, later))

    def touched(begin: str, number: int) -> list[str]:
        return view.touched(above=first, up_to=last, after=begin, limit=number)

    def sees(path: str) -> bool:
        if not caller.sees(collection, path):
            return False
        if caller.rights.shows(collection, path):
            return True
        stood = (view.entry_at(path, revision) for revision in (earlier, later))
        moments = zip(stood, (earlier, later), strict=True)
        return any(
            entry is not None and entry_is_seen(view, caller, entry, collection=collection, at=revision)
            for entry, revision in moments
            if entry is not None and entry.live
        )

    page, following = seen_page(touched, str, sees=sees, after=after, limit=limit)

    def stood(path: str, revision: int) -> Entry | None:
        found = view.entry_at(path, revision)
        content = None if found is None else found.state.content
        # Earlier bytes may be a frame that is not public yet: to this caller nothing stood there then.
        hidden = content is not None and not caller.sees_content(collection, path, content)
        return None if hidden else found

    rows = (_row(path, stood(path, earlier), stood(path, later)) for path in page)
    return [row for row in rows if row is not None], following


def _row(path: str, before: Entry | None, after: Entry | None) -> DifferenceRow | None:
    kind = difference(before, after)
    if kind is None:
        return None
    return DifferenceRow(
        path=path,
        difference=kind.value,
        before=file_row(before) if before is not None and before.live else None,
        after=file_row(after) if after is not None and after.live else None,
    )
