"""Rules for bodies, and for the time of those that are long in coming."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from shared.web import middleware
from shared.web.guards.body_share import SharedBodies
from shared.web.limits import BodyRule, WebLimits
from shared.web.middleware import BoundedBody, BoundedTime

FILES = BodyRule(bytes_max=7, seconds=60.0, pause_seconds=10.0)
ONE = BodyRule(bytes_max=1)
LARGE = BodyRule(bytes_max=7, seconds=60.0, pause_seconds=10.0, answer_seconds=60.0)
LIMITS = WebLimits(request_seconds=0.05, bodies={"/c/*/content/": FILES, "/c/one/": ONE, "/large/": LARGE})


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/c/any/content/a/b", FILES),
        ("/c/any/content/", FILES),
        ("/c/one/content/a", FILES),
        ("/c/one/files", ONE),
        ("/c/any/content", LIMITS.body),
        ("/c/any/other/content/a", LIMITS.body),
        ("/d/any/content/a", LIMITS.body),
    ],
)
def test_a_rule_is_found_by_the_beginning_of_a_path(path: str, rule: BodyRule) -> None:
    """The longest counts; a star is one component."""
    assert LIMITS.body_rule(path) is rule


async def answered(
    method: str, pauses: float, *, path: str = "/c/any/content/f", handling: float = 0.0
) -> int:
    """Return the status of a request whose body takes its time, and whose handler reads all of it."""
    pieces = [{"type": "http.request", "body": b"x", "more_body": more} for more in (True, True, False)]
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(pauses)
        return pieces.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    async def handler(_: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["more_body"]:
            pass
        await asyncio.sleep(handling)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    scope = {"type": "http", "method": method, "path": path}
    await BoundedTime(handler, limits=LIMITS)(scope, receive, send)
    return int(sent[0]["status"])


async def test_a_file_that_is_long_in_coming_is_waited_for() -> None:
    """The time of an answer counts from the end of such a body; of others from the request on."""
    assert await answered("PUT", 0.04) == 200
    assert await answered("PUT", 0.04, path="/other") == 503
    assert await answered("GET", 0.04) == 503


async def test_a_large_file_is_hashed_before_it_is_answered() -> None:
    """The bound from its end on is one of its own."""
    assert await answered("PUT", 0.0, path="/large/f", handling=0.08) == 200
    assert await answered("PUT", 0.0, handling=0.08) == 503


async def _nothing() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def test_a_body_that_does_not_begin_is_given_up_early() -> None:
    """One that has begun may pause for longer; one that is said and never comes may not."""
    rule = BodyRule(seconds=60.0, pause_seconds=60.0, first_seconds=0.01)
    limits = WebLimits(body=rule)

    async def handler(_: Scope, receive: Receive, __: Send) -> None:
        await receive()

    with pytest.raises(HTTPException) as refused:
        await BoundedBody(handler, limits=limits)({"type": "http", "path": "/"}, _nothing, _unsent)
    assert refused.value.status_code == 408


async def _unsent(_: Message) -> None:
    raise AssertionError


async def test_callers_without_bodies_leave_room_for_readers() -> None:
    """A quarter of all requests waits for bodies of one address, half for all of them."""
    came, statuses = asyncio.Event(), Counter[int]()

    async def handler(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Message:
        await came.wait()
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def send(message: Message) -> None:
        statuses.update([message["status"]] if "status" in message else [])

    shared = SharedBodies(handler, limit=8)

    def ask(address: str, method: str = "PUT") -> Awaitable[None]:
        headers = [] if method == "GET" else [(b"content-length", b"1")]
        scope = {"type": "http", "method": method, "path": "/", "headers": headers, "client": (address, 1)}
        return shared(scope, receive, send)

    async with asyncio.TaskGroup() as group:
        for address in "aaabbbccc":
            group.create_task(ask(address))
            await asyncio.sleep(0)
        assert statuses == {503: 5}
        group.create_task(ask("a", "GET"))
        came.set()
    assert statuses == {503: 5, 200: 5}
    await asyncio.gather(ask("a"), ask("a"))
    assert statuses[200] == 7


@pytest.mark.parametrize(("least_rate", "cut"), [(1e12, True), (1e-6, False)])
async def test_a_body_that_trickles_is_given_up(
    monkeypatch: pytest.MonkeyPatch, least_rate: float, cut: bool
) -> None:
    """By its rate while it is waited for; one that is quick enough is taken, however long it takes."""
    monkeypatch.setattr(middleware, "RATE_SECONDS", 0.0)
    limits = WebLimits(body=BodyRule(seconds=3600.0, pause_seconds=3600.0, least_rate=least_rate))
    left = 10

    async def receive() -> Message:
        nonlocal left
        left -= 1
        await asyncio.sleep(0.001)
        return {"type": "http.request", "body": bytes(100), "more_body": left > 0}

    async def handler(_: Scope, receive: Receive, __: Send) -> None:
        while (await receive())["more_body"]:
            continue

    serve = BoundedBody(handler, limits=limits)({"type": "http", "path": "/"}, receive, _unsent)
    if not cut:
        await serve
        return
    with pytest.raises(HTTPException, match="resumable") as refused:
        await serve
    assert (refused.value.status_code, left) == (408, 9)
