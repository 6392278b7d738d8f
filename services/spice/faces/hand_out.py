"""The bytes of kernels, handed out as they are, from the files that processes load."""

from collections.abc import AsyncIterator
from pathlib import PurePosixPath

import anyio
from fastapi.responses import StreamingResponse

from services.spice.api.parameters import Desk
from services.spice.geometry.api.problems import TOLD, problem_of
from services.spice.geometry.geometry import Geometry
from services.spice.kernels.view import Kernel, KernelView
from services.spice.sets.find import set_member
from shared.contracts.http.knowledge.kernels import SetMember
from shared.web.problem import NotFoundError

PIECE = 256 * 1024
"""Bytes that are read at a time: what a caller takes in a moment."""

Reads = AsyncIterator[bytes]


async def kernel_named(desk: Desk, file: str, *, mission: str = "", kind: str = "") -> SetMember:
    """Return the kernel with a name, the first by path. Raises NotFoundError."""

    def find(view: KernelView) -> SetMember:
        for kernel in view.kernels("substr('/' || kernel.path, -length(?)) = ?", (f"/{file}", f"/{file}")):
            if desk.sees(kernel.path) and _fits(kernel, mission, kind):
                return set_member(kernel)
        raise NotFoundError(f"no kernel is called {PurePosixPath(file).name!r} here")

    return await desk.context.ask(find)


def _fits(kernel: Kernel, mission: str, kind: str) -> bool:
    return kernel.mission == (mission or kernel.mission) and kernel.family == (kind or kernel.family)


async def handed_out(geometry: Geometry, member: SetMember) -> StreamingResponse:
    """Return an answer with the bytes of a kernel, verified. Raises ProblemError."""
    pieces = _pieces(geometry, member)
    try:
        first = await anext(pieces, b"")
    except TOLD as error:
        raise problem_of(error) from error

    async def body() -> Reads:
        yield first
        async for piece in pieces:
            yield piece

    name = PurePosixPath(member.path).name.encode("ascii", "replace").decode().replace('"', "'")
    headers = {
        "Content-Length": str(member.size),
        "Content-Disposition": f'attachment; filename="{name}"',
        "ETag": f'"{member.content}"',
    }
    return StreamingResponse(body(), media_type="application/octet-stream", headers=headers)


async def _pieces(geometry: Geometry, member: SetMember) -> Reads:
    async with geometry.files.held((member,)) as (kernel,), await anyio.open_file(kernel.file, "rb") as file:
        while piece := await file.read(PIECE):
            yield piece
