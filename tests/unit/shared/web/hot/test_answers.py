"""Small answers from memory: as fast as may be, and nothing that the long way would refuse."""

import pytest
from starlette.types import Receive, Scope, Send

from shared.web.authorise import AnyCaller, Caller
from shared.web.guards.guard import Names
from shared.web.guards.in_flight import InFlight
from shared.web.guards.security_headers import Header
from shared.web.hot.answers import HotAnswer, HotAnswers
from shared.web.hot.door import HotDoor
from shared.web.hot.files import HotFile, Telling
from shared.web.hot.first import HotFirst
from shared.web.problem import NotFoundError, UnauthenticatedError
from shared.web.sending.file_sender import Line

PATH = "/api/v1/collections/c/content/f"
RANGE = (b"range", b"bytes=0-1")
HOT = HotAnswer("c", "f", [(b"etag", b'"x"')], b"hot")


class Nobody(AnyCaller):
    """Admits nobody."""

    async def admit(self, connection: object) -> Caller:
        """Refuse."""
        raise UnauthenticatedError("say a token")

    def admit_at_once(self, connection: object) -> Caller | None:
        """Leave the refusal to `admit`."""
        return None


class Blind(Caller):
    """Somebody who sees nothing."""

    def demand_sight(self, collection: str, path: str) -> None:
        """Refuse."""
        raise NotFoundError("nothing is there")


class Guest(AnyCaller):
    """Admits somebody who sees nothing, and hears how each request was answered."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def admit_at_once(self, connection: object) -> Caller:
        """Return the guest."""
        return Blind("guest")

    def leave(self, connection: object, caller: Caller, status: int) -> None:
        """Take note."""
        self.heard.append(status)


async def asked(
    hot: HotAnswers,
    *,
    method: str = "GET",
    headers: tuple[tuple[bytes, bytes], ...] = (),
    query: bytes = b"",
    host: bytes = b"localhost",
    authorise: AnyCaller | None = None,
    at_once: int = 9,
) -> tuple[int, bytes]:
    """Ask; return status and body, where the long way answers 299."""
    sent: list[dict[str, object]] = []

    async def long_way(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        raise AssertionError

    door = HotDoor(hot, names=Names(), authorise=authorise or AnyCaller(), monotonic=lambda: 0.0)
    first = HotFirst(long_way, door=door, in_flight=InFlight(at_once))
    scope = {
        "type": "http",
        "method": method,
        "path": PATH,
        "query_string": query,
        "headers": [(b"host", host), *headers],
        "scheme": "http",
        "client": ("127.0.0.1", 1),
    }
    await first(scope, receive, send)  # type: ignore[arg-type]
    return int(str(sent[0]["status"])), bytes(sent[1]["body"])  # type: ignore[call-overload]


def kept(bytes_max: int = 10_000) -> HotAnswers:
    """Return hot answers with one."""
    hot = HotAnswers(bytes_max)
    hot.keep(PATH, HOT)
    return hot


async def test_a_plain_question_is_answered_from_memory() -> None:
    """Until its owner drops the answer."""
    hot = kept()
    assert await asked(hot, headers=((b"accept", b"*/*"),)) == (200, b"hot")
    hot.drop(HOT.path)
    assert (await asked(hot))[0] == 299


@pytest.mark.parametrize(
    "more",
    [
        {"method": "HEAD"},
        {"method": "PUT"},
        {"query": b"at=1"},
        {"host": b"evil.example"},
        {"headers": ((b"origin", b"http://evil.example"),)},
        {"headers": ((b"range", b"bytes=0-1"),)},
        {"headers": ((b"if-none-match", b'"x"'),)},
        {"headers": ((b"content-length", b"5"),)},
        {"headers": ((b"x-unknown", b"1"),)},
        {"headers": ((b"authorization", b"Bearer a"), (b"authorization", b"Bearer b"))},
    ],
)
async def test_all_else_goes_the_long_way(more: dict[str, object]) -> None:
    """Whoever asks for more, or by a foreign name, meets every guard."""
    assert (await asked(kept(), **more))[0] == 299  # type: ignore[arg-type]


async def test_who_may_not_read_is_refused_where_all_are() -> None:
    """A refusal with a head of its own would tell that the file is there."""
    assert (await asked(kept(), authorise=Nobody()))[0] == 299
    guest = Guest()
    assert (await asked(kept(), authorise=guest))[0] == 299
    assert guest.heard == [200]


def test_what_is_kept_is_bounded() -> None:
    """The answer that was asked for longest ago goes first; one that is too large is not kept."""
    hot = HotAnswers(2 * HOT.weight)
    for name in "abc":
        hot.keep(name, HOT)
        hot.get("a")
    assert [hot.get(name) is not None for name in "abc"] == [True, False, True]
    hot.keep("d", HotAnswer("c", "d", [], b"x" * 2 * HOT.weight))
    assert (hot.get("d"), hot.weight) == (None, 0)


def with_file(*known: str | None) -> HotAnswers:
    """Return hot answers with a file, of which these ranges can be told."""

    def telling_of(said: str | None) -> Telling | None:
        async def tell(headers: list[Header], line: Line) -> None:
            await line.send({"type": "http.response.start", "status": 206, "headers": headers})
            await line.send({"type": "http.response.body", "body": str(said).encode()})

        return tell if said in known else None

    hot = HotAnswers(0)
    hot.files.keep(PATH, HotFile("c", "f", [], telling_of))
    return hot


async def test_a_range_of_a_hot_file_is_told_at_once() -> None:
    """Any range, or none, until its owner drops the file."""
    hot = with_file(None, "bytes=0-1")
    assert await asked(hot, headers=(RANGE,)) == (206, b"bytes=0-1")
    assert await asked(hot) == (206, b"None")
    hot.drop("f")
    assert (await asked(hot))[0] == 299


@pytest.mark.parametrize(
    "more",
    [
        {"method": "HEAD"},
        {"query": b"at=1"},
        {"headers": (RANGE, RANGE)},
        {"headers": ((b"authorization", b"Bearer a"), (b"authorization", b"Bearer b"))},
        {"headers": (RANGE, (b"if-range", b'"x"'))},
        {"headers": ((b"range", b"bytes=9-"),)},
        {"authorise": Nobody()},
        {"at_once": 0},
    ],
)
async def test_what_a_hot_file_does_not_tell_goes_the_long_way(more: dict[str, object]) -> None:
    """Other ranges, conditions, callers who may not, and one request too many."""
    assert (await asked(with_file("bytes=0-1"), **more))[0] == 299  # type: ignore[arg-type]


@pytest.mark.parametrize("said", [RANGE, (b"range", b"bytes=9-")])
async def test_who_asks_for_a_hot_file_is_let_out_once(said: tuple[bytes, bytes]) -> None:
    """Whether it was told or not: its place is for the next request."""
    heard: list[int] = []

    class Counting(AnyCaller):
        def leave(self, connection: object, caller: Caller, status: int) -> None:
            heard.append(status)

    await asked(with_file("bytes=0-1"), headers=(said,), authorise=Counting())
    assert heard == [200]
