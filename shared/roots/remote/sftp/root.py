"""A directory of an SFTP server as a root, for callers that block."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from shared.model.entry import Kind
from shared.roots.errors import ChangedError, MissingError, OccupiedError, StorageError, WrongTypeError
from shared.roots.port import Outcome, Publication, Put, Remove, Stat, Strengths
from shared.roots.remote.address import Credentials, RemoteAddress
from shared.roots.remote.arriving import Arriving
from shared.roots.remote.leftovers import old_ones
from shared.roots.remote.loop_thread import LoopThread
from shared.roots.remote.mark import MARK, MARK_BYTES_MAX
from shared.roots.remote.outcomes import check_ours, check_prior, publish_each
from shared.roots.remote.sftp.connection import SftpConnection
from shared.roots.remote.sftp.directory import INCOMING, SftpDirectory
from shared.roots.remote.walk import walk

READ_CHUNK = 1024 * 1024
"""Bytes asked for at once: asyncssh cuts them into the requests that a server takes, many in flight."""


class SftpRoot:
    """Implements `Root` and `Store` over SFTP, version 3, with the extensions of OpenSSH where they are.

    A new file takes its name only where the name is free, in one step of the server. A replacement is
    compared and then renamed: what somebody writes in that instant is lost, and `strengths` says so. A
    version is size and second of modification, so a change within the second that keeps the size is not
    seen. Times are kept to the second.

    Args:
        address: of the directory.
        credentials: what to show, and the host keys to trust.
        new_id: gives a name that nobody else gives, for uploads.
    """

    strengths = Strengths(
        compares=False, keeps_times=True, keeps_modes=True, keeps_directories=True, tells_quick_changes=False
    )

    def __init__(
        self, address: RemoteAddress, credentials: Credentials, *, new_id: Callable[[], str]
    ) -> None:
        self._address = address
        self._new_id = new_id
        self._connection = SftpConnection(address, credentials)
        self._stack = contextlib.ExitStack()
        self._loop = self._stack.enter_context(LoopThread(f"sftp {address.host}"))
        self._stack.callback(lambda: self._loop.run(self._connection.__aexit__(None, None, None)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def url(self) -> str:
        """Its address; it holds no secret."""
        return self._address.url

    def list(self, prefix: str = "") -> Iterator[Stat]:
        """Yield everything below a directory, a directory's names at a time."""
        yield from walk(prefix, self.names)

    def names(self, path: str) -> Sequence[Stat]:
        """Return what lies in one directory, but for links and special files. Raises StorageError."""
        return self._loop.run(self._directory().names(path))

    def read_mark(self) -> bytes | None:
        """Return the mark."""
        directory = self._directory()
        try:
            file = self._loop.run(directory.open(MARK))
        except MissingError:
            return None
        try:
            return self._loop.run(directory.read_at(file, MARK, 0, MARK_BYTES_MAX))
        finally:
            self._loop.run(directory.close(file))

    def write_mark(self, data: bytes) -> None:
        """Write the mark beside its place, and give it its name."""
        directory = self._directory()
        upload = self._loop.run(directory.begin(self._new_id()))
        try:
            self._loop.run(directory.write(upload, data))
            self._loop.run(directory.end(upload))
            self._loop.run(directory.replace(upload.path, MARK))
        except StorageError:
            self._loop.run(directory.abandon(upload))
            raise

    def write_note(self, path: str, data: bytes) -> None:
        """Write a small file beside its place, and give it its name, over what stands there."""
        directory = self._directory()
        upload = self._loop.run(directory.begin_at(f"{path}.{self._new_id()}"))
        try:
            self._loop.run(directory.write(upload, data))
            self._loop.run(directory.end(upload))
            self._loop.run(directory.replace(upload.path, path))
        except StorageError:
            self._loop.run(directory.abandon(upload))
            raise

    def make_directory(self, path: str) -> None:
        """Make one directory."""
        self._loop.run(self._directory().make_directory(check_ours(path)))

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory."""
        self._loop.run(self._directory().remove_directory(check_ours(path)))

    def stat(self, path: str) -> Stat:
        """Return what stands at a path."""
        return self._loop.run(self._directory().stat(check_ours(path)))

    def stat_listed(self, path: str) -> Stat:
        """Return what stands where a listing showed a file: one question here, as `stat` has."""
        return self.stat(path)

    def read(
        self, path: str, *, start: int = 0, size: int | None = None, version: str | None = None
    ) -> Iterator[bytes]:
        """Yield bytes of a file, and look after the last one whether it is still the file of the first."""
        found = self.stat(path)
        if found.kind is not Kind.FILE:
            raise WrongTypeError(f"{path!r} is a directory")
        if version not in (None, found.version):
            raise ChangedError(f"{path!r} is another version than the one that was asked for")
        end = found.size if size is None else min(start + size, found.size)
        yield from self.read_between(path, start, end)
        if self.stat(path).version != found.version:
            raise ChangedError(f"{path!r} was written to while it was read: read it again")

    def read_between(self, path: str, start: int, end: int) -> Iterator[bytes]:
        """Yield bytes of a file without looking which one it is: the caller looks, before and after."""
        directory = self._directory()
        file = self._loop.run(directory.open(check_ours(path)))
        try:
            while start < end:
                data = self._loop.run(directory.read_at(file, path, start, min(READ_CHUNK, end - start)))
                if not data:
                    raise ChangedError(f"{path!r} was cut while it was read: read it again")
                yield data
                start += len(data)
        finally:
            self._loop.run(directory.close(file))

    def publish(self, group: Sequence[Publication]) -> Sequence[Outcome]:
        """Publish one after another."""
        return publish_each(
            group, lambda one: self._remove(one) if isinstance(one, Remove) else self._put(one)
        )

    def sweep(self) -> None:
        """Remove uploads that were cut short. A server's directory has one writer at a time."""
        directory = self._directory()
        with contextlib.suppress(MissingError):
            for found in self._loop.run(directory.names(INCOMING)):
                self._loop.run(directory.discard(found.path))

    def sweep_old(self, before: datetime) -> None:
        """Remove uploads that were last written to before."""
        directory = self._directory()
        with contextlib.suppress(MissingError):
            for found in old_ones(self._loop.run(directory.names(INCOMING)), before):
                self._loop.run(directory.discard(found.path))

    def _publish(self, one: Publication) -> Outcome:
        return self._remove(one) if isinstance(one, Remove) else self._put(one)

    def _remove(self, one: Remove) -> Outcome:
        check_prior(self.stat, one.path, one.prior)
        self._loop.run(self._directory().remove(one.path))
        return Outcome(path=one.path)

    def _put(self, put: Put) -> Outcome:
        check_prior(self.stat, put.path, put.prior)
        directory, arriving = self._directory(), Arriving(put)
        staged = self._stage(put, arriving)
        try:
            check_prior(self.stat, put.path, put.prior)
            self._loop.run(directory.place(staged, put.path, replace=put.prior is not None))
        except OccupiedError as error:
            raise ChangedError(str(error)) from error
        except StorageError:
            self._loop.run(directory.discard(staged))
            raise
        return Outcome(path=put.path, version=self.stat(put.path).version, content=arriving.content)

    def _stage(self, put: Put, arriving: Arriving) -> str:
        """Upload all bytes beside their place; return where they are."""
        directory = self._directory()
        upload = self._loop.run(directory.begin(self._new_id()))
        try:
            for data in arriving:
                self._loop.run(directory.write(upload, data))
            self._loop.run(directory.seal(upload, put))
        except StorageError as error:
            # Before the upload goes: then its room is there again.
            reason = self._loop.run(directory.reason(error, put.path))
            self._loop.run(directory.abandon(upload))
            raise reason from error
        return upload.path

    def _directory(self) -> SftpDirectory:
        return SftpDirectory(self._loop.run(self._connection.session()), self._address)
