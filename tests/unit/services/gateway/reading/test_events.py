"""Events of commits, as a follower hears them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack

import pytest

from services.gateway.reading import events
from services.gateway.reading.events import ENDS, HEARTBEAT, Followers, tell_events
from shared.web.authorise import Caller, Everything, Scope
from shared.web.problem import BusyError
from tests.unit.services.gateway.desk import COLLECTION, Desk


def following(desk: Desk, *, after: int, caller: Caller | None = None) -> AsyncIterator[bytes]:
    """Follow what comes after a revision."""
    return tell_events(
        desk.context.followed,
        caller or Caller("test"),
        collection=COLLECTION,
        after=after,
        stopping=desk.context.stopping,
    )


async def heard(stream: AsyncIterator[bytes]) -> tuple[int, list[str]]:
    """Return the id of the next event, and the paths that it tells."""
    async for piece in stream:
        if piece.startswith(b"id: "):
            lines = dict(line.split(": ", 1) for line in piece.decode().splitlines() if line)
            return int(lines["id"]), [one["path"] for one in json.loads(lines["data"])["changes"]]
    raise AssertionError("the stream ended")


async def test_a_follower_who_comes_back_goes_on_where_it_was(desk: Desk) -> None:
    """Each commit is told once, in order, from the revision that was heard last."""
    revisions = [await desk.commit({name: b"x"}, place=False) for name in ("one", "two")]
    stream = following(desk, after=0)
    assert [await heard(stream), await heard(stream)] == [(revisions[0], ["one"]), (revisions[1], ["two"])]
    waiting = asyncio.ensure_future(heard(stream))
    revision = await desk.commit({"one": None}, place=False)
    assert await waiting == (revision, ["one"])
    assert await heard(following(desk, after=revisions[0])) == (revisions[1], ["two"])


async def test_a_large_commit_says_that_there_is_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event has bounds; the difference tells the rest."""
    monkeypatch.setattr(events, "CHANGES_MAX", 2)
    await desk.commit(dict.fromkeys("abc", b"x"), place=False)
    async for piece in following(desk, after=0):
        if piece.startswith(b"id: "):
            told = json.loads(piece.decode().split("data: ")[1])
            assert ([one["path"] for one in told["changes"]], told["more"]) == (["a", "b"], True)
            break


async def test_a_stream_ends_when_the_process_stops(desk: Desk) -> None:
    """The follower is told, and nothing has to be cut."""
    stream = following(desk, after=0)
    pieces = asyncio.ensure_future(_all(stream))
    await asyncio.sleep(0)
    desk.context.stopping.set()
    assert (await pieces)[-1] == ENDS


async def test_silence_is_filled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies keep a connection on which something comes."""
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.001)
    stream = following(desk, after=0)
    assert [await anext(stream) for _ in range(3)][1:] == [HEARTBEAT, HEARTBEAT]


async def _all(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [piece async for piece in stream]


async def test_a_stream_ends_with_the_rights_of_who_follows(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Its place is another's then."""
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.0)
    stands = True

    class Rights(Everything):
        def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
            return stands

    stream = following(desk, after=0, caller=Caller("test", Rights()))
    assert [await anext(stream), await anext(stream)][1] == HEARTBEAT
    stands = False
    assert [piece async for piece in stream] == []


def test_one_caller_leaves_places_for_other_followers():
    """All who use the links of one caller are one; who need not say who it is has all places."""

    class Rights(Everything):
        """Of a token."""

    followers = Followers(8)
    mine = [
        Caller(name, Rights()) for name in ("link of a (1) from 192.0.2.1", "link of a (1) from 192.0.2.2")
    ]
    other, open_ = Caller("b (2)", Rights()), Caller("127.0.0.1")
    with ExitStack() as stack:
        for caller in mine:
            followers.check(caller)
            stack.enter_context(followers.one(caller))
        with pytest.raises(BusyError, match="you follow 2"):
            followers.check(mine[0])
        followers.check(other)
        for _ in range(6):
            followers.check(open_)
            stack.enter_context(followers.one(open_))
        with pytest.raises(BusyError, match="8 follow"):
            followers.check(other)
    assert followers.now == 0
