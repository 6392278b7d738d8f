"""The files of a backup. Pure.

A backup is a directory: `backup.json` (a `Contents`) and, each in one zstd frame of JSON lines, the
messages of streams (`Kept`) and the values of buckets (`Value`). Messages are kept as they were
published, in order, and not as the server's own snapshot: so a backup can be read, checked and restored
by any version of the server, with any number of copies, and without one.
"""

from datetime import datetime

from pydantic import Base64UrlBytes, Field

from shared.contracts.topology import Bucket, Stream
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.errors import OperatorError
from shared.model.names import CollectionName

FORMAT = 1

CONTENTS = "backup.json"

STREAMS = (Stream.BATCHES, Stream.DEAD, Stream.LOG)
"""In the order in which they are read. A batch that is decided meanwhile is then in both, which does no
harm, and never in neither."""

BUCKETS = (Bucket.SITES, Bucket.RULES, Bucket.REPLICAS)
"""Read after the log, so that whoever signed a commit in it is known. Leases and signs of life expire."""

BUCKETS_FILE = "buckets.jsonl.zst"


class BackupError(OperatorError):
    """A backup cannot be made, or is not to be trusted; `str()` says what to do."""


class Kept(FrozenModel):
    """One message of a stream."""

    sequence: int = Field(ge=1)
    subject: str
    headers: dict[str, str] = Field(default_factory=dict)
    data: Base64UrlBytes


class Value(FrozenModel):
    """One value of a bucket."""

    bucket: Bucket
    key: str
    data: Base64UrlBytes


class FileRecord(FrozenModel):
    """One file beside `backup.json`."""

    lines: int = Field(ge=0)
    size: int = Field(ge=0)
    """Bytes."""
    hash: ContentId
    """BLAKE3-256."""


class LogRecord(FrozenModel):
    """How far the log of one collection goes."""

    log_id: str | None
    revision: int
    hash: str
    """Of the last commit."""


class Contents(FrozenModel):
    """What a backup holds."""

    format: int = FORMAT
    made_at: datetime
    """UTC."""
    prefix: str
    """First token of every subject."""
    last_revision: int
    """The last sequence of LOG, over all collections."""
    logs: dict[CollectionName, LogRecord]
    skipped: int
    """Messages of LOG that every reader skips: unsigned, misplaced, unchained."""
    files: dict[str, FileRecord]

    def described(self) -> str:
        """Return what it holds, in one line for people."""
        logs = ", ".join(f"{name} up to revision {record.revision}" for name, record in self.logs.items())
        size = sum(record.size for record in self.files.values())
        return f"{logs or 'no log'}, {size} bytes"


def file_of(stream: Stream) -> str:
    """Return the name of the file that keeps a stream."""
    return f"{stream.lower()}.jsonl.zst"
