"""Uploads that nobody goes on with, or can."""

import asyncio
import random
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.gateway.writing.uploads.sweep import SECONDS_MAX, sweep_died, sweep_left
from services.gateway.writing.uploads.sweeper import Sweeper
from shared.access.book import AccessBook
from shared.access.token_store import TokenStore
from shared.contracts.http.access import TokenRequest
from shared.contracts.topology import Topology
from shared.model.scope import Scope
from shared.observability.clock import SystemClock
from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles
from testing.bus.memory import MemoryBus, MemoryServer

NOW = datetime(2026, 11, 30, tzinfo=UTC)
ENDED = "a" * 12


def upload(number: int, **more: object) -> Upload:
    """Return an upload of somebody."""
    said = {"id": f"{number:032x}", "owner": "somebody", "touched": NOW, **more}
    return Upload.model_validate(said)


def keep(root: Path, *uploads: Upload) -> None:
    """Begin uploads."""
    with closing(PosixFiles(root)) as files:
        make_control(files)
        for one in uploads:
            UploadFiles(files).begin(one.id).__exit__(None, None, None)
            UploadFiles(files).keep(one)


def numbers(root: Path) -> list[int]:
    """Return which are there."""
    with closing(PosixFiles(root)) as files:
        return sorted(int(one, 16) for one in UploadFiles(files).ids())


def test_uploads_that_nobody_can_go_on_with_are_removed(tmp_path: Path) -> None:
    """Those of an ended token, and of long ago; one that is held is told of, and bodies under way stay."""
    old = NOW - timedelta(seconds=SECONDS_MAX + 1)
    keep(tmp_path, upload(1), upload(2, token="b" * 12), upload(3, token=ENDED), upload(4, touched=old))
    keep(tmp_path, upload(5, token=ENDED))
    with closing(PosixFiles(tmp_path)) as files:
        UploadFiles(files).begin(f"{6:032x}").__exit__(None, None, None)
        with UploadFiles(files).held(f"{5:032x}"):
            assert sweep_left(files, now=NOW, ended={ENDED})
        assert numbers(tmp_path) == [1, 2, 5, 6]
        assert not sweep_left(files, now=NOW, ended={ENDED})
        sweep_died(files)
    assert numbers(tmp_path) == [1, 2]


def test_an_upload_of_before_names_no_token(tmp_path: Path) -> None:
    """It is read, and ends by its time alone."""
    text = f'{{"id": "{7:032x}", "owner": "me", "touched": "{NOW.isoformat()}"}}'
    keep(tmp_path, Upload.model_validate_json(text))
    with closing(PosixFiles(tmp_path)) as files:
        assert not sweep_left(files, now=NOW, ended={ENDED})
    assert numbers(tmp_path) == [7]


async def test_uploads_are_swept_when_their_token_is_revoked(tmp_path: Path) -> None:
    """At once, by the news of it."""
    loop, swept = asyncio.get_running_loop(), asyncio.Queue[list[int]]()

    class Told(PosixFiles):
        """Tells what is left after each sweep."""

        def close(self) -> None:
            super().close()
            loop.call_soon_threadsafe(swept.put_nowait, numbers(tmp_path))

    bus, clock = MemoryBus(MemoryServer(Topology()), "gateway"), SystemClock()
    tokens = TokenStore(bus, clock.now, random.Random(1).randbytes)
    request = TokenRequest(name="pipe", scope=Scope.WRITE, collection="c")
    ids = [(await tokens.create(request, by="test")).id for _ in range(2)]
    keep(tmp_path, *(upload(number, token=id_, touched=clock.now()) for number, id_ in enumerate(ids)))
    book = AccessBook(bus, collection="c", monotonic=loop.time)
    tasks = [
        asyncio.create_task(book.run()),
        asyncio.create_task(Sweeper(open_files=lambda: Told(tmp_path), clock=clock).run(book)),
    ]
    assert await book.hear(lambda: len(book.all_tokens()) == 2)
    assert await swept.get() == [0, 1]
    await tokens.revoke(book.tokens(ids[0])[0], by="test")
    assert await swept.get() == [1]
    for task in tasks:
        task.cancel()
