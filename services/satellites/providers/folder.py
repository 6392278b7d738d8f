"""Element sets in files that somebody puts into a folder: an operator's, a file share's."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.satellites.catalogue.decode.port import Format
from services.satellites.providers.port import PIECE, ProviderDownError, Sink

FILES_MAX = 10_000
"""Files that are looked at."""


@dataclass(frozen=True, slots=True)
class FolderElements:
    """The newest file of a folder whose name ends as its format does, e.g. `.json`."""

    name: str
    folder: Path
    format: Format

    async def pull(self, sink: Sink) -> None:
        """Give the newest file. Raises ProviderDownError: there is none, or it changed meanwhile."""
        try:
            await self._pass_on(await asyncio.to_thread(self._newest), sink)
        except OSError as error:
            kind = type(error).__name__
            raise ProviderDownError(f"the folder of {self.name} cannot be read ({kind})") from None

    async def _pass_on(self, path: Path, sink: Sink) -> None:
        file = await asyncio.to_thread(path.open, "rb")
        with file:
            before = os.fstat(file.fileno())
            while piece := await asyncio.to_thread(file.read, PIECE):
                await sink.feed(piece)
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise ProviderDownError(f"a file of {self.name} was still being written; it is read again")

    def _newest(self) -> Path:
        newest = max(self._files(), default=None, key=lambda path: path.stat().st_mtime_ns)
        if newest is None:
            raise ProviderDownError(f"the folder of {self.name} has no file *.{self.format}: put one there")
        return newest

    def _files(self) -> Iterator[Path]:
        with os.scandir(self.folder) as entries:
            for number, entry in enumerate(entries):
                if number == FILES_MAX:
                    raise ProviderDownError(f"the folder of {self.name} has more than {FILES_MAX} files")
                if entry.name.endswith(f".{self.format}") and entry.is_file():
                    yield Path(entry.path)
