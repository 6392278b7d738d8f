"""Thumbnails: made when they are asked for, and kept by what they show until the room is needed."""

import asyncio
import os
from pathlib import Path

from services.archive.contents.port import Reader
from services.archive.derive.job import PictureJob
from services.archive.derive.workshop import Workshop
from services.archive.query.contents import Content

SIZES = {"small": 200, "medium": 600, "large": 1200}
"""OCS' names, and pixels of the longer side."""

EDITION = 1
"""Of how pictures are made; with another one, kept ones are made anew."""


LOOKED_EVERY = 50
"""Pictures that are kept between two looks at how much room all take: a look reads the whole directory."""


class Thumbnails:
    """Keeps pictures in a directory; their names say which content they are of."""

    def __init__(self, directory: Path, workshop: Workshop, *, bytes_max: int) -> None:
        """Wire it.

        Args:
            directory: of its own.
            workshop: makes pictures.
            bytes_max: of all that are kept.
        """
        self._directory = directory
        self._workshop = workshop
        self._bytes_max = bytes_max
        self._made = 0

    async def picture(self, content: Content, size: str, reader: Reader) -> bytes:
        """Return the JPEG of a content. Raises as the workshop does."""
        kept = self._directory / f"{content.content}-{SIZES[size]}-{EDITION}.jpg"
        found = await asyncio.to_thread(_read, kept)
        if found is not None:
            return found
        product = await self._workshop.make(content, PictureJob(pixels=SIZES[size]), reader)
        return await asyncio.to_thread(self._keep, product.path, kept)

    def _keep(self, made: Path, kept: Path) -> bytes:
        self._directory.mkdir(parents=True, exist_ok=True)
        data = made.read_bytes()
        made.replace(kept)
        if self._made % LOOKED_EVERY == 0:
            make_room(self._directory, bytes_max=self._bytes_max)
        self._made += 1
        return data


def make_room(directory: Path, *, bytes_max: int) -> None:
    """Remove the pictures that were not looked at for longest, down to three quarters of the room."""
    found = [(one.stat(), one) for one in directory.glob("*.jpg")]
    total = sum(status.st_size for status, _ in found)
    if total <= bytes_max:
        return
    for status, one in sorted(found, key=lambda pair: pair[0].st_mtime_ns):
        if total <= bytes_max * 3 // 4:
            return
        one.unlink(missing_ok=True)
        total -= status.st_size


def _read(kept: Path) -> bytes | None:
    """Return a picture, and note that somebody looked at it; None where it is not kept."""
    try:
        data = kept.read_bytes()
        os.utime(kept)
    except FileNotFoundError:
        return None
    return data
