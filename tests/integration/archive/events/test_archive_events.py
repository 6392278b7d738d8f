"""Events of frames: one of each version, never early, never lost, and for those alone who may see it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.requests import HTTPConnection

from services.archive.api.own.events import tell_events
from services.archive.api.own.position_codec import Kind, codec_for
from services.archive.fold.names import frame_number
from shared.contracts.messages.frames.frame_event import FrameEvent
from shared.contracts.topology import Stream
from shared.web.authorise import Caller
from testing.postgres.servers import fresh_database
from tests.integration.archive.desk import COLLECTION, PATIENCE, Desk, open_desk
from tests.integration.archive.world import BEGAN, facts_of, md5_of, square

FAR = timedelta(days=100_000)


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with an empty collection."""
    async with open_desk(tmp_path, database) as opened:
        yield opened


async def said(desk: Desk, *, count: int) -> list[FrameEvent]:
    """Return the events of the stream, once there are so many."""
    found: list[FrameEvent] = []
    subject = desk.context.topology.frame_event(COLLECTION, "*")
    async with asyncio.timeout(PATIENCE):
        async for message in desk.bus.follow(Stream.EVENTS, subject, after=0):
            found.append(FrameEvent.model_validate_json(message.data))
            if len(found) == count:
                break
    return found


async def caller_of(desk: Desk, token: str) -> Caller:
    """Return who says a token."""
    headers = [(b"authorization", f"Bearer {token}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/frames/", "headers": headers, "query_string": b""}
    return await desk.door.access.admit(HTTPConnection(scope))


async def told(
    desk: Desk, token: str, *, until: str, after: str = "0", since: int = 0
) -> list[tuple[str, str]]:
    """Return what a follower is told, up to a frame."""
    found: list[tuple[str, str]] = []
    caller = await caller_of(desk, token)
    codec = await codec_for(desk.context.sight(caller), desk.door.keyring, [after])
    begin = codec.decode(Kind.EVENT, after, count=1)
    assert begin is not None
    stream = tell_events(desk.context, caller, codec, after=begin[0], since=since)
    async with asyncio.timeout(PATIENCE):
        async for one in stream:
            lines = dict(line.split(": ", 1) for line in one.decode().splitlines() if line)
            found.append((lines["id"], json.loads(lines["data"])["basename"]))
            if found[-1][1] == until:
                break
    await stream.aclose()  # type: ignore[attr-defined]
    return found


async def test_each_version_is_said_once_whoever_builds_the_rows(
    desk: Desk, tmp_path: Path, postgres: object
) -> None:
    """With the headers, the footprint and the numbers; also after a crash, and by rows built anew."""
    await desk.add("one", facts_of("one", footprint=square(10, 20)), folder="night/")
    await desk.commit({"night/one.fits": "one, again", "two.fits": "two"})
    assert len(await said(desk, count=1)) == 1  # What is not described is not said.
    await desk.describe("one, again", facts_of("one, again"))
    await desk.describe("two", facts_of("two"))
    events = await said(desk, count=3)
    first = next(one for one in events if one.md5 == md5_of("one"))
    assert (first.frameid, first.filename, first.path) == (frame_number("one"), "one.fits", "night/one.fits")
    assert (first.headers, first.proposal_id, first.revision) == ({"OBJECT": "M 31"}, "P1", 1)
    assert json.loads(first.area or "")["type"] == "MultiPolygon"

    def crash() -> None:
        with desk.context.databases.writer.begin() as connection:
            connection.execute(text("UPDATE event SET told = false"))

    await asyncio.to_thread(crash)
    with fresh_database(postgres, template="postgres") as other:  # type: ignore[arg-type]
        (tmp_path / "other").mkdir()
        async with open_desk(tmp_path / "other", other, server=desk.server) as again:
            await again.describe("two", facts_of("two"))  # as a describer of a later version does
            await desk.add("last", facts_of("last"))
            events = await said(again, count=4)
    assert sorted(one.md5 for one in events) == sorted(
        md5_of(name) for name in ("one", "one, again", "two", "last")
    )


async def test_followers_are_told_of_what_they_see(desk: Desk) -> None:
    """From the first on, after an id, or above a revision; a frame of others is as one that never came."""
    await desk.add("public", facts_of("public", public_date=BEGAN))
    await desk.add("private", facts_of("private", public_date=BEGAN + FAR))
    await desk.add("elsewhere", facts_of("elsewhere", public_date=BEGAN), folder="raw/")
    await desk.add("last", facts_of("last", public_date=BEGAN))
    await said(desk, count=4)
    reader, member = await desk.token(), await desk.token(groups=("P1",))
    everything = await told(desk, desk.admin, until="last")
    assert [place for place, _ in everything] == ["1", "2", "3", "4"]
    everything = await told(desk, member, until="last")
    assert not any(place.isdigit() for place, _ in everything)
    assert [name for _, name in everything] == ["public", "private", "elsewhere", "last"]
    assert [name for _, name in await told(desk, reader, until="last")] == ["public", "elsewhere", "last"]
    of_raw = await desk.token(prefixes=("raw",))
    assert [name for _, name in await told(desk, of_raw, until="elsewhere")] == ["elsewhere"]
    after = await told(desk, member, until="last", after=everything[2][0])
    assert [name for _, name in after] == ["last"]
    widened = await told(desk, desk.admin, until="last", after=everything[2][0])
    assert widened == [("4", "last")]
    since = await told(desk, member, until="last", since=1)
    assert [name for _, name in since] == ["private", "elsewhere", "last"]
    counted = await desk.get("/api/v1/archive/events", reader, after="3")
    assert (counted.status_code, "after: take it" in counted.text) == (422, True)
