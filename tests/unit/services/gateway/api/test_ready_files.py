"""Large files that were just told: the next callers wait for nothing, and are told what the first was."""

import os

import pytest

from services.gateway.reading.tell_content import SMALL_BYTES
from tests.unit.services.gateway.desk import BELOW, COLLECTION, MTIME_NS, Desk

DATA = os.urandom(SMALL_BYTES + 1000)
PATH = f"{BELOW}/content/f"


@pytest.fixture
async def ready(desk: Desk) -> Desk:
    """A gateway that has told a file once."""
    await desk.commit({"f": DATA})
    for _ in range(2):  # The first time its digests are not known at once.
        await desk.get("/content/f", Range="bytes=0-0", Want_Repr_Digest="sha-256=1")
    assert desk.context.hot.files.get(PATH) is not None
    return desk


@pytest.mark.parametrize("said", [None, "bytes=5-99", "bytes=-7", "bytes=0-1, 9-9", "bytes=x"])
async def test_the_same_is_told_as_by_the_long_way(ready: Desk, said: str | None) -> None:
    """Status, headers and bytes of each range."""
    headers = {} if said is None else {"Range": said}
    told = await ready.get("/content/f", **headers)
    ready.context.hot.clear()
    long = await ready.get("/content/f", **headers)
    assert (told.status_code, told.content) == (long.status_code, long.content)
    assert {**told.headers, "server-timing": ""} == {**long.headers, "server-timing": ""}


async def test_ranges_that_are_not_there_and_conditions_are_judged(ready: Desk) -> None:
    """By the long way: 416, 304, and all of it where another version was meant."""
    assert (await ready.get("/content/f", Range=f"bytes={len(DATA)}-")).status_code == 416
    assert (await ready.get("/content/f", Range="bytes=0-1", If_Range='"x"')).status_code == 200
    assert (await ready.get("/content/f", Range="bytes=0-1", If_None_Match="*")).status_code == 304


async def test_a_commit_is_seen_at_once(ready: Desk) -> None:
    """A new content, and a deletion."""
    await ready.commit({"f": DATA[::-1]})
    assert (await ready.get("/content/f", Range="bytes=0-9")).content == DATA[::-1][:10]
    await ready.commit({"f": None})
    assert (await ready.get("/content/f", Range="bytes=0-9")).status_code == 404


async def test_what_is_written_into_the_file_is_not_told(ready: Desk) -> None:
    """The file is looked at each time, though it is open."""
    ready.place("f", DATA[::-1], mtime_ns=MTIME_NS)
    assert (await ready.get("/content/f", Range="bytes=0-9")).status_code == 503


async def test_the_tree_has_its_own(ready: Desk) -> None:
    """One file by two addresses: both are forgotten with it."""
    for _ in range(2):
        assert (await ready.client.get(f"/data/{COLLECTION}/f")).content == DATA
    assert ready.context.hot.files.weight == 2
    await ready.commit({"f": DATA[::-1]})
    assert ready.context.hot.files.weight == 0
