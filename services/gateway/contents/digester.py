"""Reading files for what can only be told by reading all of them: their content, and digests of it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from blake3 import blake3

from services.gateway.contents.digests import Digesting, Digests
from services.gateway.contents.facts import FactStore
from shared.model.entry import Fingerprint
from shared.roots.posix.files.open_file import PosixReadable
from shared.roots.posix.files.port import StorageError
from shared.roots.posix.hashing import hash_open

log = logging.getLogger(__name__)

READ_BYTES = 1024 * 1024
"""In memory at once, for each thread."""

AT_ONCE = 2
"""Files read at a time: two sequential readers keep a disk and a processor busy without starving requests."""

WAITING_MAX = 1000
"""Files that wait to be digested; what comes beyond is digested when it is next asked for."""

Result = TypeVar("Result")


class ChangedFileError(Exception):
    """A file was written to while it was read."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What reading a whole file tells."""

    content: str
    digests: Digests


class Digester:
    """Reads files in threads, a few at a time, and keeps what it finds."""

    def __init__(self, facts: FactStore) -> None:
        self._facts = facts
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._queue: asyncio.Queue[tuple[PosixReadable, str]] = asyncio.Queue(WAITING_MAX)
        self._digested: dict[str, asyncio.Future[Digests | None]] = {}

    async def content_of(self, path: str, file: PosixReadable) -> str:
        """Read a file whole, keep all that it tells, and return its content.

        Raises:
            ChangedFileError: somebody writes to it.
            StorageError: it cannot be read.
        """
        before = file.status().fingerprint
        whole = await self._in_slot(lambda: _whole(file))
        _demand_unchanged(path, before, file)
        self._facts.keep_digests(whole.content, whole.digests)
        self._facts.keep_content(path, before, whole.content)
        return whole.content

    async def hash_of(self, path: str, file: PosixReadable) -> str:
        """Return a file's content alone, by all processors, and keep it. Raises as `content_of` does.

        A file that is renamed, replaced or deleted meanwhile is the same bytes: its ctime alone is another
        then. Whoever is being told it reads on, and nothing is kept of the path.
        """
        before = file.status().fingerprint
        content = await self._in_slot(lambda: hash_open(file))
        after = file.status().fingerprint
        if (after.size, after.mtime_ns) != (before.size, before.mtime_ns):
            raise ChangedFileError(f"{path!r} is being written to")
        if after == before:
            self._facts.keep_content(path, before, content)
        return content

    async def hash_again(self, file: PosixReadable) -> str:
        """Return the hash of a file that is open, and keep nothing. Raises StorageError."""
        return await self._in_slot(lambda: hash_open(file))

    async def digests_of(self, content: str, file: PosixReadable) -> Digests | None:
        """Return the digests of a content that stands in a file; None where the file is another by now."""
        known = self._facts.digests(content)
        if known is not None:
            return known
        if content not in self._digested:
            self.digest_later(content, file)
        waiting = self._digested.get(content)
        return None if waiting is None else await asyncio.shield(waiting)

    def known_or_later(self, content: str, file: PosixReadable) -> Digests | None:
        """Return the digests of a content that stands in a file; None, and compute them, where not known."""
        known = self._facts.digests(content)
        if known is None:
            self.digest_later(content, file)
        return known

    def digest_later(self, content: str, file: PosixReadable) -> None:
        """Have the digests of a content computed when nothing else is; the file stays the caller's."""
        if content in self._digested or self._queue.full() or self._facts.digests(content) is not None:
            return
        self._digested[content] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((file.duplicate(), content))

    async def run(self) -> None:
        """Digest what waits, one after the other, until cancelled."""
        while True:
            file, content = await self._queue.get()
            digests = None
            try:
                with file:
                    digests = await self._digest(content, file)
            finally:
                self._digested.pop(content).set_result(digests)

    async def _digest(self, content: str, file: PosixReadable) -> Digests | None:
        try:
            whole = await self._in_slot(lambda: _whole(file))
        except StorageError as error:
            log.warning("content %s cannot be digested: %s", content, error)
            return None
        self._facts.keep_digests(whole.content, whole.digests)
        return whole.digests if whole.content == content else None

    async def _in_slot(self, read: Callable[[], Result]) -> Result:
        async with self._slots:
            return await asyncio.to_thread(read)


def _whole(file: PosixReadable) -> Whole:
    content, digesting = blake3(), Digesting()
    offset = 0
    while data := file.read_at(offset, READ_BYTES):
        content.update(data)
        digesting.update(data)
        offset += len(data)
    return Whole(content.hexdigest(), digesting.digests())


def _demand_unchanged(path: str, before: Fingerprint, file: PosixReadable) -> None:
    if file.status().fingerprint != before:
        raise ChangedFileError(f"{path!r} is being written to")
