"""Staged files: new content below `.spicerack/staging/<pack>/`, verified and durable before it is named.

Sealing verifies. All sealed files of a publish are made durable together, by the publisher: one by one,
thousands of small files would each wait for the disk.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from itertools import count
from types import TracebackType
from typing import Self

from blake3 import blake3

from shared.model.entry import Fingerprint, State
from shared.roots.errors import CorruptError
from shared.roots.posix.control import CONTROL_MODE, STAGING
from shared.roots.posix.files.port import (
    Files,
    MissingError,
    OccupiedError,
    ReadableFile,
    StorageError,
    WritableFile,
)
from shared.roots.posix.hashing import observe
from shared.roots.posix.publish.journal import Record

LOCK_NAME = "lock"
STREAM_NAME = "stream"
"""A pack's byte stream in its staging area: bytes that came over the bus, never part of a collection."""
ENTER_ATTEMPTS = 16
"""Each one more means that another worker cleared the same pack in the same instant."""


class StagedFile:
    """A new file that becomes part of a collection once it is sealed and published.

    A context manager: a file that is left without being sealed is removed.
    """

    def __init__(self, files: Files, path: str, state: State) -> None:
        self.path = path
        self.state = state
        self._files = files
        self._file: WritableFile = files.create(path)
        self._written = 0
        self._hasher: blake3 | None = blake3()
        """Of what was written; None once the kernel has copied something that we have not seen."""
        self._sealed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.__exit__(kind, error, trace)
        if not self._sealed and (error is None or isinstance(error, Exception)):
            with contextlib.suppress(StorageError):
                self._files.remove(self.path)

    def write(self, data: bytes) -> None:
        """Append bytes. Raises CorruptError when they are more than the state announced."""
        self._grow(len(data))
        self._file.write(data)
        if self._hasher is not None:
            self._hasher.update(data)

    def copy_from(self, source: ReadableFile, offset: int, size: int) -> None:
        """Append `size` bytes of `source` at `offset`. Raises CorruptError as `write` does."""
        self._grow(size)
        self._hasher = None
        self._file.copy_from(source, offset, size)

    def made(self) -> tuple[str, int]:
        """Return the hash and the size of what was made; what passed through here is not read again."""
        if self._hasher is not None:
            return self._hasher.hexdigest(), self._file.status().fingerprint.size
        found = observe(self._files, self.path)
        return found.content, found.status.fingerprint.size

    def seal(self) -> None:
        """Verify the content against the state, and set its metadata.

        Raises:
            CorruptError: length or hash are not those of the state.
        """
        content, size = self.made()
        if content != self.state.content or size != self._written:
            raise CorruptError(
                f"what was made for content {self.state.content} has the hash {content} "
                f"and {size} bytes, expected were {self.state.size}"
            )
        self._file.set_metadata(mtime_ns=self.state.mtime_ns, mode=self.state.mode)
        self._sealed = True

    def _grow(self, size: int) -> None:
        self._written += size
        if self._written > self.state.size:
            raise CorruptError(f"content {self.state.content} grows beyond its {self.state.size} bytes")


class Staging:
    """The staging area of one pack, locked against every other worker; leaving it clears it.

    Made by `Publisher.begin`. Files may be created from several threads.
    """

    def __init__(self, files: Files, pack: str, *, clear: Callable[[str], None]) -> None:
        self.pack = pack
        self.folder = staging_folder(pack)
        self.busy = threading.Lock()
        """Held while names change, so that leaving waits for a publish that runs in another thread."""
        self.records: list[Record] = []
        """What the journal says, over all publishes of this pack."""
        self.trouble: StorageError | None = None
        """Why clearing failed: nothing is lost by it, the next `recover` does it. Worth a line in the log."""
        self._files = files
        self._clear = clear
        self._numbers = count()
        self._held = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Take the lock and clear what an earlier attempt left.

        Raises:
            OccupiedError: another worker is busy with this pack.
        """
        self._held.enter_context(lock_pack(self._files, self.pack))
        try:
            self._clear(self.pack)
        except StorageError:
            self._held.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear and unlock. When the process is being stopped, clearing is left to the next start."""
        with self.busy, self._held:
            if error is None or isinstance(error, Exception):
                try:
                    self._clear(self.pack)
                    drop_folder(self._files, self.pack)
                except StorageError as trouble:
                    self.trouble = trouble

    def create(self, state: State) -> StagedFile:
        """Create the staged file for one publication."""
        return StagedFile(self._files, f"{self.folder}/{next(self._numbers)}", state)

    def adopt(
        self, source: str, state: State, *, hashed: Fingerprint | None = None, name: str | None = None
    ) -> str:
        """Take a file from elsewhere in the control directory as a sealed staged file; return its path.

        It is verified where it lies: what takes minutes to read and weeks to come outlives a restart.

        Args:
            source: where it lies.
            state: that it shall have.
            hashed: evidence of it when the caller hashed its bytes, which were those of the state. Where it
                still holds, the file is not read once more.
            name: that it has here, where a restart shall know by it where it came from.

        Raises:
            CorruptError: it is not the content of the state, and was removed.
        """
        known = hashed is not None and self._files.status(source).fingerprint == hashed
        if not known and observe(self._files, source).content != state.content:
            self._files.remove(source)
            raise CorruptError(f"what was kept as content {state.content} is not it")
        path = f"{self.folder}/{next(self._numbers) if name is None else name}"
        self._files.move(source, path)
        self._files.set_metadata(path, mtime_ns=state.mtime_ns, mode=state.mode)
        return path


def staging_folder(pack: str) -> str:
    """Return the staging directory of a pack."""
    return f"{STAGING}/{pack}"


@contextlib.contextmanager
def lock_pack(files: Files, pack: str) -> Iterator[None]:
    """Make a pack's staging directory where it is missing, and hold its lock.

    Raises:
        OccupiedError: another worker is busy with this pack.
    """
    folder = staging_folder(pack)
    with contextlib.ExitStack() as held:
        for attempt in range(ENTER_ATTEMPTS):
            with contextlib.suppress(OccupiedError):
                files.make_directory(folder, mode=CONTROL_MODE)
            try:
                held.enter_context(files.lock(f"{folder}/{LOCK_NAME}"))
                break
            except MissingError:  # whoever held it has just removed the directory
                if attempt == ENTER_ATTEMPTS - 1:
                    raise
        yield


def drop_folder(files: Files, pack: str) -> None:
    """Remove a pack's cleared staging directory; whoever calls holds its lock."""
    folder = staging_folder(pack)
    with contextlib.suppress(OccupiedError, MissingError):
        files.remove(f"{folder}/{LOCK_NAME}")
        files.remove_directory(folder)
