"""Room for bodies: the bytes that are held at a time have an end."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from services.satellites.api.room import Room
from services.satellites.errors import OverloadError

FOREVER = 900.0


async def test_who_finds_no_room_waits_in_turn():
    """A small body does not overtake a long one that came before it: nobody starves."""
    room, order = Room(10, seconds=FOREVER), []

    async def hold(name, count):
        async with room.held(count):
            order.append(name)

    async with AsyncExitStack() as first:
        await first.enter_async_context(room.held(7))
        others = [asyncio.create_task(hold(name, count)) for name, count in (("long", 9), ("small", 1))]
        await asyncio.sleep(0)
        assert order == []
    await asyncio.gather(*others)

    assert order == ["long", "small"]


async def test_without_room_for_long_a_body_is_refused_and_takes_none():
    """Who gives up waiting, or is cut off, leaves all room to those who come after."""
    room = Room(10, seconds=0.0)
    async with room.held(10):
        with pytest.raises(OverloadError, match="caller: too many"):
            async with room.held(1):
                pass
    patient = Room(10, seconds=FOREVER)
    async with patient.held(10):
        gone = asyncio.create_task(patient.held(5).__aenter__())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)

    async with patient.held(99):
        pass
