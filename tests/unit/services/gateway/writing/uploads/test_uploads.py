"""Uploads in pieces at two gateways of one site."""

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from blake3 import blake3
from starlette.requests import ClientDisconnect

from services.gateway.writing.body import Bodies
from services.gateway.writing.settings import WritingLimits
from services.gateway.writing.uploads.errors import MismatchingOffsetError
from services.gateway.writing.uploads.piece import SPARE_BYTES
from services.gateway.writing.uploads.running import until
from services.gateway.writing.uploads.uploads import Uploads
from shared.observability.clock import SystemClock
from shared.roots.errors import NoSpaceError as DiskFullError
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import Files
from shared.roots.posix.uploads.upload import Upload
from shared.web.problem import NoSpaceError
from testing.disk.disk import MemoryDisk
from testing.disk.files import Faults, MemoryFiles

LIMITS = WritingLimits(upload_bytes_max=1000, reserve_bytes=0)


async def body(data: bytes) -> AsyncIterator[bytes]:
    """Yield a body."""
    yield data


async def test_a_piece_that_another_gateway_took_in_meanwhile_is_kept(tmp_path: Path) -> None:
    """Both were sent for one offset. The second is told where to go on: what came first was acknowledged."""
    opened = 0
    first_done = False

    def open_files() -> Files:
        return PosixFiles(tmp_path)

    one = Uploads(open_files=open_files, bodies=Bodies(open_files, LIMITS), clock=SystemClock())
    upload = await one.create(Upload(id="0" * 32, owner="me", touched=datetime.now(UTC)))

    async def first() -> None:
        await one.append("me", upload.id, body(b"first"), offset=0, complete=False, said={})

    def open_late() -> Files:
        nonlocal opened, first_done
        opened += 1
        if opened > 1 and not first_done:
            first_done = True
            asyncio.run(first())
        return PosixFiles(tmp_path)

    other = Uploads(open_files=open_late, bodies=Bodies(open_late, LIMITS), clock=SystemClock())
    with pytest.raises(MismatchingOffsetError):
        await other.append("me", upload.id, body(b"other"), offset=0, complete=False, said={})
    assert first_done
    assert (await one.get("me", upload.id)).offset == 5
    done = await one.append("me", upload.id, body(b" last"), offset=5, complete=True, said={})
    assert (done.complete, done.offset) == (True, 10)


async def test_a_sender_that_goes_after_its_request_was_ended_is_no_fault() -> None:
    """Requests are cancelled at the end of a process, and then their senders go: the log has no error."""
    waits, gone = asyncio.Event(), asyncio.Event()
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))

    async def pieces() -> AsyncIterator[bytes]:
        waits.set()
        await gone.wait()
        raise ClientDisconnect
        yield b""

    async def take() -> None:
        async for _ in until(pieces(), asyncio.Event()):
            continue

    taking = asyncio.create_task(take())
    await waits.wait()
    taking.cancel()
    await asyncio.wait((taking,))
    gone.set()
    for _ in range(10):
        await asyncio.sleep(0)
    del taking  # What it was cancelled in holds on to the piece.
    gc.collect()
    assert faults == []


@pytest.mark.parametrize("breaks_off", [False, True])
async def test_a_disk_that_runs_full_when_a_piece_is_kept_is_told_as_such(*, breaks_off: bool) -> None:
    """507, and what was kept before counts; a sender that goes away then is no other fault."""
    disk, faults = MemoryDisk(clock=count(1_000).__next__), Faults()

    def open_files() -> Files:
        return MemoryFiles(disk, faults=faults)

    async def sent() -> AsyncIterator[bytes]:
        yield b" more"
        if breaks_off:
            raise ClientDisconnect

    def full(operation: str, path: str) -> None:
        if operation == "create" and path.endswith("state.json.tmp"):
            raise DiskFullError("no space left")

    uploads = Uploads(open_files=open_files, bodies=Bodies(open_files, LIMITS), clock=SystemClock())
    upload = await uploads.create(Upload(id="0" * 32, owner="me", touched=datetime.now(UTC)))
    await uploads.append("me", upload.id, body(b"first"), offset=0, complete=False, said={})
    faults.before = full
    with pytest.raises(ClientDisconnect if breaks_off else NoSpaceError):
        await uploads.append("me", upload.id, sent(), offset=5, complete=False, said={})
    assert (await uploads.get("me", upload.id)).offset == 5


@pytest.mark.parametrize("breaks_off", [False, True])
async def test_what_came_before_a_disk_was_full_counts(*, breaks_off: bool) -> None:
    """Also where no byte is left to say how far the upload is: its last bytes make room for that."""
    disk, faults = MemoryDisk(clock=count(1_000).__next__), Faults()
    data = bytes(range(256)) * 2400

    def open_files() -> Files:
        return MemoryFiles(disk, faults=faults)

    async def sent() -> AsyncIterator[bytes]:
        faults.capacity = disk.used_bytes() + len(data) + 10
        yield data
        if breaks_off:
            raise ClientDisconnect
        for _ in range(8):
            await asyncio.sleep(0)
            yield data

    untidy: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: untidy.append(context))
    limits = WritingLimits(upload_bytes_max=10 * len(data), reserve_bytes=0)
    uploads = Uploads(open_files=open_files, bodies=Bodies(open_files, limits), clock=SystemClock())
    upload = await uploads.create(
        Upload(id="0" * 32, owner="me", length=9 * len(data), touched=datetime.now(UTC))
    )
    with pytest.raises(ClientDisconnect if breaks_off else NoSpaceError):
        await uploads.append("me", upload.id, sent(), offset=0, complete=False, said={})
    known = await uploads.get("me", upload.id)
    assert len(data) - SPARE_BYTES <= known.offset <= len(data)
    gc.collect()
    assert untidy == []
    faults.capacity = None
    rest = (data * 9)[known.offset :]
    done = await uploads.append("me", upload.id, body(rest), offset=known.offset, complete=True, said={})
    assert done.content == blake3(data * 9).hexdigest()
