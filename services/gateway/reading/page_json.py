"""A page of a selection as JSON: that of `SelectionPage`, made from plain values in a fifth of the time."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from services.gateway.reading.listing import Page
from shared.catalog.store.rows import EntryRow
from shared.web.catalog.rows import time_of


@dataclass(slots=True)
class _Row:
    """The fields of `FileRow`. A page has a thousand, and all of them were checked when they were folded."""

    path: str
    kind: str
    revision: int
    content: str | None
    size: int
    mtime: datetime
    mode: int
    author: str


@dataclass(slots=True)
class _Page:
    """The fields of `SelectionPage`."""

    revision: int
    files: list[_Row]
    next: str | None
    count: int | None


_PAGE = TypeAdapter(_Page)


def page_json(page: Page, *, revision: int, count: int | None) -> bytes:
    """Return a page as JSON.

    Args:
        page: the rows.
        revision: at which they stand.
        count: paths of the whole selection; None where it is not told.
    """
    return _PAGE.dump_json(_Page(revision, list(map(_row, page.rows)), page.following, count))


def _row(row: EntryRow) -> _Row:
    path, revision, author, kind, content, size, mtime_ns, mode = row
    return _Row(path, kind, revision, content, size, time_of(mtime_ns), mode, author)
