"""Kernels as files that keep their bytes: named by content, verified, bounded, the longest unused go.

CSPICE closes files and opens them again by path, and reads what stands there then with the addresses of
before. So what it loads is never a file of the collection's directory, nor a hard link to one, which a
program may write into: a copy, which shares its blocks with the original where the file system can. What the
site lacks comes from others.
"""

import asyncio
import re
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services.spice.geometry.files.sources import KernelSource, hash_of_file
from services.spice.sets.port import LocalKernel
from shared.contracts.http.knowledge.kernels import SetMember

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


class ContentFiles:
    """Implements `services.spice.sets.port.KernelFiles`. One loop owns it, and it owns what is on its way."""

    def __init__(self, folder: Path, *, source: KernelSource, limit_bytes: int) -> None:
        """Wire it.

        Args:
            folder: of this process alone.
            source: writes what is not there yet.
            limit_bytes: of all files together, those on their way among them.
        """
        self._folder = folder
        self._source = source
        self._limit = limit_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._users: Counter[str] = Counter()
        """Those who hold a content, or wait for it."""
        self._making: dict[str, asyncio.Task[None]] = {}
        self._spared: frozenset[str] = frozenset()
        """Contents that stay although nobody holds them yet."""
        self._promised = 0
        self._number = 0

    @property
    def bytes(self) -> int:
        """Of all files, and those on their way."""
        return self._promised + sum(one.size for one in self._kept.values())

    def start(self, *, spare_all: bool = False) -> None:
        """Take stock of what an earlier process left. Blocks.

        Args:
            spare_all: none of it makes way until `spare_no_more`.

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
        self._spared = frozenset(self._kept) if spare_all else frozenset()

    def spare_no_more(self) -> None:
        """Have whatever nobody holds make way where room is needed."""
        self._spared = frozenset()

    async def stop(self) -> None:
        """End what is on its way."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @asynccontextmanager
    async def held(self, members: Sequence[SetMember]) -> AsyncIterator[tuple[LocalKernel, ...]]:
        """Hold the files of kernels for as long as the block runs. What is on its way goes on without us.

        Raises:
            AbsentContentError: one is not at this site, and no other holds it.
            KernelsUnavailableError: one may be had later.
            StoreFullError: there is no room for one.
        """
        self._users.update(one.content for one in members)
        try:
            makings = [making for one in members if (making := self._begun(one)) is not None]
            for making in makings:
                await asyncio.shield(making)
            for one in members:
                self._kept.move_to_end(one.content)
            yield tuple(self._local(one) for one in members)
        finally:
            self._users.subtract(one.content for one in members)
            self._users += Counter()

    def _local(self, member: SetMember) -> LocalKernel:
        return LocalKernel(
            path=member.path,
            content=member.content,
            revision=member.revision,
            kind=member.kind,
            quality=member.quality,
            file=self._folder / member.content,
        )

    def _begun(self, member: SetMember) -> asyncio.Task[None] | None:
        """Return what makes a file, begun where nobody has; None where it is there."""
        name = member.content
        kept = self._kept.get(name)
        if kept is not None and kept.verified:
            return None
        if name not in self._making:
            task = asyncio.create_task(self._make(member), name=f"kernel {name}")
            task.add_done_callback(lambda task: self._made(name, task))
            self._making[name] = task
        return self._making[name]

    def _made(self, name: str, task: asyncio.Task[None]) -> None:
        del self._making[name]
        if not task.cancelled():
            task.exception()  # Those who wait have it; it is no fault that nobody does.

    async def _make(self, member: SetMember) -> None:
        """Have a file, verified."""
        name = member.content
        kept = self._kept.get(name)
        if kept is not None:
            if await asyncio.to_thread(hash_of_file, self._folder / name) == name:
                kept.verified = True
                return
            self._remove(name)
        self._make_room(member.size)
        self._promised += member.size
        try:
            file = await self._source.write(member, self._partial)
            file.chmod(READ_ONLY)
            file.rename(self._folder / name)
            self._kept[name] = _Kept(member.size, verified=True)
        finally:
            self._promised -= member.size

    def _partial(self) -> Path:
        self._number += 1
        return self._folder / f"{self._number}{PARTIAL}"

    def _make_room(self, size: int) -> None:
        for name in [name for name in self._kept if not (self._users[name] or name in self._spared)]:
            if self.bytes + size <= self._limit:
                return
            self._remove(name)
        if self.bytes + size > self._limit:
            raise StoreFullError(
                f"kernels that are in use or on their way take {self.bytes} bytes, and one of {size} does "
                "not fit: ask again, or give more by SPICERACK_KERNEL_BYTES"
            )

    def _remove(self, name: str) -> None:
        del self._kept[name]
        (self._folder / name).unlink(missing_ok=True)
