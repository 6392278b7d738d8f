"""A sink that takes an answer into a file."""

import asyncio
from pathlib import Path


class FileSink:
    """Implements `Sink` over a file that is made anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._path.unlink(missing_ok=True)

    async def write(self, data: bytes) -> None:
        """Append the next bytes."""
        await asyncio.to_thread(self._append, data)

    async def restart(self) -> None:
        """Begin anew."""
        await asyncio.to_thread(self._path.unlink, True)

    def _append(self, data: bytes) -> None:
        with self._path.open("ab") as file:
            file.write(data)
