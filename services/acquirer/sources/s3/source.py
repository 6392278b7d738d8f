"""A bucket behind the port of sources: it is listed and read, and never written or probed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Protocol, Self

from services.acquirer.sources.port import Sink
from services.acquirer.sources.s3.brought import Brought
from services.acquirer.sources.steps import bring_by_steps
from shared.model.entry import Kind
from shared.roots.errors import StorageError
from shared.roots.port import Stat
from shared.roots.remote.s3.client import Bucket, S3Client
from shared.roots.remote.s3.errors import told_as_roots_do
from shared.roots.remote.s3.objects import NANOSECONDS, Objects

DIRECTORY_MAX: Final = 5_000_000
"""Keys of one directory: as many as a feed may allow in one look."""


class Transfers(Protocol):
    """What brings objects by one request each: see `ObjectTransfers`."""

    def bring(self, path: str, sink: Sink) -> Brought | None:
        """Give the bytes of an object to a sink."""

    def close(self) -> None:
        """Close the connection."""


class BucketSource:
    """Implements `Source` over the S3 API. A version is an ETag, which a read is held to.

    Keys with a common part are a directory. Those that no collection can hold (`a//b`) are told as they are:
    a look names them. It has one connection at a time: that of the SDK, or that of transfers.

    Args:
        make_client: of the SDK; called when it is needed, since that takes longer than a hundred small files.
        bucket: where the objects are.
        transfers: bring them; None: the SDK does.
    """

    reads_one_version: Final = True

    def __init__(
        self, make_client: Callable[[], S3Client], bucket: Bucket, transfers: Transfers | None = None
    ) -> None:
        self._make_client = make_client
        self._client: S3Client | None = None
        self._bucket = bucket
        self._transfers = transfers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close_sdk()
        if self._transfers is not None:
            self._transfers.close()

    def names(self, directory: str) -> Sequence[Stat]:
        """Return what lies in a directory."""
        below = self._bucket.key(f"{directory}/" if directory else "")
        arguments = {"Bucket": self._bucket.name, "Prefix": below, "Delimiter": "/"}
        found: list[Stat] = []
        while True:
            with told_as_roots_do(directory or "/"):
                page = self._sdk().list_objects_v2(**arguments)
            found += self._entries(page, below)
            if len(found) > DIRECTORY_MAX:
                raise StorageError(f"{directory or '/'!r} has more than {DIRECTORY_MAX} keys: narrow `path`")
            if not page.get("IsTruncated"):
                return found
            arguments["ContinuationToken"] = page["NextContinuationToken"]

    def bring(self, path: str, sink: Sink) -> None:
        """Give the bytes of one version of a file to a sink."""
        brought = self._transferred(path, sink)
        if brought is None:
            bring_by_steps(self, path, sink)
        elif brought.rest_from is not None:
            self._bring_rest(brought.version, brought.rest_from, sink)

    def _transferred(self, path: str, sink: Sink) -> Brought | None:
        if self._transfers is None:
            return None
        self._close_sdk()
        return self._transfers.bring(path, sink)

    def _sdk(self) -> S3Client:
        if self._transfers is not None:
            self._transfers.close()
        if self._client is None:
            self._client = self._make_client()
        return self._client

    def _close_sdk(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _bring_rest(self, version: Stat, start: int, sink: Sink) -> None:
        for data in self.read(version.path, start=start, stat=version) if start < version.size else ():
            sink.takes(data)
        sink.ends()

    def stat(self, path: str) -> Stat:
        """Return what stands at a path."""
        with told_as_roots_do(path):
            head = self._sdk().head_object(Bucket=self._bucket.name, Key=self._bucket.key(path))
        return self._file(path, head["ContentLength"], head)

    def read(self, path: str, *, start: int, stat: Stat) -> Iterator[bytes]:
        """Yield the bytes of a version from `start` on."""
        yield from Objects(self._sdk(), self._bucket).read(path, stat.version, start, stat.size)

    def _entries(self, page: dict[str, Any], below: str) -> Iterator[Stat]:
        base = len(self._bucket.key(""))
        for one in page.get("CommonPrefixes", ()):
            yield Stat(path=str(one["Prefix"])[base:].removesuffix("/"), kind=Kind.DIRECTORY)
        for one in page.get("Contents", ()):
            if one["Key"] != below:  # what consoles of stores make for an empty directory
                yield self._file(str(one["Key"])[base:], one["Size"], one)

    @staticmethod
    def _file(path: str, size: int, told: dict[str, Any]) -> Stat:
        at: datetime | None = told.get("LastModified")
        mtime_ns = 0 if at is None else int(at.timestamp()) * NANOSECONDS
        return Stat(path=path, kind=Kind.FILE, size=size, mtime_ns=mtime_ns, version=told.get("ETag", ""))
