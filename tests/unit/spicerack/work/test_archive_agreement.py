"""A reconciliation three ways: provider, collection and archive."""

from shared.contracts.http.acquirer import ReconciliationRow
from spicerack.commands.work.archive_agreement import Archived, archive_files, with_archive

FRAMES = [
    {"files": [{"path": "raw/a.fits", "size": 1, "content": "aa"}, {"path": "other/a.fits", "size": 1}]},
    {"files": [{"path": "raw/b.fits", "size": 2, "content": "bb"}]},
    {"files": [{"path": "raw/c.fits", "size": 9, "content": "cc"}]},
    {"files": [{"path": "raw/gone.fits", "size": 3, "content": "dd"}]},
    {"files": [{"path": "raw/theirs.fits", "size": 4, "content": "ee"}]},
    {"files": None},
]


def row(path: str, agreement: str = "same", size: int | None = 1, content: str = "") -> ReconciliationRow:
    """Return a row of a reconciliation."""
    return ReconciliationRow(agreement=agreement, path=path, size=size, content=content)


def test_an_archive_is_compared_both_ways() -> None:
    """By name, size, and content where the collection's is known; what is no file of the feed is left out."""
    rows = [
        row("raw/a.fits", content="aa"),
        row("raw/b.fits", size=2, content="xx"),
        row("raw/c.fits", size=8),
        row("raw/new.fits"),
        row("raw/there.fits", "provider-only", size=None),
        row("raw/theirs.fits", "other", size=4),
    ]
    found = {one.path: one.archive for one in with_archive(rows, archive_files(FRAMES, below="raw"))}
    assert found == {
        "raw/a.fits": Archived.SAME,
        "raw/b.fits": Archived.CONTENT,
        "raw/c.fits": Archived.SIZE,
        "raw/new.fits": Archived.LACKS,
        "raw/there.fits": Archived.NEITHER,
        "raw/gone.fits": Archived.ONLY,
    }


def test_a_feed_without_a_directory_is_compared_with_all_of_an_archive() -> None:
    """A file that the archive alone has is told wherever it lies."""
    found = [one.path for one in with_archive([], archive_files(FRAMES, below=""))]
    assert "other/a.fits" in found and len(found) == 6
