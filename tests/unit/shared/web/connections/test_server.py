"""The server of a service, over a real socket."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from shared.web.connections.server import ServeError, serve_app
from shared.web.limits import WebLimits
from shared.web.problem import UNAVAILABLE
from tests.unit.shared.web.serving import Served, serving


async def test_signals_stay_with_the_process() -> None:
    """Serving does not replace the handlers of SIGTERM and SIGINT."""
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]

    async with serving(FastAPI()) as served:
        await served.url("/")
        assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


async def test_a_request_in_flight_is_finished_when_the_server_stops() -> None:
    """A request that had begun before the stop gets its answer."""
    app, begun, finish = FastAPI(), asyncio.Event(), asyncio.Event()

    @app.get("/slow")
    async def slow() -> str:
        begun.set()
        await finish.wait()
        return "done"

    async with serving(app) as served, httpx.AsyncClient() as client:
        answer = asyncio.create_task(client.get(await served.url("/slow")))
        await begun.wait()
        served.stop.set()
        finish.set()
        assert (await answer).json() == "done"


@pytest.mark.parametrize("fast", [False, True], ids=["h11", "llhttp"])
async def test_what_does_not_end_within_the_grace_is_no_fault(fast: bool, caplog) -> None:
    """A stream is cut, a caller without an answer is told to ask again, and no trace is logged."""
    asked = asyncio.Event()

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        if scope["path"] == "/stream":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"one", "more_body": True})
            while (await receive())["type"] != "http.disconnect":
                continue
            return
        asked.set()
        await asyncio.Event().wait()

    limits = WebLimits(grace_seconds=0)
    async with serving(endless, limits, fast=fast) as served, httpx.AsyncClient() as client:
        waiting = asyncio.create_task(client.get(await served.url("/wait")))
        async with client.stream("GET", await served.url("/stream")) as stream:
            pieces = stream.aiter_raw()
            assert await anext(pieces) == b"one"
            await asked.wait()
            served.stop.set()
            with pytest.raises(httpx.TransportError):
                await anext(pieces)
        told = await waiting
    assert (told.status_code, told.json()["type"]) == (503, UNAVAILABLE.problem("").type)
    assert "retry-after" in told.headers
    assert [record for record in caplog.records if record.exc_info] == []


async def test_cancellation_frees_the_port() -> None:
    """When the caller is cancelled, the server goes, and its port can be bound again."""
    served = Served()
    task = asyncio.create_task(
        serve_app(FastAPI(), host="127.0.0.1", port=0, stop=served.stop, announce=served.announce)
    )
    port = httpx.URL(await served.url("/")).port
    assert port is not None

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    socket.create_server(("127.0.0.1", port)).close()


async def test_a_taken_port_is_an_error_of_the_operator() -> None:
    """A port that something else listens on gives one clear line, and ends no process."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"cannot listen on 127.0.0.1:{port}.*choose another"):
            await serve_app(FastAPI(), host="127.0.0.1", port=port, stop=asyncio.Event())


async def test_an_application_that_fails_to_start_ends_no_process() -> None:
    """A lifespan that raises is reported as an error, not as an exit of the whole process."""

    @asynccontextmanager
    async def broken(_: FastAPI) -> AsyncIterator[None]:
        raise OSError("no")
        yield

    with pytest.raises(ServeError, match="did not start"):
        await serve_app(FastAPI(lifespan=broken), host="127.0.0.1", port=0, stop=asyncio.Event())


async def test_caller_that_is_cancelled_while_it_stops_cuts_nothing(caplog) -> None:
    """A process that ends while the server is stopping lets it come to its own end, without an error."""
    ended = asyncio.Event()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        ended.set()

    served = Served()
    server = asyncio.create_task(
        serve_app(
            FastAPI(lifespan=lifespan),
            host="127.0.0.1",
            port=0,
            stop=served.stop,
            announce=served.announce,
        )
    )
    await served.url("/")
    served.stop.set()
    await asyncio.sleep(0.01)  # into the wait for the server's end
    server.cancel()
    with pytest.raises(asyncio.CancelledError):
        await server
    assert ended.is_set()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    ("proxies", "address"), [("", "127.0.0.1"), ("10.0.0.0/8", "127.0.0.1"), ("127.0.0.1", "192.0.2.7")]
)
async def test_only_proxies_that_are_named_tell_who_asks(proxies: str, address: str, fast: bool) -> None:
    """Whoever else says an address has the one of its connection."""

    async def tell(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(scope["client"][0])(scope, receive, send)

    async with (
        serving(tell, fast=fast, proxies=proxies) as served,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        answer = await client.get(await served.url("/"), headers={"X-Forwarded-For": "192.0.2.7"})
    assert answer.text == address
