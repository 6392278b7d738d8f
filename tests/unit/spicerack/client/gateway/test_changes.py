"""The client changes files through a gateway, whatever the line between them does."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.changing import Copy, Delete, Move, Put
from spicerack.client.gateway.errors import ChangedError, LocalError, NotFoundError, UnavailableError
from spicerack.client.gateway.progress import Progress
from tests.unit.services.gateway.desk import COLLECTION, Desk, hash_of, open_desk
from tests.unit.services.gateway.played_manager import publishing
from tests.unit.spicerack.client.gateway.faults import FaultyLine

DATA = bytes(range(256)) * 9000


@dataclass
class Writer:
    """A client, and the gateway into which it writes."""

    client: AsyncClient
    desk: Desk
    line: FaultyLine

    def stands(self) -> dict[str, bytes]:
        """Return the files of the site."""
        return {
            str(path.relative_to(self.desk.root)): path.read_bytes()
            for path in self.desk.root.rglob("*")
            if path.is_file() and ".spicerack" not in path.parts
        }

    def uploads(self) -> int:
        """Return how many uploads are left in the control directory."""
        return len(list((self.desk.root / ".spicerack" / "uploads").glob("*")))

    def sent(self) -> list[str]:
        """Return where the pieces that were sent began."""
        return [one.headers["upload-offset"] for one in self.line.asked if one.method == "PATCH"]


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    """A client of a gateway whose site publishes what is written."""

    async def sleep(_: float) -> None:
        return

    async with open_desk(tmp_path) as desk, publishing(desk):
        line = FaultyLine(httpx.ASGITransport(desk.application))
        async with AsyncClient(
            "http://localhost", collection=COLLECTION, sleep=sleep, transport=line
        ) as client:
            yield Writer(client, desk, line)


async def test_a_file_is_put_with_its_time(writer: Writer, tmp_path: Path) -> None:
    """And nothing of the upload is left."""
    source = tmp_path / "source"
    source.write_bytes(DATA)
    told: list[Progress] = []
    done = await writer.client.upload(source, "new/deep/f.bc", report=told.append)

    head = writer.desk.context.followed.projection.head("new/deep/f.bc")
    assert head is not None
    assert (done.content, done.size, done.revision) == (hash_of(DATA), len(DATA), head.revision)
    assert head.state.mtime_ns == source.stat().st_mtime_ns
    assert writer.stands() == {"new/deep/f.bc": DATA}
    assert (told[-1].moved, writer.uploads()) == (len(DATA), 0)


async def test_an_upload_goes_on_from_what_the_gateway_has(writer: Writer) -> None:
    """The line breaks in the middle of a body: what arrived is not sent again."""
    writer.line.body_cuts = [1_000_000, 0]
    await writer.client.upload(DATA, "f")

    assert writer.sent()[0] == "0"
    assert int(writer.sent()[-1]) > 0
    assert writer.stands() == {"f": DATA}


async def test_an_answer_that_is_lost_costs_nothing(writer: Writer) -> None:
    """The file was put; the client finds it there."""
    writer.line.lost = 1
    done = await writer.client.upload(b"bytes", "f")

    assert done.revision == writer.desk.context.followed.revision
    assert writer.stands() == {"f": b"bytes"}
    assert len(writer.sent()) == 1


async def test_an_upload_that_never_gets_through_ends(writer: Writer) -> None:
    """Nothing is visible."""
    writer.line.body_cuts = [0] * 20
    with pytest.raises(UnavailableError):
        await writer.client.upload(DATA, "f")

    assert writer.stands() == {}


async def test_conditions_are_held(writer: Writer) -> None:
    """One of two writers with the same condition wins."""
    await writer.client.upload(b"one", "f", create=True)
    with pytest.raises(ChangedError):
        await writer.client.upload(b"two", "f", create=True)
    await writer.client.upload(b"two", "f", if_match=hash_of(b"one"))
    with pytest.raises(ChangedError):
        await writer.client.upload(b"three", "f", if_match=hash_of(b"one"))

    assert writer.stands() == {"f": b"two"}


async def test_files_are_removed_moved_and_copied(writer: Writer) -> None:
    """Each as one commit, which the answer names."""
    await writer.client.upload(b"one", "a")
    await writer.client.upload(b"two", "b")
    await writer.client.copy("a", "c/a")
    moved = await writer.client.move("b", "d")
    removed = await writer.client.remove("a", if_match=hash_of(b"one"))

    assert writer.stands() == {"c/a": b"one", "d": b"two"}
    assert (moved.state, removed.revision) == ("committed", writer.desk.context.followed.revision)
    with pytest.raises(ChangedError):
        await writer.client.copy("d", "c/a")
    with pytest.raises(NotFoundError):
        await writer.client.remove("none")


async def test_a_commit_is_all_or_nothing(writer: Writer) -> None:
    """With a message for the log."""
    await writer.client.upload(b"old", "mk/old.tm")
    await writer.client.upload(b"a", "a")
    before = writer.desk.context.followed.revision
    done = await writer.client.commit(
        [Put(path="mk/new.tm", source=b"new"), Move(source="mk/old.tm", target="attic/old.tm"),
         Copy(source="a", target="b"), Delete(path="a")],
        message="release of the week",
    )  # fmt: skip
    with pytest.raises(ChangedError):
        await writer.client.commit([Put(path="x", source=b"x"), Delete(path="b", if_match="0" * 64)])

    assert (done.revision, done.message) == (before + 1, "release of the week")
    assert writer.stands() == {"mk/new.tm": b"new", "attic/old.tm": b"old", "b": b"a"}


async def test_a_source_that_cannot_be_read_is_this_hosts_fault(writer: Writer, tmp_path: Path) -> None:
    """Before anything is sent; a pipe that nobody writes into is not waited for."""
    os.mkfifo(tmp_path / "pipe")
    for source in (tmp_path / "none", tmp_path, tmp_path / "pipe"):
        with pytest.raises(LocalError):
            await writer.client.upload(source, "f")
    assert writer.line.asked == []
