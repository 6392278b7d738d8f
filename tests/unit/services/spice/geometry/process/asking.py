"""Kernels that a test made, kept as files by content, and questions to processes that hold them."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from blake3 import blake3

from services.spice.geometry.answer_head import Form
from services.spice.geometry.process.pool import Allowance, Asked, Pool, PoolBounds
from services.spice.geometry.questions.question import QUESTION
from services.spice.sets.port import AbsentContentError, KernelsUnavailableError, LocalKernel
from shared.contracts.http.knowledge.kernels import SetMember
from tests.kernels import made

ALLOWANCE = Allowance(seconds=60, times=1_000_000, steps=1_000_000, bytes=64 * 1024**2)

CLOCK: dict[str, Any] = {"calculation": "time-conversion", "times": {"at": 0.0}, "to": "UTC"}


class Folder:
    """Implements KernelFiles over a directory of a test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open: list[str] = []
        self.unavailable = False
        """Whether kernels are at other sites, and do not come."""

    def member(self, path: str, content: bytes) -> SetMember:
        """Keep a kernel, and return it as a member of a set."""
        name = blake3(content).hexdigest()
        (self.folder / name).write_bytes(content)
        return SetMember(
            path=path,
            content=name,
            size=len(content),
            revision=7,
            kind="lsk",
            quality="untold",
            needed_for=(),
        )

    @asynccontextmanager
    async def held(self, members: Sequence[SetMember]) -> AsyncIterator[tuple[LocalKernel, ...]]:
        """Hold the files of kernels."""
        if self.unavailable and members:
            raise KernelsUnavailableError("kernels are at other sites")
        for one in members:
            if not (self.folder / one.content).exists():
                raise AbsentContentError(f"{one.path} is not at this site")
        names = [one.content for one in members]
        self.open.extend(names)
        try:
            yield tuple(
                LocalKernel(
                    path=one.path,
                    content=one.content,
                    revision=one.revision,
                    kind=one.kind,
                    quality=one.quality,
                    file=self.folder / one.content,
                )
                for one in members
            )
        finally:
            for name in names:
                self.open.remove(name)


class Buffer:
    """Takes an answer into memory."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.restarts = 0

    async def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self.data += data

    async def restart(self) -> None:
        """Forget what was taken."""
        self.restarts += 1
        self.data.clear()

    def json(self) -> Any:
        """Return the answer."""
        return json.loads(self.data)


def asked(
    members: Sequence[SetMember], question: dict[str, Any], *, kernel_set: str = "", form: Form = "json"
) -> Asked:
    """Return a question about kernels."""
    named = kernel_set or blake3("".join(one.content for one in members).encode()).hexdigest()
    return Asked(
        collection="spice",
        revision=9,
        kernel_set=named,
        members=tuple(members),
        question=QUESTION.validate_python(question),
        form=form,
    )


def leap_seconds(number: int = 0) -> bytes:
    """Return a leapseconds kernel that differs from others in a comment."""
    return f"{made.LSK}\nNumber {number}.\n".encode()


@asynccontextmanager
async def pool_of(folder: Path, **bounds: int) -> AsyncIterator[tuple[Pool, Folder]]:
    """Yield a pool whose processes are ended afterwards."""
    files = Folder(folder)
    pool = Pool(files, PoolBounds(**bounds))
    try:
        yield pool, files
    finally:
        await pool.stop()
