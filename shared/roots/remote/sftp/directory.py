"""Files below a directory of a server, step by step: `SftpRoot` is made of these."""

import contextlib
from dataclasses import dataclass

import asyncssh

from shared.model.paths import CONTROL_DIRECTORY, parent
from shared.roots.errors import MissingError, NoSpaceError, OccupiedError, StorageError, WrongTypeError
from shared.roots.port import Put, Stat
from shared.roots.remote.address import RemoteAddress
from shared.roots.remote.sftp.attributes import seconds_of, to_stat
from shared.roots.remote.sftp.errors import told_as_roots_do

INCOMING = f"{CONTROL_DIRECTORY}/incoming"
"""Uploads lie here until they are whole: beside what they replace, so that a rename suffices."""
ROOM_MIN = 1024 * 1024
"""Bytes: a server that says no more than "Failure" and has less than that is full."""


@dataclass(slots=True)
class Upload:
    """A file that has no name of its own yet."""

    path: str
    file: asyncssh.SFTPClientFile
    size: int = 0


class SftpDirectory:
    """Files below one directory of a server.

    Args:
        session: of the server.
        address: of the directory.
    """

    def __init__(self, session: asyncssh.SFTPClient, address: RemoteAddress) -> None:
        self._session = session
        self._address = address

    async def stat(self, path: str) -> Stat:
        """Return what stands there. Raises MissingError, WrongTypeError."""
        with told_as_roots_do(path):
            found = to_stat(path, await self._session.lstat(self._name(path)))
        if found is None:
            raise WrongTypeError(f"{path!r} is no file and no directory")
        return found

    async def names(self, path: str) -> list[Stat]:
        """Return what lies in one directory, but for links, special files and our own directory."""
        with told_as_roots_do(path or "/"):
            listed = [(str(one.filename), one.attrs) async for one in self._session.scandir(self._name(path))]
        hidden = {".", ".."} if path else {".", "..", CONTROL_DIRECTORY}
        stats = (
            to_stat(f"{path}/{name}" if path else name, attributes)
            for name, attributes in listed
            if name not in hidden
        )
        return [stat for stat in stats if stat is not None]

    async def open(self, path: str) -> asyncssh.SFTPClientFile:
        """Open a file for reading. Close it."""
        with told_as_roots_do(path):
            return await self._session.open(self._name(path), "rb")

    async def read_at(self, file: asyncssh.SFTPClientFile, path: str, start: int, size: int) -> bytes:
        """Return bytes of an open file, none at its end."""
        with told_as_roots_do(path):
            data = await file.read(size, start)
        return data if isinstance(data, bytes) else data.encode()

    async def close(self, file: asyncssh.SFTPClientFile) -> None:
        """Close a file that was read."""
        with contextlib.suppress(asyncssh.Error, OSError):
            await file.close()

    async def begin(self, name: str) -> Upload:
        """Begin a file beside its place."""
        await self._make_directory(INCOMING)
        return await self.begin_at(f"{INCOMING}/{name}")

    async def begin_at(self, path: str) -> Upload:
        """Begin a new file at a path."""
        with told_as_roots_do(path):
            return Upload(path, await self._session.open(self._name(path), "xb"))

    async def write(self, upload: Upload, data: bytes) -> None:
        """Add bytes."""
        with told_as_roots_do(upload.path):
            await upload.file.write(data, upload.size)
        upload.size += len(data)

    async def end(self, upload: Upload) -> None:
        """Make the bytes durable, and close the file."""
        with told_as_roots_do(upload.path):
            with contextlib.suppress(asyncssh.SFTPOpUnsupported):
                await upload.file.fsync()
            await upload.file.close()

    async def seal(self, upload: Upload, put: Put) -> None:
        """Make the bytes durable, give the file its time and mode, and see that all of it is there."""
        seconds = seconds_of(put.mtime_ns)
        await self.end(upload)
        with told_as_roots_do(put.path):
            attributes = asyncssh.SFTPAttrs(permissions=put.mode, atime=seconds, mtime=seconds)
            await self._session.setstat(self._name(upload.path), attributes)
        if (await self.stat(upload.path)).size != upload.size:
            raise StorageError(f"the server kept another size of {put.path!r} than it was sent: try again")

    async def abandon(self, upload: Upload) -> None:
        """Close and remove a file that will not get its name."""
        with contextlib.suppress(asyncssh.Error, OSError):
            await upload.file.close()
        await self.discard(upload.path)

    async def place(self, staged: str, path: str, *, replace: bool) -> None:
        """Give a staged file its name: over what stands there, or only where nothing does."""
        await self._make_directory(parent(path))
        await self._check_within(path)
        move = self._session.posix_rename if replace else self._session.rename
        try:
            with told_as_roots_do(path):
                await move(self._name(staged), self._name(path))
        except StorageError as error:
            await self.discard(staged)
            # Version 3 of the protocol has one word, "Failure", for a name that is taken.
            if not replace and await self._stands(path):
                raise OccupiedError(f"something is at {path!r} already") from error
            raise

    async def replace(self, staged: str, path: str) -> None:
        """Give a file of our own its name, over what stands there."""
        with told_as_roots_do(path):
            await self._session.posix_rename(self._name(staged), self._name(path))

    async def make_directory(self, path: str) -> None:
        """Make one directory. Raises OccupiedError, MissingError."""
        await self._check_within(path)
        try:
            with told_as_roots_do(path):
                await self._session.mkdir(self._name(path))
        except StorageError as error:
            if await self._stands(path):
                raise OccupiedError(f"something is at {path!r} already") from error
            raise

    async def remove_directory(self, path: str) -> None:
        """Remove one directory. Raises OccupiedError, MissingError."""
        await self._check_within(path)
        try:
            with told_as_roots_do(path):
                await self._session.rmdir(self._name(path))
        except MissingError:
            raise
        except StorageError as error:
            # Version 3 of the protocol has one word, "Failure", for a directory that holds something.
            if await self._stands(path):
                raise OccupiedError(f"{path!r} is not empty, or no directory") from error
            raise

    async def remove(self, path: str) -> None:
        """Remove one file."""
        await self._check_within(path)
        with told_as_roots_do(path):
            await self._session.remove(self._name(path))

    async def discard(self, path: str) -> None:
        """Remove a file of ours if that is possible now; a sweep finds it otherwise."""
        with contextlib.suppress(StorageError), told_as_roots_do(path):
            await self._session.remove(self._name(path))

    async def _make_directory(self, path: str) -> None:
        with told_as_roots_do(path):
            await self._session.makedirs(self._name(path), exist_ok=True)

    async def _check_within(self, path: str) -> None:
        """Raise WrongTypeError where a link above the path leads to another directory."""
        above = self._name(parent(path))
        with told_as_roots_do(path):
            base, real = (
                await self._session.realpath(self._address.join("")),
                await self._session.realpath(above),
            )
        expected = f"{str(base).rstrip('/')}/{parent(path)}".rstrip("/") or "/"
        if real != expected:
            raise WrongTypeError(f"a link stands above {path!r}: nothing is written through it")

    async def _stands(self, path: str) -> bool:
        try:
            await self.stat(path)
        except MissingError:
            return False
        except WrongTypeError:
            return True
        return True

    async def reason(self, error: StorageError, path: str) -> StorageError:
        """Return a clearer error where the server said no more than that it failed."""
        if type(error) is not StorageError:
            return error
        with contextlib.suppress(asyncssh.Error, OSError):
            disk = await self._session.statvfs(self._name(INCOMING))
            if disk.bavail * disk.frsize < ROOM_MIN:
                return NoSpaceError(f"no room for {path!r}: the server's disk is full")
        return error

    def _name(self, path: str) -> str:
        return self._address.join(path)
