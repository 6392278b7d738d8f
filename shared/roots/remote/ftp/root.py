"""A directory of an FTP server as a root."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from shared.model.entry import Kind
from shared.model.paths import parent
from shared.roots.errors import ChangedError, DeniedError, MissingError, StorageError, WrongTypeError
from shared.roots.port import Outcome, Publication, Put, Stat, Strengths
from shared.roots.remote.address import Credentials, RemoteAddress
from shared.roots.remote.arriving import Arriving
from shared.roots.remote.ftp.connection import CONNECTIONS_MAX, Connections, connect
from shared.roots.remote.ftp.directory import INCOMING, FtpDirectory
from shared.roots.remote.leftovers import old_ones
from shared.roots.remote.mark import MARK, MARK_BYTES_MAX
from shared.roots.remote.outcomes import check_ours, check_prior, publish_each
from shared.roots.remote.walk import walk


class FtpRoot:
    """Implements `Root` and `Store` over FTP (RFC 959, 2228, 3659), with TLS where the scheme is `ftps`.

    A file is uploaded whole under another name and renamed; what somebody writes in that instant is lost, and
    `strengths` says so. Where a server does not let a rename replace a file, replacements are refused: to
    delete first would show readers nothing. Times are kept to the second where the server can set them. A
    listing without the facts of RFC 3659 tells no versions.

    Args:
        address: of the directory.
        credentials: what to show.
        new_id: gives a name that nobody else gives, for uploads.
        connections_max: at a time.
        lists_hidden: whether names that begin with a dot are asked for where a server leaves them out. A root
            needs them: what is not listed is taken for gone. Whoever reads what others offer does not.
    """

    strengths = Strengths(
        compares=False, keeps_times=True, keeps_modes=False, keeps_directories=True, tells_quick_changes=False
    )

    def __init__(
        self,
        address: RemoteAddress,
        credentials: Credentials,
        *,
        new_id: Callable[[], str],
        connections_max: int = CONNECTIONS_MAX,
        lists_hidden: bool = True,
    ) -> None:
        self._lists_hidden = lists_hidden
        self._address = address
        self._new_id = new_id
        self._connections = Connections(
            lambda: connect(address, credentials), connections_max=connections_max
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connections.close()

    @property
    def url(self) -> str:
        """Its address; it holds no secret."""
        return self._address.url

    def list(self, prefix: str = "") -> Iterator[Stat]:
        """Yield everything below a directory, a directory's names at a time."""
        yield from walk(prefix, self.names)

    def names(self, path: str) -> Sequence[Stat]:
        """Return what lies in one directory, but for links and special files. Raises StorageError."""
        with self._directory() as directory:
            try:
                return directory.names(path)
            except MissingError as error:
                # Servers have one code for what is not there and for what they do not show.
                if path and any(one.path == path for one in directory.names(parent(path))):
                    raise DeniedError(f"the server does not let us list {path!r}: {error}") from error
                raise

    def read_mark(self) -> bytes | None:
        """Return the mark."""
        try:
            with self._directory() as directory:
                return directory.read_whole(MARK, MARK_BYTES_MAX)
        except MissingError:
            return None

    def write_mark(self, data: bytes) -> None:
        """Upload the mark beside its place, and give it its name."""
        staged = f"{INCOMING}/{self._new_id()}"
        try:
            with self._directory() as directory:
                directory.upload(staged, (data,))
                directory.rename(staged, MARK)
        except StorageError:
            self._discard(staged)
            raise

    def write_note(self, path: str, data: bytes) -> None:
        """Upload a small file beside its place, and give it its name, over what stands there."""
        staged = f"{path}.{self._new_id()}"
        try:
            with self._directory() as directory:
                directory.upload(staged, (data,))
                directory.rename(staged, path)
        except StorageError:
            self._discard(staged)
            raise

    def make_directory(self, path: str) -> None:
        """Make one directory."""
        with self._directory() as directory:
            directory.make_directory(check_ours(path))

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory."""
        with self._directory() as directory:
            directory.remove_directory(check_ours(path))

    def stat(self, path: str) -> Stat:
        """Return what stands at a path."""
        with self._directory() as directory:
            return directory.stat(check_ours(path))

    def stat_listed(self, path: str) -> Stat:
        """Return what stands where a listing showed a file: a link that came there since is followed."""
        with self._directory() as directory:
            return directory.stat_listed(check_ours(path))

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
        if start < end:
            with self._directory() as directory:
                yield from directory.read(check_ours(path), start, end)

    def publish(self, group: Sequence[Publication]) -> Sequence[Outcome]:
        """Publish one after another."""
        return publish_each(group, self._publish)

    def sweep(self) -> None:
        """Remove uploads that were cut short. A server's directory has one writer at a time."""
        with contextlib.suppress(MissingError):
            for left in self.names(INCOMING):
                self._discard(left.path)

    def sweep_old(self, before: datetime) -> None:
        """Remove uploads that were last written to before."""
        with contextlib.suppress(MissingError):
            told = [one if one.version else self._found(one) for one in self.names(INCOMING)]
            for left in old_ones(told, before):
                self._discard(left.path)

    def _found(self, listed: Stat) -> Stat:
        """Return what stands where a list tells no time."""
        with self._directory() as directory:
            return directory.stat(listed.path)

    def _publish(self, one: Publication) -> Outcome:
        check_prior(self.stat, one.path, one.prior)
        if isinstance(one, Put):
            return self._put(one)
        with self._directory() as directory:
            directory.remove(one.path)
        return Outcome(path=one.path)

    def _put(self, put: Put) -> Outcome:
        staged, arriving = f"{INCOMING}/{self._new_id()}", Arriving(put)
        try:
            with self._directory() as directory:
                directory.upload(staged, arriving)
                directory.set_time(staged, put.mtime_ns)
            check_prior(self.stat, put.path, put.prior)
            self._rename(staged, put)
        except StorageError:
            self._discard(staged)
            raise
        return Outcome(path=put.path, version=self.stat(put.path).version, content=arriving.content)

    def _rename(self, staged: str, put: Put) -> None:
        try:
            with self._directory() as directory:
                directory.rename(staged, put.path)
        except MissingError as error:
            if put.prior is None:
                raise StorageError(str(error)) from error
            raise StorageError(
                f"{put.path!r} stays as it was: the server lets no rename replace a file; its owner has to "
                f"allow that ({error})"
            ) from error

    def _discard(self, path: str) -> None:
        """Remove a file of ours if that is possible now; a sweep finds it otherwise."""
        with contextlib.suppress(StorageError), self._directory() as directory:
            directory.remove(path)

    @contextlib.contextmanager
    def _directory(self) -> Iterator[FtpDirectory]:
        with self._connections.use() as connected:
            yield FtpDirectory(connected, self._address, lists_hidden=self._lists_hidden)
