"""Rules for bodies, and for the time of those that are long in coming."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from shared.web.limits import BodyRule, WebLimits
from shared.web.middleware import BoundedTime

FILES = BodyRule(bytes_max=7, seconds=60.0, pause_seconds=10.0)
ONE = BodyRule(bytes_max=1)
LIMITS = WebLimits(request_seconds=0.05, bodies={"/c/*/content/": FILES, "/c/one/": ONE})


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


async def answered(method: str, pauses: float, *, path: str = "/c/any/content/f") -> int:
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
