"""Answers about files: the tree, and the history of a path. Pure."""

from datetime import datetime

from shared.model.base import FrozenModel


class FileRow(FrozenModel):
    """One path of the tree, now or at one revision of its history."""

    path: str
    kind: str
    revision: int
    content: str | None
    size: int
    mtime: datetime
    mode: int
    author: str


class FilePage(FrozenModel):
    """A page of the tree, in the order of the paths."""

    revision: int
    files: tuple[FileRow, ...]
    next: str | None
    """Give it as `after` for the next page; none on the last."""


class HistoryRow(FileRow):
    """What a path was as of one revision."""

    made_at: datetime | None = None
    """UTC, by the author's clock: when the batch was made. None while its commit is still being read."""
    by: str = ""
    """Who has made it over a gateway; empty where nobody said who it was, as at the directory."""


class FileHistory(FrozenModel):
    """One path, and what it was before, newest first."""

    path: str
    head: FileRow
    history: tuple[HistoryRow, ...]
    next: int | None = None
    """Give it as `before` for the next page; none on the last."""
