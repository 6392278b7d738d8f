"""The suite for every implementation of `Contents`. A test class inherits it and gives a `bench` fixture."""

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from services.gateway.contents.port import Contents, OpenContent
from shared.contents.wanted import ContentLostError, NotHeldError, Wanted

DATA = bytes(range(251)) * 2100
"""Four parts of a reading at another site, and a bit."""

SPANS = ((0, len(DATA)), (0, 0), (0, 1), (1, 7), (len(DATA) - 5, 5), (131_070, 4), (200_000, 300_000))

Offer = Callable[[bytes, bytes], Awaitable[Wanted]]


@dataclass(frozen=True, slots=True)
class ContentsBench:
    """Contents under test, and how a test has one held."""

    contents: Contents
    offer: Offer
    """Has a content held, as the second bytes: the same, or what a liar has of one size."""
    lacking: Callable[[bytes], Awaitable[Wanted]]
    """Has a content in the log that nobody holds."""
    unlink: Callable[[Wanted], None] = lambda wanted: None
    """Takes the name of a content away, where the implementation goes by names."""


async def told(content: OpenContent, start: int, length: int) -> bytes:
    """Return bytes as a route tells them: to their end, and until it is certain."""
    pieces = [piece async for piece in content.read(start, length)]
    await content.settle()
    return b"".join(pieces)


class ContentsConformance:
    """What `services.gateway.contents.port.Contents` promises."""

    async def test_every_range_is_that_of_the_bytes(self, bench: ContentsBench) -> None:
        """The whole, nothing, its first and last bytes, and those around the bounds of parts."""
        wanted = await bench.offer(DATA, DATA)
        for start, length in SPANS:
            content = await bench.contents.open(wanted)
            assert await told(content, start, length) == DATA[start : start + length]
            content.close()

    async def test_an_empty_content_is_one(self, bench: ContentsBench) -> None:
        """It is opened, and certain, as any other."""
        content = await bench.contents.open(await bench.offer(b"", b""))
        assert await told(content, 0, 0) == b""
        content.close()

    async def test_readers_do_not_meet(self, bench: ContentsBench) -> None:
        """One that leaves, and closes twice, takes nothing from the other; nor does a third."""
        wanted = await bench.offer(DATA, DATA)
        one, other = await asyncio.gather(bench.contents.open(wanted), bench.contents.open(wanted))
        pieces = aiter(one.read(0, len(DATA)))
        await anext(pieces)
        one.close()
        one.close()
        third = await bench.contents.open(await bench.offer(DATA[::-1], DATA[::-1]))
        third.close()
        assert await told(other, 0, len(DATA)) == DATA
        other.close()

    async def test_an_open_content_stays_when_its_name_goes(self, bench: ContentsBench) -> None:
        """Who has begun to read reads to the end."""
        wanted = await bench.offer(DATA, DATA)
        content = await bench.contents.open(wanted)
        bench.unlink(wanted)
        assert await told(content, 0, len(DATA)) == DATA
        content.close()

    async def test_a_descriptor_is_of_exactly_these_bytes(self, bench: ContentsBench) -> None:
        """Whoever is given one may pread whatever range exists."""
        content = await bench.contents.open(await bench.offer(DATA, DATA))
        await content.settle()
        if content.descriptor is not None:
            assert os.fstat(content.descriptor).st_size == len(DATA)
            assert os.pread(content.descriptor, 11, 1000) == DATA[1000:1011]
        content.close()

    async def test_digests_are_those_of_the_whole(self, bench: ContentsBench) -> None:
        """Where they are waited for, they are known, whatever range is read."""
        content = await bench.contents.open(await bench.offer(DATA, DATA))
        found = await content.digests(wait=True)
        assert found is not None
        assert found.sha256 == hashlib.sha256(DATA).digest()
        content.close()

    async def test_what_nobody_holds_is_not_opened(self, bench: ContentsBench) -> None:
        """That is said before a byte is told."""
        wanted = await bench.lacking(DATA)
        with pytest.raises(NotHeldError):
            await bench.contents.open(wanted)
        assert bench.contents.still_open(wanted.content) is None

    async def test_other_bytes_are_never_told_whole(self, bench: ContentsBench) -> None:
        """A liar's are refused when they are opened, or the answer is cut before its last byte."""
        wanted = await bench.offer(DATA, DATA[:-1] + b"?")
        with pytest.raises((NotHeldError, ContentLostError)):
            content = await bench.contents.open(wanted)
            try:
                await told(content, 0, len(DATA))
            finally:
                content.close()

    async def test_what_is_still_open_is_the_content(self, bench: ContentsBench) -> None:
        """It may be told without waiting; an implementation may always have to wait."""
        wanted = await bench.offer(DATA, DATA)
        content = await bench.contents.open(wanted)
        again = bench.contents.still_open(wanted.content)
        if again is not None:
            assert await told(again, 0, len(DATA)) == DATA
            again.close()
        assert await told(content, 0, len(DATA)) == DATA
        content.close()
