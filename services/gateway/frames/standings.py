"""The standings of the frames of one collection: by what stands at a path, and what was said of its bytes.

They are asked for each path of each answer, by the thread that makes it: two look-ups by key.
"""

import re
import sqlite3
import threading
from pathlib import Path

from services.gateway.frames.store import account_of
from shared.access.frames import UNTOLD, Standing, standing_of
from shared.access.public_dates import PublicDates
from shared.catalog.store.database import open_database
from shared.fits.frame_name import split_name

AT_PATH = """
    SELECT kind, content FROM log.history WHERE path = ? AND kind != 'deleted' ORDER BY revision DESC LIMIT 1
"""
"""What stands there; of a path that was deleted, what stood there last."""

SAID = "SELECT * FROM described WHERE content = ?"

POSTED = "SELECT * FROM posted WHERE basename = ? AND md5 = ?"

POSTED_LAST = "SELECT * FROM posted WHERE basename = ? ORDER BY sequence DESC LIMIT 1"

PICTURE = "SELECT * FROM pictures WHERE basename = ?"

SINCE = "SELECT min(revision) FROM log.history WHERE path = ? AND content = ?"

BESIDE = """
    SELECT DISTINCT path, content FROM log.history AS stood
    WHERE path >= ? AND path < ? AND kind = 'file' AND NOT EXISTS (
        SELECT 1 FROM log.history AS other
        WHERE other.path = stood.path AND other.kind = 'file'
            AND other.revision > stood.revision AND other.revision <= ?
    ) LIMIT ?
"""
"""What stood beside bytes from a revision on. A frame that was deleted, or replaced by a public one, still
has its preview: else who may write opens the preview of a frame that they do not see."""

MAY_HOLD = re.compile(
    r"\.(fit|fts|fz|ftz)|\.tar\.\w{1,4}$"
    r"|\.(gz|bz2?|xz|zstd?|lz|lz4|lzma|lzo|z|br|zip|7z|rar|tar|cpio|ar|cab|t[gbxlz]z|tbz2|tzst|taz)$",
    re.IGNORECASE,
)
"""In the name of a file that may hold frames: a word of FITS anywhere, or the ending of a packing."""

BESIDE_MAX = 500
"""Contents of one directory that share a basename: a frame has a preview or two, and a catalogue, each in
some versions. Where there are more, nobody looks through them, and nothing is shown."""


class CollectionStandings:
    """Implements `shared.access.frames.Standings`. Any thread may ask."""

    def __init__(self, frames: Path, log: Path) -> None:
        """Open both for reading.

        Args:
            frames: what was said (`FrameStore`), which exists.
            log: the folded log, which exists.
        """
        self._lock = threading.Lock()
        self._db = open_database(frames)
        self._db.execute("ATTACH DATABASE ? AS log", (str(log),))
        self._db.execute("PRAGMA query_only = ON")

    def of_path(self, dates: PublicDates, path: str) -> Standing | None:
        """Return the standing of what stands, or stood last, at a path; None where no frame does."""
        with self._lock:
            row = self._one(AT_PATH, path)
            if row is None or row["kind"] != "file" or row["content"] is None:
                return None
            return self._of(dates, path, row["content"])

    def of_content(self, dates: PublicDates, path: str, content: str) -> Standing | None:
        """Return the standing of bytes at a path, of any time; None where they are no frame."""
        with self._lock:
            return self._of(dates, path, content)

    def close(self) -> None:
        """Close both."""
        with self._lock:
            self._db.close()

    def _of(self, dates: PublicDates, path: str, content: str) -> Standing | None:
        own = self._own(dates, path, content)
        if own is not None:
            return own
        picture = self._one(PICTURE, split_name(path)[0])
        # Who may post a thumbnail of a public frame opens no preview of a hidden one by it.
        pictured = None if picture is None else self._pictured(dates, picture)
        return _later(pictured, self._companion(dates, path, content))

    def _companion(self, dates: PublicDates, path: str, content: str) -> Standing | None:
        """Return the standing of bytes that are no frame: the latest of its frames, if it has their name.

        A preview, or a catalogue, tells of a frame as its pixels do.
        """
        basename = split_name(path)[0]
        posted = self._one(POSTED_LAST, basename)
        if posted is not None:
            return standing_of(account_of(posted), dates, basename=basename)
        directory = path.rpartition("/")[0]
        first = f"{directory}/{basename}." if directory else f"{basename}."
        # "/" follows "." in the order of characters.
        since = self._db.execute(SINCE, (path, content)).fetchone()[0] or 0
        rows = self._db.execute(BESIDE, (first, f"{first[:-1]}/", since, BESIDE_MAX)).fetchall()
        if len(rows) == BESIDE_MAX:
            return UNTOLD
        return _later(*(self._own(dates, row["path"], row["content"]) for row in rows if row["path"] != path))

    def _pictured(self, dates: PublicDates, picture: sqlite3.Row) -> Standing:
        """Return the standing of a thumbnail that was posted: its own or its frame's, whichever is later.

        It may show an earlier version than what its frame is by now, or be there before its frame is.
        """
        name = picture["frame"]
        row = self._one(POSTED_LAST, name)
        frame = None if row is None else standing_of(account_of(row), dates, basename=name)
        own = standing_of(account_of(picture), dates, basename=name)
        if not own.proposal:
            # Ingesters leave it out: nobody knows then whose the picture is, but by its frame.
            own = UNTOLD if frame is None else Standing(frame.proposal, own.public_date)
        return _later(own, frame) or own

    def _own(self, dates: PublicDates, path: str, content: str) -> Standing | None:
        said = self._one(SAID, content)
        if said is None:
            return UNTOLD
        if not said["is_frame"]:
            # What may hold frames, and was not read as any, is as bytes that nobody has described.
            return UNTOLD if MAY_HOLD.search(path.rpartition("/")[2]) else None
        basename = split_name(path)[0]
        # An ingester's word counts more than the bytes' own, as in the archive.
        row = self._one(POSTED, basename, said["md5"]) or said
        return standing_of(account_of(row), dates, basename=basename)

    def _one(self, query: str, *values: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(query, values).fetchone()
        return row


def _later(*standings: Standing | None) -> Standing | None:
    """Return the standing that is public last; None where there is none."""
    return max((one for one in standings if one), key=lambda one: one.public_date, default=None)
