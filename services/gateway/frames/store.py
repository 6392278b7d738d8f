"""The store of what was said of frames, in SQLite; it can be dropped at any time."""

import sqlite3
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from services.gateway.frames.accounts import described, pictured, posted
from shared.access.frames import Account
from shared.catalog.store.database import let_last_commits_go, open_database, transaction
from shared.contracts.messages.frames.frame_record import FrameRecord
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord
from shared.descriptions.believe import Heard

VERSION = 3
"""In the name of the file; rises whenever its tables, or what follows from a description, change: what was
said is heard again then."""

DESCRIBE = "INSERT OR REPLACE INTO described VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

POST = "INSERT OR IGNORE INTO posted VALUES (?, ?, ?, ?, ?, ?, ?)"
"""The first word on a version counts, as in the archive."""


PICTURE = "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?)"
"""The last word on a thumbnail counts, as in the stream."""


def database_of(state: Path, collection: str) -> Path:
    """Return where it is kept."""
    return state / f"{collection}-frames-{VERSION}.db"


def remove_earlier(state: Path, collection: str) -> None:
    """Remove the files of earlier versions: what was said is heard again into today's."""
    for version in range(1, VERSION):
        for ending in ("", "-wal", "-shm"):
            (state / f"{collection}-frames-{version}.db{ending}").unlink(missing_ok=True)


class FrameStore:
    """Takes descriptions and records in. Implements `shared.descriptions.followed.DescriptionStore`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_database(path)
        let_last_commits_go(self._db)
        self._db.executescript(files("services.gateway.frames").joinpath("schema.sql").read_text())

    @property
    def position(self) -> int:
        """The sequence of the last description that was taken in."""
        return int(self._db.execute("SELECT described FROM heard").fetchone()[0])

    @property
    def recorded(self) -> int:
        """The sequence of the last record that was taken in."""
        return int(self._db.execute("SELECT recorded FROM heard").fetchone()[0])

    def take(self, heard: Heard) -> None:
        """Take a description in; one that is not believed leaves its content without any."""
        found = None if heard.description is None else described(heard.description)
        with transaction(self._db):
            if found is None:
                self._db.execute("DELETE FROM described WHERE content = ?", (heard.content,))
            else:
                row = (found.account is not None, found.md5, *_row(found.account))
                self._db.execute(DESCRIBE, (heard.content, heard.sequence, *row))
            self._db.execute("UPDATE heard SET described = ?", (heard.sequence,))

    def post(self, sequence: int, record: FrameRecord | ThumbnailRecord | None) -> None:
        """Take a record in; None is a message that is none."""
        with transaction(self._db):
            if isinstance(record, FrameRecord):
                name = (record.basename, record.md5, sequence)
                self._db.execute(POST, (*name, *_row(posted(record))))
            elif record is not None:
                shown = (record.basename, record.frame_basename)
                self._db.execute(PICTURE, (*shown, *_row(pictured(record))))
            self._db.execute("UPDATE heard SET recorded = ?", (sequence,))

    def oldest(self) -> int | None:
        """Return the lowest sequence of the descriptions that stand; None where there is none."""
        found: int | None = self._db.execute("SELECT min(sequence) FROM described").fetchone()[0]
        return found

    def forget_descriptions(self) -> None:
        """Forget all that describers said: nothing is seen until it is said again."""
        with transaction(self._db):
            self._db.execute("DELETE FROM described")
            self._db.execute("UPDATE heard SET described = 0")

    def forget_records(self) -> None:
        """Forget all that ingesters said."""
        with transaction(self._db):
            self._db.execute("DELETE FROM posted")
            self._db.execute("DELETE FROM pictures")
            self._db.execute("UPDATE heard SET recorded = 0")

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _row(account: Account | None) -> tuple[str | None, str, str, str | None]:
    if account is None:
        return None, "", "", None
    return _time(account.observed), account.configuration_type, account.proposal, _time(account.public_date)


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def account_of(row: sqlite3.Row) -> Account:
    """Return the account of a row of any of the tables."""
    return Account(
        observed=_instant(row["observed"]),
        configuration_type=row["configuration_type"],
        proposal=row["proposal"],
        public_date=_instant(row["public_date"]),
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
