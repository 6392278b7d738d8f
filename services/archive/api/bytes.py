"""The bench that routes about bytes are given: the question, and what reads, lends and makes bytes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends
from sqlalchemy import RowMapping
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from services.archive.api.asking import Asked, Desk, Unasked
from services.archive.api.ocs.shape import Address
from services.archive.contents.lender import Lender, ends_after
from services.archive.contents.port import Reader
from services.archive.derive.job import Job
from services.archive.derive.parts import ByteParts
from services.archive.derive.workshop import Product
from services.archive.query.contents import Content
from shared.access.link_keys import Keyring
from shared.bus.port import BusError
from shared.web.dependencies import provided
from shared.web.problem import BusyError


@dataclass(frozen=True, slots=True)
class Bench:
    """One question about bytes."""

    desk: Desk
    parts: ByteParts
    reader: Reader

    async def make(self, content: Content, job: Job) -> Product:
        """Return what a job makes of a content. Raises as the workshop does."""
        return await self.parts.workshop.make(content, job, self.reader)

    async def lender(self, time: timedelta) -> Lender:
        """Return who makes links for the caller that are good for so long. Raises BusyError."""
        now = self.desk.context.clock.now()
        return await self.parts.lenders.lender(self.reader, now=now, ends=now + time)

    async def addresses(self) -> Address | None:
        """Return who makes the addresses in lists, which need no token and are the same all day.

        None is for callers who have no rights to lend, and where no gateway is known: the archive's own
        address then stands there.
        """
        if not (self.desk.caller.known and self.desk.caller.lends):
            return None
        now = self.desk.context.clock.now()
        ends = ends_after(now, self.desk.context.config.link_hours)
        try:
            lender = await self.parts.lenders.lender(self.reader, now=now, ends=ends)
        except (BusyError, BusError):
            return None

        def address(row: RowMapping) -> str:
            return lender.address(path=row["path"], content=row["content"], current=row["current"])

        return address


async def _bench(
    desk: Asked,
    parts: Annotated[ByteParts, Depends(provided(ByteParts))],
    keyring: Annotated[Keyring, Depends(provided(Keyring))],
) -> Bench:
    return Bench(desk, parts, Reader(desk.caller, keyring))


async def _open_bench(
    desk: Unasked,
    parts: Annotated[ByteParts, Depends(provided(ByteParts))],
    keyring: Annotated[Keyring, Depends(provided(Keyring))],
) -> Bench:
    return Bench(desk, parts, Reader(desk.caller, keyring))


UnaskedBytes = Annotated[Bench, Depends(_open_bench)]
"""A question about bytes whose body may say who asks: the route makes sure that they may."""

Bytes = Annotated[Bench, Depends(_bench)]
"""A question about bytes by somebody who may read the collection."""


def made_response(product: Product, name: str) -> FileResponse:
    """Return an answer that tells what was made, and removes it afterwards."""
    return FileResponse(
        product.path,
        media_type=product.media_type,
        headers={"Content-Disposition": disposition(name), "Cache-Control": "private, no-cache"},
        background=BackgroundTask(product.path.unlink, missing_ok=True),
    )


def disposition(name: str) -> str:
    """Return how a browser is told to keep a file by a name (RFC 6266); no name leaves its quotes."""
    plain = "".join(
        sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
