"""Contents that stand in this site's root.

The log says what should be at a path; the directory is people's. A file is told as a content only once all of
it was read and hashed, and as long as its fingerprint stays the same. A large file whose size and time are
the log's is told while it is still being hashed, and its last bytes are kept back until the hash is right.
"""

import asyncio
import logging
import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from services.gateway.contents.digester import ChangedFileError, Digester
from services.gateway.contents.digests import Digests
from services.gateway.contents.facts import FactStore
from services.gateway.contents.port import OpenContent
from shared.contents.wanted import ContentLostError, NotHeldError, Wanted
from shared.model.entry import Fingerprint
from shared.roots.posix.files.open_file import PosixReadable
from shared.roots.posix.files.port import StorageError

log = logging.getLogger(__name__)

READ_BYTES = 256 * 1024
"""Of one read: with it a Python server told 1 GiB as fast as nginx did; larger ones gained nothing."""

LOOKS_MAX = 3
"""At a file whose names change while it is told: a replacement takes one, its removal another."""

OpenFile = Callable[[str], PosixReadable]
"""Opens a file of the root by its path. Raises StorageError."""


@dataclass(slots=True)
class _Held:
    """A file that is open, and known or believed to be a content."""

    content: str
    file: PosixReadable
    fingerprint: Fingerprint
    users: int = 0
    kept: bool = True
    """Whether the cache still has it."""
    proof: asyncio.Task[bool] | None = field(default=None)
    """Hashing under way; None where the file was hashed."""
    look: tuple[Fingerprint, asyncio.Task[bool]] | None = field(default=None)
    """The last look at its bytes that a new ctime took, and what the file was like: one for all readers."""

    async def look_again(self, digester: Digester, seen: Fingerprint) -> bool:
        """Tell whether a file whose ctime is another now still has its bytes; note that it looks so."""
        try:
            with self.file.duplicate() as file:
                right = await digester.hash_again(file) == self.content
        except StorageError as error:
            log.warning("a file that is being told cannot be read again: %s", error)
            return False
        if right:
            self.fingerprint = seen
        return right

    def close_if_unused(self) -> None:
        if not self.kept and self.users == 0:
            self.file.__exit__(None, None, None)


class LocalContent:
    """Implements `OpenContent` over a file that is open."""

    def __init__(self, held: _Held, digester: Digester, group: asyncio.TaskGroup) -> None:
        self._held = held
        self._digester = digester
        self._group = group
        self._open = True
        held.users += 1

    @property
    def descriptor(self) -> int:
        """See `OpenContent`."""
        return self._held.file.descriptor

    async def digests(self, *, wait: bool) -> Digests | None:
        """See `OpenContent`."""
        content, file = self._held.content, self._held.file
        if wait:
            return await self._digester.digests_of(content, file)
        return self._digester.known_or_later(content, file)

    async def settle(self) -> None:
        """See `OpenContent`."""
        if self._held.proof is not None and not await asyncio.shield(self._held.proof):
            raise ContentLostError("the file is not what the log says")
        for _ in range(LOOKS_MAX):
            now, told = self._held.file.status().fingerprint, self._held.fingerprint
            if (now.size, now.mtime_ns) != (told.size, told.mtime_ns):
                raise ContentLostError("the file was written to while it was told")
            if now.ctime_ns == told.ctime_ns:
                return
            # It was replaced or deleted meanwhile, and is told to its end; or somebody has written to it, and
            # set its time back: that takes a look at its bytes, one for all who are being told them.
            if not await self._is_still(now):
                raise ContentLostError("the file was written to while it was told, and its time was set back")
        raise ContentLostError("the file is changed all the time")

    async def _is_still(self, now: Fingerprint) -> bool:
        held = self._held
        if held.look is None or held.look[0] != now:
            looking = held.look_again(self._digester, now)
            held.look = (now, self._group.create_task(looking, name="look at a file again"))
        return await asyncio.shield(held.look[1])

    async def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        """See `OpenContent`."""
        end = start + length
        while start < end:
            data = await asyncio.to_thread(os.pread, self.descriptor, min(READ_BYTES, end - start), start)
            if not data:
                raise ContentLostError("the file ended early")
            start += len(data)
            yield data

    def close(self) -> None:
        """See `OpenContent`."""
        if self._open:
            self._open = False
            self._held.users -= 1
            self._held.close_if_unused()


class LocalContents:
    """Implements `Contents` over the site's root."""

    def __init__(
        self,
        open_file: OpenFile,
        *,
        facts: FactStore,
        digester: Digester,
        group: asyncio.TaskGroup,
        open_max: int,
        verify_first_bytes: int,
    ) -> None:
        """Wire it.

        Args:
            open_file: opens a file of the root.
            facts: what is known of files.
            digester: reads files for what is not known.
            group: owns the hashing of large files.
            open_max: files kept open.
            verify_first_bytes: see `GatewayConfig`.
        """
        self._open_file = open_file
        self._facts = facts
        self._digester = digester
        self._group = group
        self._open_max = open_max
        self._verify_first_bytes = verify_first_bytes
        self._held: OrderedDict[str, _Held] = OrderedDict()

    async def open(self, wanted: Wanted) -> OpenContent:
        """See `Contents`."""
        found = self.still_open(wanted.content)
        if found is not None:
            return found
        for path in wanted.paths:
            held = await self._try(path, wanted)
            if held is not None:
                return LocalContent(self._keep(held), self._digester, self._group)
        raise NotHeldError(f"content {wanted.content} is not at this site")

    def still_open(self, content: str) -> LocalContent | None:
        """See `Contents`."""
        held = self._still_open(content)
        return None if held is None else LocalContent(held, self._digester, self._group)

    def forget(self) -> None:
        """Close what nobody reads: nothing keeps a disk from being taken off."""
        for content in list(self._held):
            self._drop(content)

    def _still_open(self, content: str) -> _Held | None:
        held = self._held.get(content)
        if held is None:
            return None
        if held.file.status().fingerprint != held.fingerprint:
            self._drop(content)
            return None
        self._held.move_to_end(content)
        return held

    def _keep(self, held: _Held) -> _Held:
        self._drop(held.content)
        self._held[held.content] = held
        while len(self._held) > self._open_max:
            self._drop(next(iter(self._held)))
        return held

    def _drop(self, content: str) -> None:
        held = self._held.pop(content, None)
        if held is not None:
            held.kept = False
            held.close_if_unused()

    async def _try(self, path: str, wanted: Wanted) -> _Held | None:
        try:
            file = self._open_file(path)
        except StorageError:
            return None
        try:
            held = await self._judged(path, file, wanted)
        except (ChangedFileError, StorageError) as error:
            log.info("%s is not told: %s", path, error)
            held = None
        except BaseException:
            file.__exit__(None, None, None)
            raise
        if held is None:
            file.__exit__(None, None, None)
        return held

    async def _judged(self, path: str, file: PosixReadable, wanted: Wanted) -> _Held | None:
        """Return the file as the content, or None where it is another."""
        fingerprint = file.status().fingerprint
        if fingerprint.size != wanted.size:
            return None
        content = self._facts.content_of(path, fingerprint)
        if content is None and fingerprint.size > self._verify_first_bytes:
            if fingerprint.mtime_ns == wanted.mtime_ns:
                return self._believed(path, file, fingerprint, wanted.content)
            content = await self._digester.hash_of(path, file)
        elif content is None:
            content = await self._digester.content_of(path, file)
        return _Held(content, file, fingerprint) if content == wanted.content else None

    def _believed(self, path: str, file: PosixReadable, fingerprint: Fingerprint, content: str) -> _Held:
        held = _Held(content, file, fingerprint)
        proving = self._prove(path, file.duplicate(), held)
        held.proof = self._group.create_task(proving, name="hash a large file")
        return held

    async def _prove(self, path: str, file: PosixReadable, held: _Held) -> bool:
        try:
            with file:
                found = await self._digester.hash_of(path, file)
        except (ChangedFileError, StorageError) as error:
            log.info("%s is not told: %s", path, error)
            found = ""
        if found == held.content:
            held.proof = None
            return True
        log.warning("%s has the size and time that the log says, and other bytes: it is not told", path)
        if self._held.get(held.content) is held:
            self._drop(held.content)
        return False
