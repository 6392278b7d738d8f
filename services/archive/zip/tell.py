"""A zip told as the bytes of its members come."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from blake3 import blake3

from services.archive.contents.port import Contents, Reader
from services.archive.derive.workshop import Workshop
from services.archive.zip.plan import MANIFEST, Plan, Planned, Told, as_it_is, manifest
from shared.web.archives.zip_form import ZipForm
from shared.web.problem import MalformedError, ProblemError

PIECE_BYTES = 256 * 1024


class CutError(Exception):
    """A member's bytes are not to be had, after others were told: the answer ends early, and is seen to."""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of frames, and what makes others of them."""

    contents: Contents
    workshop: Workshop
    reader: Reader


async def tell(plan: Plan, source: Source) -> AsyncGenerator[bytes, None]:
    """Yield the bytes of a zip.

    Raises:
        CutError: a member's bytes are other ones, or fewer, or not to be had.
    """
    try:
        async for piece in _pieces(plan, source):
            yield piece
    except ProblemError as error:
        raise CutError(f"a zip of {len(plan.files)} files ends early: {error}") from error


async def _pieces(plan: Plan, source: Source) -> AsyncGenerator[bytes, None]:
    form = ZipForm()
    told: list[Told] = []
    for planned in plan.files:
        pieces = _stored if planned.job is None else _made
        async for piece in pieces(form, plan, planned, source, told):
            yield piece
    text = manifest(told)
    yield form.begin(plan.member(MANIFEST, len(text))) + form.add(text) + form.finish() + form.close()


async def _stored(
    form: ZipForm, plan: Plan, planned: Planned, source: Source, told: list[Told]
) -> AsyncGenerator[bytes, None]:
    """Yield a member whose bytes are told as they are, held against their hash."""
    content, digest, size = planned.content, blake3(), 0
    yield form.begin(plan.member(planned.name, content.size))
    async for piece in source.contents.read(content, source.reader):
        size += len(piece)
        if size > content.size:
            break
        digest.update(piece)
        yield form.add(piece)
    if size != content.size or digest.hexdigest() != content.content:
        raise CutError(f"{content.name}: the gateway told other bytes than it has")
    yield form.finish()
    told.append(as_it_is(planned))


async def _made(
    form: ZipForm, plan: Plan, planned: Planned, source: Source, told: list[Told]
) -> AsyncGenerator[bytes, None]:
    """Yield a member that is made of a frame; nothing where it cannot be."""
    assert planned.job is not None
    try:
        product = await source.workshop.make(planned.content, planned.job, source.reader)
    except MalformedError as error:
        told.append(Told(planned=planned, reason=str(error)))
        return
    md5, digest = hashlib.md5(usedforsecurity=False), blake3()
    try:
        yield form.begin(plan.member(planned.name, product.size))
        with product.path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
                md5.update(piece)
                digest.update(piece)
                yield form.add(piece)
        yield form.finish()
    finally:
        product.path.unlink(missing_ok=True)
    told.append(Told(planned=planned, size=product.size, md5=md5.hexdigest(), blake3=digest.hexdigest()))
