"""Kernels as files that keep their bytes: copies named by content, verified, bounded, the longest unused go.

CSPICE closes files and opens them again by path, and reads what stands there then with the addresses of
before. So what it loads is never a file of the collection's directory, nor a hard link to one, which a
program may write into: a copy, which shares its blocks with the original where the file system can.
"""

import asyncio
import os
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services.spice.sets.port import AbsentContentError, LocalKernel
from shared.contracts.http.kernels import SetMember
from shared.delta.hashing import HASH_BLOCK_BYTES, hash_readable
from shared.roots.posix.files.open_file import PosixReadable, PosixWritable
from shared.roots.posix.files.port import ReadableFile, StorageError

PARTIAL = ".partial"
"""Ends the names of files on their way."""

READ_ONLY = 0o400

PATH_MAX = 255
"""Characters of a path that CSPICE opens (FILSIZ, kernel required reading)."""

_NAME = re.compile(r"[0-9a-f]{64}")


class StoreFullError(Exception):
    """The files of processes that run leave no room: ask again later, or give it more; `str()` says which."""


@dataclass(slots=True)
class _Kept:
    size: int
    verified: bool
    """Whether it was hashed since this process started."""
    users: int = 0


class ContentFiles:
    """Implements `services.spice.sets.port.KernelFiles`. One loop owns it."""

    def __init__(self, folder: Path, *, open_root: Callable[[str], ReadableFile], limit_bytes: int) -> None:
        """Wire it.

        Args:
            folder: of this process alone.
            open_root: opens a path of the collection's directory; follows no link.
            limit_bytes: of all files together.
        """
        self._folder = folder
        self._open_root = open_root
        self._limit = limit_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._making = asyncio.Lock()

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(one.size for one in self._kept.values())

    def start(self) -> None:
        """Take stock of what an earlier process left. Blocks.

        Raises:
            StoreFullError: the folder's name is too long for CSPICE.
        """
        longest = len(str(self._folder)) + 1 + 64
        if longest > PATH_MAX:
            raise StoreFullError(
                f"files of {self._folder} have names of {longest} characters, CSPICE takes {PATH_MAX}: "
                "move SPICERACK_STATE to a shorter one"
            )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = []
        for path in self._folder.iterdir():
            if _NAME.fullmatch(path.name):
                status = path.stat()
                found.append((status.st_mtime_ns, path.name, status.st_size))
            else:
                path.unlink()
        for _, name, size in sorted(found):
            self._kept[name] = _Kept(size, verified=False)

    @asynccontextmanager
    async def held(self, members: Sequence[SetMember]) -> AsyncIterator[tuple[LocalKernel, ...]]:
        """Hold the files of kernels for as long as the block runs.

        Raises:
            AbsentContentError: one is not at this site.
            StoreFullError: there is no room for one.
        """
        mine: list[str] = []
        try:
            for member in members:
                await self._pin(member)
                mine.append(member.content)
            yield tuple(self._local(one) for one in members)
        finally:
            for name in mine:
                self._kept[name].users -= 1

    def _local(self, member: SetMember) -> LocalKernel:
        return LocalKernel(
            path=member.path,
            content=member.content,
            revision=member.revision,
            kind=member.kind,
            quality=member.quality,
            file=self._folder / member.content,
        )

    async def _pin(self, member: SetMember) -> None:
        """Have a file, and keep it from being removed. One is made at a time: the disk is one, too."""
        async with self._making:
            kept = self._kept.get(member.content)
            if kept is not None and not kept.verified:
                kept = await self._verified(member.content, kept)
            if kept is None:
                self._make_room(member.size)
                await asyncio.to_thread(self._make, member)
                kept = self._kept[member.content] = _Kept(member.size, verified=True)
            self._kept.move_to_end(member.content)
            kept.users += 1

    async def _verified(self, name: str, kept: _Kept) -> _Kept | None:
        """Return what is kept if its bytes are still those of its name; else remove it."""
        if await asyncio.to_thread(self._hash, name) == name:
            kept.verified = True
            return kept
        self._remove(name)
        return None

    def _hash(self, name: str) -> str:
        try:
            with PosixReadable(os.open(self._folder / name, os.O_RDONLY | os.O_CLOEXEC), name) as file:
                return hash_readable(file, block_bytes=HASH_BLOCK_BYTES)
        except (OSError, StorageError):
            return ""

    def _make(self, member: SetMember) -> None:
        """Copy a content from the collection's directory, and verify it. Blocks."""
        partial = self._folder / f"{member.content}{PARTIAL}"
        try:
            with self._open(member) as source:
                if source.status().fingerprint.size != member.size:
                    raise StorageError("it has another size now")
                descriptor = os.open(
                    partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, READ_ONLY | 0o200
                )
                with PosixWritable(descriptor, partial.name) as target:
                    target.copy_from(source, 0, member.size)
                    os.fchmod(descriptor, READ_ONLY)
            if self._hash(partial.name) != member.content:
                raise StorageError("it has other bytes now")
            partial.rename(self._folder / member.content)
        except (OSError, StorageError) as error:
            partial.unlink(missing_ok=True)
            raise AbsentContentError(
                f"{member.path} of revision {member.revision} is not at this site ({error}): "
                "ask a site that holds it, or have this one follow it"
            ) from error

    def _open(self, member: SetMember) -> ReadableFile:
        return self._open_root(member.path)

    def _make_room(self, size: int) -> None:
        for name in [name for name, one in self._kept.items() if not one.users]:
            if self.bytes + size <= self._limit:
                return
            self._remove(name)
        if self.bytes + size > self._limit:
            raise StoreFullError(
                f"kernels of running processes take {self.bytes} bytes, and one of {size} does not fit: "
                "ask again, or give more by SPICERACK_KERNEL_BYTES"
            )

    def _remove(self, name: str) -> None:
        del self._kept[name]
        (self._folder / name).unlink(missing_ok=True)
