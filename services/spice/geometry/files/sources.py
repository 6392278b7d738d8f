"""The places that the bytes of a kernel come from: the collection's directory, and other sites."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from services.spice.sets.port import AbsentContentError, KernelsUnavailableError
from shared.bus.port import BusError
from shared.contents.elsewhere import Elsewhere
from shared.contents.wanted import ContentLostError, NotHeldError, UnavailableError, Wanted
from shared.contracts.http.knowledge.kernels import SetMember
from shared.delta.hashing import HASH_BLOCK_BYTES, hash_readable
from shared.roots.posix.files.open_file import PosixReadable, PosixWritable
from shared.roots.posix.files.port import ReadableFile, StorageError

OWNER_ONLY = 0o600


class KernelSource(Protocol):
    """Writes the bytes of kernels to files."""

    async def write(self, member: SetMember, partial: Callable[[], Path]) -> Path:
        """Write a kernel to a file that `partial` names, verify it, and return the file.

        Raises:
            AbsentContentError: it is not here, or nobody holds it.
            KernelsUnavailableError: it may be had later.
        """


@dataclass(slots=True)
class RootSource:
    """Implements `KernelSource` over the collection's directory at this site."""

    open_root: Callable[[str], ReadableFile]
    """Opens a path of the directory; follows no link."""
    _copying: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One is copied at a time: the disk is one, too."""

    async def write(self, member: SetMember, partial: Callable[[], Path]) -> Path:
        """See `KernelSource`."""
        async with self._copying:
            return await asyncio.to_thread(self._copy, member, partial())

    def _copy(self, member: SetMember, partial: Path) -> Path:
        try:
            with self.open_root(member.path) as source:
                if source.status().fingerprint.size != member.size:
                    raise StorageError("it has another size now")
                flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
                with PosixWritable(os.open(partial, flags, OWNER_ONLY), partial.name) as target:
                    target.copy_from(source, 0, member.size)
            if hash_of_file(partial) != member.content:
                raise StorageError("it has other bytes now")
        except (OSError, StorageError) as error:
            partial.unlink(missing_ok=True)
            raise AbsentContentError(
                f"{member.path} of revision {member.revision} is not at this site ({error}): "
                "ask a site that holds it, or have this one follow it"
            ) from error
        return partial


class RemoteSource:
    """Implements `KernelSource` over other sites."""

    def __init__(self, elsewhere: Elsewhere, *, at_once: int) -> None:
        self._elsewhere = elsewhere
        self._fetching = asyncio.Semaphore(at_once)

    async def write(self, member: SetMember, partial: Callable[[], Path]) -> Path:
        """See `KernelSource`."""
        wanted = Wanted(content=member.content, size=member.size, paths=(member.path,))
        async with self._fetching:
            download = self._elsewhere.download(wanted, partial)
            try:
                path = await download.run()
                kept = partial()
                path.rename(kept)
            except (UnavailableError, ContentLostError, BusError, OSError) as error:
                raise KernelsUnavailableError(
                    f"{member.path} is not at this site, and cannot be had from others now: {error}"
                ) from error
            except NotHeldError as error:
                raise AbsentContentError(f"{member.path} of revision {member.revision}: {error}") from error
            finally:
                download.drop()
        self._elsewhere.figures.fetched += 1
        return kept


@dataclass(frozen=True, slots=True)
class NearestSource:
    """Implements `KernelSource` over this site first, and others then."""

    here: KernelSource
    elsewhere: KernelSource

    async def write(self, member: SetMember, partial: Callable[[], Path]) -> Path:
        """See `KernelSource`."""
        try:
            return await self.here.write(member, partial)
        except AbsentContentError:
            return await self.elsewhere.write(member, partial)


def hash_of_file(path: Path) -> str:
    """Return the content of a file; empty where it cannot be read. Blocks."""
    try:
        with PosixReadable(os.open(path, os.O_RDONLY | os.O_CLOEXEC), path.name) as file:
            return hash_readable(file, block_bytes=HASH_BLOCK_BYTES)
    except (OSError, StorageError):
        return ""
