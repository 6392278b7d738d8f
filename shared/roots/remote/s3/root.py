"""A bucket as a root."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from shared.roots.errors import ChangedError
from shared.roots.port import Outcome, Publication, Remove, Stat
from shared.roots.remote.arriving import Arriving
from shared.roots.remote.mark import MARK, MARK_BYTES_MAX
from shared.roots.remote.outcomes import check_ours, check_prior, publish_each
from shared.roots.remote.s3.client import Bucket, S3Client
from shared.roots.remote.s3.objects import Objects
from shared.roots.remote.s3.probe import Found


class S3Root:
    """Implements `Root` and `Store` over the S3 API with its conditional writes.

    A version is an ETag. A file becomes visible whole, and only where its prior stands: the store itself
    compares, or, where it cannot, we do before we send. Times, modes and directories are not kept. What lies
    in the bucket by other hands under keys that are no paths is passed over.

    Args:
        client: of the store; closed with the root.
        bucket: where in it.
        found: by a probe (`probe.py`).
    """

    def __init__(self, client: S3Client, bucket: Bucket, *, found: Found) -> None:
        self._client = client
        self._bucket = bucket
        self._objects = Objects(client, bucket, conditions=found.conditions)
        self.strengths = found.strengths

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    @property
    def url(self) -> str:
        """Its address."""
        return self._bucket.url

    def list(self, prefix: str = "") -> Iterator[Stat]:
        """Yield every file below a prefix."""
        yield from self._objects.list(prefix)

    def names(self, path: str) -> Sequence[Stat]:
        """Return what lies in one directory."""
        return self._objects.names(path)

    def read_mark(self) -> bytes | None:
        """Return the mark."""
        return self._objects.read_whole(MARK, MARK_BYTES_MAX)

    def write_mark(self, data: bytes) -> None:
        """Write the mark."""
        self._objects.write_whole(MARK, data)

    def make_directory(self, path: str) -> None:
        """Make nothing: a bucket has no directories."""

    def remove_directory(self, path: str) -> None:
        """Remove nothing."""

    def stat(self, path: str) -> Stat:
        """Return what stands at a path."""
        return self._objects.stat(check_ours(path))

    def read(
        self, path: str, *, start: int = 0, size: int | None = None, version: str | None = None
    ) -> Iterator[bytes]:
        """Yield bytes of a file; all of them are of one version."""
        found = self.stat(path)
        if version not in (None, found.version):
            raise ChangedError(f"{path!r} is another version than the one that was asked for")
        end = found.size if size is None else min(start + size, found.size)
        yield from self._objects.read(path, found.version, start, end)

    def publish(self, group: Sequence[Publication]) -> Sequence[Outcome]:
        """Publish one after another."""
        return publish_each(group, self._publish)

    def sweep(self) -> None:
        """Drop uploads that were cut short. A prefix has one writer at a time."""
        self._objects.sweep()

    def sweep_old(self, before: datetime) -> None:
        """Drop uploads that were begun before."""
        self._objects.sweep(before)

    def _publish(self, one: Publication) -> Outcome:
        check_prior(self._objects.stat, one.path, one.prior)  # before bytes are sent for nothing
        if isinstance(one, Remove):
            self._objects.remove(one.path, one.prior)
            return Outcome(path=one.path)
        arriving = Arriving(one)
        version = self._objects.write(one, arriving)
        return Outcome(path=one.path, version=version, content=arriving.content)
