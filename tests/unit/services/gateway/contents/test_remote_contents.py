"""Contents that this site lacks: had from others, verified, kept, and shared by all who read them."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.gateway.contents.port import OpenContent
from shared.contents.wanted import ContentLostError, NotHeldError, Wanted
from shared.contracts.messages.transfers.read import READ_PART_BYTES
from tests.unit.services.gateway.desk import COLLECTION, Desk, hash_of, open_desk
from tests.unit.shared.contents.scripted_holder import holding, introduce

SMALL = b"PINPOINT-Wrapper" * 100
BIG = bytes(range(251)) * 4000
"""Seven parts and a bit."""
WRONG = BIG[:-1] + b"?"
MIB = 1024 * 1024
PATIENCE = 60.0


@pytest.fixture
async def small_cache(tmp_path: Path) -> AsyncIterator[Desk]:
    """A gateway whose cache holds some 3 MB, and whose window is two parts."""
    async with open_desk(
        tmp_path, cache_bytes=3 * MIB, cache_reserve_bytes=0, remote_window_bytes=2 * READ_PART_BYTES
    ) as desk:
        yield desk


@pytest.fixture
async def no_cache(tmp_path: Path) -> AsyncIterator[Desk]:
    """A gateway that keeps nothing, and whose window is two parts."""
    async with open_desk(tmp_path, cache_bytes=0, remote_window_bytes=2 * READ_PART_BYTES) as desk:
        yield desk


async def lacking(desk: Desk, data: bytes, path: str = "f", *, site: str = "b") -> Wanted:
    """Have a file in the log that this site has not got; return its content."""
    await desk.commit({path: data}, place=False, site=site)
    return Wanted(content=hash_of(data), size=len(data), paths=(path,))


async def all_of(content: OpenContent, start: int = 0, length: int | None = None, *, size: int = 0) -> bytes:
    """Read a range as a route does: to its end, and until it is certain."""
    pieces = [piece async for piece in content.read(start, size if length is None else length)]
    await content.settle()
    return b"".join(pieces)


async def had(desk: Desk, wanted: Wanted) -> bytes:
    """Open, read and close a content."""
    content = await desk.context.contents.open(wanted)
    try:
        return await all_of(content, size=wanted.size)
    finally:
        content.close()


async def until(holds) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  a counter is no event
            await asyncio.sleep(0.001)


@pytest.mark.parametrize("data", [b"", b"1", SMALL, BIG, BIG[: 2 * READ_PART_BYTES]])
async def test_a_file_of_another_site_is_answered(desk, data):
    """The caller sees no difference; the next one is answered from the cache."""
    await lacking(desk, data)
    async with holding(desk, "b") as (there,):
        there.holds(data)
        for _ in range(3):
            answer = await desk.get("/content/f")
            assert (answer.status_code, answer.content) == (200, data)
            assert answer.headers["etag"] == f'"{hash_of(data)}"'
            desk.context.hot.clear()  # small answers are kept whole once their digests are known
    assert len(there.requests) == 1
    assert (desk.remote.figures.fetched, desk.remote.figures.hits) == (1, 2)


async def test_the_first_bytes_are_given_before_the_last_have_come(desk):
    """A reader does not wait for the whole content."""
    wanted = await lacking(desk, BIG)
    async with holding(desk, "b") as (there,):
        there.holds(BIG)
        there.gate = asyncio.Event()
        opening = asyncio.create_task(desk.context.contents.open(wanted))
        await until(lambda: there.sent == READ_PART_BYTES)
        assert not opening.done()
        there.loses.clear()
        there.gate.set()
        content = await opening
        pieces = content.read(0, len(BIG))
        first = await anext(pieces)
        rest = b"".join([piece async for piece in pieces])
        content.close()
    assert first + rest == BIG
    assert len(first) < len(BIG)


async def test_a_holder_that_dies_is_replaced_from_that_byte_on(desk):
    """Nothing is sent twice, and the whole is right."""
    wanted = await lacking(desk, BIG)
    async with holding(desk, "b", "c") as holders:
        for one in holders:
            one.holds(BIG)
            one.dies_after = 3 * READ_PART_BYTES
        content = await desk.context.contents.open(wanted)
        dead = await first_asked(holders)
        other = next(one for one in holders if one is not dead)
        other.dies_after = None
        assert await all_of(content, size=len(BIG)) == BIG
        content.close()
    assert dead.dead
    assert [request.start for request in other.requests] == [3 * READ_PART_BYTES]


async def first_asked(holders):
    """Return the holder that was asked first."""
    await until(lambda: any(one.requests for one in holders))
    return next(one for one in holders if one.requests)


async def test_a_lost_part_is_asked_for_again(desk):
    """From the gap on."""
    await lacking(desk, BIG)
    async with holding(desk, "b") as (there,):
        there.holds(BIG)
        there.loses = {4}
        assert (await desk.get("/content/f")).content == BIG
    assert [request.start for request in there.requests] == [0, 3 * READ_PART_BYTES]
    assert desk.remote.figures.failures == {"lost": 1}


async def test_a_busy_holder_is_asked_again(desk):
    """It is not given up at the first word."""
    await lacking(desk, SMALL)
    async with holding(desk, "b") as (there,):
        there.holds(SMALL)
        there.busy = 2
        assert (await desk.get("/content/f")).content == SMALL
    assert desk.remote.figures.failures == {"busy": 2}


async def test_wrong_bytes_are_never_told_whole(desk):
    """The answer is cut before its last bytes; the next one comes from a site that tells the truth."""
    wanted = await lacking(desk, BIG)
    async with holding(desk, "b", "c") as holders:
        for one in holders:
            one.holds(BIG, sends=WRONG)
            one.gate = asyncio.Event()
        opening = asyncio.create_task(desk.context.contents.open(wanted))
        liar = await first_asked(holders)
        next(one for one in holders if one is not liar).holds(BIG)
        for one in holders:
            one.gate.set()
        content = await opening
        told = []
        with pytest.raises(ContentLostError):
            async for piece in content.read(0, len(BIG)):
                told.append(piece)
        with pytest.raises(ContentLostError):
            await content.settle()
        content.close()
        assert sum(map(len, told)) <= len(BIG) - READ_PART_BYTES
        await until(lambda: desk.remote.figures.fetched == 1)
        assert await had(desk, wanted) == BIG
    assert desk.remote.figures.wrong == 1


async def test_a_small_file_of_a_liar_is_had_from_another_without_a_cut(desk):
    """It is verified before its first byte, so that nothing was told yet."""
    await lacking(desk, SMALL)
    async with holding(desk, "b", "c") as holders:
        for one in holders:
            one.holds(SMALL, sends=SMALL[::-1])
        asking = asyncio.create_task(desk.get("/content/f"))
        liar = await first_asked(holders)
        next(one for one in holders if one is not liar).holds(SMALL)
        answer = await asking
    assert (answer.status_code, answer.content) == (200, SMALL)
    assert desk.remote.figures.wrong == 1


async def test_liars_alone_are_told(desk):
    """The caller is told to come again, an operator where to look, and no bytes were told."""
    await lacking(desk, SMALL)
    async with holding(desk, "b") as (there,):
        there.holds(SMALL, sends=SMALL[::-1])
        answer = await desk.get("/content/f")
    assert answer.status_code == 503
    assert "other bytes" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


async def test_readers_of_one_content_share_a_fetch(desk):
    """Whole or in ranges, they get what they asked for, and it travels once."""
    wanted = await lacking(desk, BIG)
    spans = [(0, len(BIG)), (0, 10), (len(BIG) - 5, 5), (READ_PART_BYTES - 1, 2), (300_000, 400_000)]
    async with holding(desk, "b") as (there,):
        there.holds(BIG)
        contents = await asyncio.gather(*(desk.context.contents.open(wanted) for _ in spans))
        found = await asyncio.gather(
            *(all_of(content, *span) for content, span in zip(contents, spans, strict=True))
        )
        for content in contents:
            content.close()
    assert found == [BIG[start : start + length] for start, length in spans]
    assert len(there.requests) == 1


async def test_a_range_is_answered_and_the_whole_is_kept(desk):
    """The next range costs nothing."""
    await lacking(desk, BIG)
    async with holding(desk, "b") as (there,):
        there.holds(BIG)
        for span in ("bytes=100-199", "bytes=-7", "bytes=100-199,300-301"):
            answer = await desk.get("/content/f", Range=span)
            assert answer.status_code == 206
        assert (await desk.get("/content/f", Range="bytes=100-199")).content == BIG[100:200]
    assert len(there.requests) == 1


async def test_a_content_that_does_not_fit_goes_past_the_cache(no_cache):
    """Whole and in ranges; each is verified as a whole."""
    await lacking(no_cache, BIG)
    async with holding(no_cache, "b") as (there,):
        there.holds(BIG)
        assert (await no_cache.get("/content/f")).content == BIG
        answer = await no_cache.get("/content/f", Range="bytes=131000-300000")
        assert (answer.status_code, answer.content) == (206, BIG[131000:300001])
    assert len(there.requests) == 2
    assert no_cache.remote.cache.bytes == 0


async def test_wrong_bytes_past_the_cache_are_never_told_whole(no_cache):
    """A range that ended long before the wrong byte lacks its last piece, too."""
    wanted = await lacking(no_cache, BIG)
    async with holding(no_cache, "b") as (there,):
        there.holds(BIG, sends=WRONG)
        for start, length in ((0, len(BIG)), (0, 200_000)):
            content = await no_cache.context.contents.open(wanted)
            told = []
            with pytest.raises(ContentLostError):
                async for piece in content.read(start, length):
                    told.append(piece)
            content.close()
            assert sum(map(len, told)) < length


async def test_a_slow_reader_past_the_cache_holds_the_holder_back(no_cache):
    """No more is on its way than the window and the part at hand; a reader that leaves ends the reading."""
    wanted = await lacking(no_cache, BIG)
    async with holding(no_cache, "b") as (there,):
        there.holds(BIG)
        content = await no_cache.context.contents.open(wanted)
        pieces = content.read(0, len(BIG))
        await anext(pieces)
        await until(lambda: there.sent >= 4 * READ_PART_BYTES)
        for _ in range(100):
            await asyncio.sleep(0)
        assert there.sent <= 6 * READ_PART_BYTES
        content.close()
        await until(lambda: there.stopped == 1)


async def test_a_fetch_that_nobody_waits_for_ends(desk):
    """The holder is told, and the room is given back."""
    wanted = await lacking(desk, BIG)
    async with holding(desk, "b") as (there,):
        there.holds(BIG)
        there.gate = asyncio.Event()
        opening = asyncio.create_task(desk.context.contents.open(wanted))
        await until(lambda: there.sent > 0)
        opening.cancel()
        await asyncio.wait([opening])
        await until(lambda: desk.remote.cache.bytes == 0)
        there.gate.set()
        assert await had(desk, wanted) == BIG


async def test_the_longest_unused_content_makes_way(small_cache):
    """The cache never holds more than its bound."""
    desk = small_cache
    datas = [bytes([number]) * MIB for number in range(4)]
    wanteds = [await lacking(desk, data, f"f{number}") for number, data in enumerate(datas)]
    async with holding(desk, "b") as (there,):
        for data in datas:
            there.holds(data)
        for at in (0, 1, 2, 0, 3):
            assert await had(desk, wanteds[at]) == datas[at]
            assert desk.remote.cache.bytes <= 3 * MIB
        before = len(there.requests)
        assert await had(desk, wanteds[0]) == datas[0]
        assert len(there.requests) == before
        assert await had(desk, wanteds[1]) == datas[1]
        assert len(there.requests) == before + 1


async def test_what_is_being_read_does_not_make_way(small_cache):
    """A reader keeps its bytes; the next content goes past the cache."""
    desk = small_cache
    datas = [bytes([number]) * (3 * MIB // 2) for number in range(3)]
    wanteds = [await lacking(desk, data, f"f{number}") for number, data in enumerate(datas)]
    async with holding(desk, "b") as (there,):
        for data in datas:
            there.holds(data)
        held = [await desk.context.contents.open(wanted) for wanted in wanteds[:2]]
        for one in held:
            await one.settle()
        assert await had(desk, wanteds[2]) == datas[2]
        assert desk.remote.figures.passed == 1
        assert [await all_of(one, size=3 * MIB // 2) for one in held] == datas[:2]
        for one in held:
            one.close()


async def test_a_cache_that_a_crash_tore_is_found_out(tmp_path):
    """What an earlier process kept is hashed once, and fetched again where it is damaged."""
    async with open_desk(tmp_path) as desk:
        wanted, other = await lacking(desk, BIG), await lacking(desk, SMALL, "g")
        async with holding(desk, "b") as (there,):
            there.holds(BIG)
            there.holds(SMALL)
            await had(desk, wanted)
            await had(desk, other)
    kept = tmp_path / "state" / "contents" / wanted.content
    kept.write_bytes(b"\0" * len(BIG))
    (kept.parent / f"{wanted.content}-1.partial").write_bytes(b"half")
    (tmp_path / "state" / "kernels.db").unlink()
    async with open_desk(tmp_path) as desk:
        await lacking(desk, BIG)
        await lacking(desk, SMALL, "g")
        assert desk.remote.cache.bytes == len(BIG) + len(SMALL)
        async with holding(desk, "b") as (there,):
            there.holds(BIG)
            assert await had(desk, other) == SMALL
            assert there.requests == []
            assert await had(desk, wanted) == BIG
            assert len(there.requests) == 1
    assert sorted(path.name for path in kept.parent.iterdir()) == sorted([wanted.content, other.content])


async def test_nobody_is_there_to_ask(desk):
    """The caller comes again; nobody takes the file for deleted."""
    await lacking(desk, SMALL)
    answer = await desk.get("/content/f")
    assert answer.status_code == 503
    assert "no transfer worker" in answer.json()["detail"]


async def test_a_site_whose_worker_does_not_listen_is_told_at_once(desk):
    """The server says so: nobody waits for silence."""
    await lacking(desk, SMALL)
    await introduce(desk, "b")
    answer = await desk.get("/content/f")
    assert answer.status_code == 503
    assert "no transfer worker of b listens" in answer.json()["detail"]


async def test_an_older_content_that_nobody_holds_any_more_is_not_found(desk):
    """All were asked, and all said so."""
    await lacking(desk, SMALL)
    await desk.commit({"f": b"newer"})
    async with holding(desk, "b", "c") as (one, other):
        answer = await desk.get("/content/f?at=1")
        assert answer.status_code == 404
        assert (len(one.requests), len(other.requests)) == (1, 1)


async def test_a_file_that_is_written_to_wherever_it_stands_is_had_later(desk):
    """Its next version is published when it is quiet. A mirror would take a 404 for a removal."""
    await lacking(desk, SMALL)
    async with holding(desk, "b", "c") as (one, other):
        for address in (f"/api/v1/collections/{COLLECTION}/content/f", f"/data/{COLLECTION}/f"):
            answer = await desk.client.get(address)
            assert (answer.status_code, "being written to" in answer.json()["detail"]) == (503, True)
            assert int(answer.headers["retry-after"]) > 0
        assert (len(one.requests), len(other.requests)) == (2, 2)


async def test_a_file_of_which_a_newer_version_comes_while_it_is_sought_is_had_later(desk):
    """What was its content when the request came is nowhere any more: the file is there all the same."""

    class Overtaken:
        async def open(self, wanted: Wanted) -> OpenContent:
            await desk.commit({"f": b"newer" + wanted.content.encode()}, place=False, site="b")
            raise NotHeldError("a: absent; b: absent")

    await lacking(desk, SMALL)
    object.__setattr__(desk.context, "contents", Overtaken())
    assert (await desk.get("/content/f")).status_code == 503
    assert (await desk.get("/content/f?at=1")).status_code == 404


async def test_a_file_whose_holder_is_not_heard_yet_is_had_later(desk):
    """Its worker was started again a moment ago: the others have nothing, and 404 would be final."""
    await lacking(desk, SMALL)
    await introduce(desk, "b", heard=False)
    async with holding(desk, "c") as (other,):
        answer = await desk.get("/content/f")
        assert (answer.status_code, len(other.requests)) == (503, 1)
    assert "no transfer worker of b listens" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


async def test_a_head_fetches_nothing(desk):
    """It needs no bytes, and is answered while nobody is there, too."""
    await lacking(desk, SMALL)
    async with holding(desk, "b") as (there,):
        there.holds(SMALL)
        url = "/api/v1/collections/kernels/content/f"
        answer = await desk.client.head(url)
        assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(SMALL)))
        assert there.requests == []


@pytest.mark.parametrize("cache_bytes", [0, MIB])
async def test_digests_are_told_where_a_caller_waits_for_them(tmp_path, cache_bytes):
    """They are of the verified bytes, kept or not."""
    async with open_desk(tmp_path, cache_bytes=cache_bytes, cache_reserve_bytes=0) as desk:
        await lacking(desk, SMALL)
        async with holding(desk, "b") as (there,):
            there.holds(SMALL)
            answer = await desk.get("/content/f", Want_Repr_Digest="sha-256=9")
    assert answer.content == SMALL
    digest = b64encode(hashlib.sha256(SMALL).digest()).decode()
    assert answer.headers["repr-digest"].startswith(f"sha-256=:{digest}:")
