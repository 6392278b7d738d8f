"""Rows of answers, from entries of the catalogue. Pure."""

from datetime import UTC, datetime, timedelta

from shared.catalog.fold.summary import CommitSummary
from shared.contracts.http.files import FileRow
from shared.contracts.http.history import CommitRow
from shared.model.entry import Entry

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NANOSECONDS_IN_MICROSECOND = 1000


def time_of(mtime_ns: int) -> datetime:
    """Return a file's time as answers tell it: UTC, to the microsecond before."""
    return EPOCH + timedelta(microseconds=mtime_ns // NANOSECONDS_IN_MICROSECOND)


def file_row(entry: Entry) -> FileRow:
    """Return one path of the tree."""
    state = entry.state
    return FileRow(
        path=entry.path,
        kind=state.kind.value,
        revision=entry.revision,
        content=state.content,
        size=state.size,
        mtime=time_of(state.mtime_ns),
        mode=state.mode,
        author=entry.author,
    )


def commit_row(summary: CommitSummary, *, named: bool) -> CommitRow:
    """Return one commit, with the names of who made it if they are told."""
    return CommitRow(
        revision=summary.revision,
        site=summary.site,
        made_at=summary.made_at,
        put=summary.put,
        deleted=summary.deleted,
        conflicts=summary.conflicts,
        already=summary.already,
        refused=summary.refused,
        message=summary.message,
        by=summary.by if named else (),
    )
