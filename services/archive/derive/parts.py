"""The parts of an archive that deal in bytes, wired together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.archive.config import ArchiveConfig
from services.archive.contents.lender import Lenders
from services.archive.contents.port import Contents
from services.archive.contents.removal import Remover
from services.archive.derive.thumbnails import Thumbnails
from services.archive.derive.workshop import Workshop, WorkshopLimits, open_workshop

WORK = "work"
"""In the state directory: frames that are worked on, and what is made of them."""

THUMBNAILS = "thumbnails"
"""In the state directory: pictures that are kept."""


@dataclass(frozen=True, slots=True)
class ByteParts:
    """What reads, lends, makes and removes bytes."""

    contents: Contents
    lenders: Lenders
    remover: Remover
    workshop: Workshop
    thumbnails: Thumbnails


@asynccontextmanager
async def open_byte_parts(
    config: ArchiveConfig, contents: Contents, lenders: Lenders, remover: Remover
) -> AsyncIterator[ByteParts]:
    """Yield the parts; worker processes start when they are first needed."""
    limits = WorkshopLimits(
        workers=config.work_processes,
        memory_bytes=config.work_memory_bytes,
        file_bytes=config.work_file_bytes,
        seconds=config.work_seconds,
    )
    async with open_workshop(config.state / WORK, contents, limits) as workshop:
        thumbnails = Thumbnails(config.state / THUMBNAILS, workshop, bytes_max=config.thumbnail_bytes)
        yield ByteParts(contents, lenders, remover, workshop, thumbnails)
