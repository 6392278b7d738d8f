"""Operators' ephemerides in a folder: each file is one or more objects, and all files make up the source."""

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from services.satellites.catalogue.ephemerides.bounds import FILE_BYTES_MAX
from services.satellites.catalogue.ephemerides.gather import StateCandidate, StateGathering
from services.satellites.providers.port import ProviderDownError

FILES_MAX = 50_000
"""Files of a folder: four for each active satellite of today."""


@dataclass(frozen=True, slots=True)
class FolderEphemerides:
    """Every file of a folder whose name ends as its format does. Loaded in a thread, file by file."""

    name: str
    folder: Path
    suffix: str
    begin: Callable[[], StateGathering]
    """Begins to gather a load."""

    async def load(self) -> StateCandidate:
        """Return what all files have now.

        Raises:
            ProviderDownError: the folder cannot be read, has no such file, or too many.
            MalformedError: all in all there are too many states.
        """
        try:
            return await asyncio.to_thread(self._loaded)
        except OSError as error:
            kind = type(error).__name__
            raise ProviderDownError(f"the folder of {self.name} cannot be read ({kind})") from None

    def _loaded(self) -> StateCandidate:
        gathering = self.begin()
        for path in self._files():
            gathering.take(path.name, self._whole(path))
        return gathering.finish()

    def _whole(self, path: Path) -> bytes:
        """Return a file; nothing of one that is too long, or still being written: it cannot be read then."""
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read(FILE_BYTES_MAX)
            after = os.fstat(file.fileno())
        whole = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        return data if whole and len(data) == after.st_size else b""

    def _files(self) -> Iterator[Path]:
        found = 0
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if not entry.name.endswith(self.suffix) or not entry.is_file():
                    continue
                found += 1
                if found > FILES_MAX:
                    raise ProviderDownError(f"the folder of {self.name} has more than {FILES_MAX} files")
                yield Path(entry.path)
        if not found:
            raise ProviderDownError(f"the folder of {self.name} has no file *{self.suffix}: put one there")
