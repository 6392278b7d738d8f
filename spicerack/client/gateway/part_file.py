"""A download on its way: a hidden file beside its target, which gets its name when it is whole and right."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from blake3 import blake3

from spicerack.client.gateway.errors import LocalError

READ_BYTES = 1024 * 1024
HASH_IN_NAME = 16
"""Digits of the content in the name of the part: what is left of another content is never joined to it."""
NAME_BYTES = 200
"""Of the target's name in that of the part: both fit the 255 bytes of a file system."""


class PartFile:
    """The bytes of one content so far. All methods block: call them from a thread."""

    def __init__(self, target: Path, content: str) -> None:
        self._target = target
        self._content = content
        shown = target.name.encode()[:NAME_BYTES].decode(errors="ignore")
        self._path = target.with_name(f".{shown}.{content[:HASH_IN_NAME]}.part")
        self._hash = blake3()
        self.size = 0
        """Bytes so far."""

    def open(self) -> None:
        """Take up what an earlier attempt has left. Raises LocalError."""
        with self._said():
            self._demand_file()
            self._target.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            self._file = os.fdopen(os.open(self._path, flags, 0o644), "r+b", buffering=0)
            while data := self._file.read(READ_BYTES):
                self._hash.update(data)
                self.size += len(data)

    def append(self, data: bytes) -> None:
        """Add bytes. Raises LocalError."""
        with self._said():
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
        self._hash.update(data)
        self.size += len(data)

    def restart(self) -> None:
        """Throw the bytes away: they are of no use."""
        with self._said():
            self._file.seek(0)
            self._file.truncate()
        self._hash, self.size = blake3(), 0

    def is_right(self) -> bool:
        """Tell whether the bytes are those of the content."""
        return self._hash.hexdigest() == self._content

    def finish(self, *, mtime_ns: int, mode: int) -> None:
        """Make the bytes durable, and give them their name, time and permissions. Raises LocalError."""
        with self._said():
            os.fchmod(self._file.fileno(), mode)
            os.utime(self._file.fileno(), ns=(mtime_ns, mtime_ns))
            os.fsync(self._file.fileno())
            self._demand_file()
            self._path.replace(self._target)

    def drop(self) -> None:
        """Remove the part, and let go. Never raises."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def close(self) -> None:
        """Let go; the bytes stay for the next attempt. Never raises."""
        with contextlib.suppress(OSError, AttributeError):
            self._file.close()

    def _demand_file(self) -> None:
        """Refuse a device, a pipe or a socket, or a link to one: programs that use it would find a file."""
        with contextlib.suppress(FileNotFoundError):
            mode = self._target.stat().st_mode
            if stat.S_ISDIR(mode):
                raise LocalError(
                    f"{self._target} is a directory where the collection has a file: move it away, or have "
                    "`spicerack mirror --delete` remove what is in it"
                )
            if not stat.S_ISREG(mode):
                raise LocalError(
                    f"{self._target} is no file, and is not replaced by one: name a file; "
                    "`spicerack cat` writes to standard output"
                )

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LocalError(f"cannot write {self._target}: {error.strerror or error}") from error
