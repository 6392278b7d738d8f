"""What the host gives to every service."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI

from shared.bus.nats.bus import connect_bus
from shared.model.errors import OperatorError
from shared.observability.health import Health
from shared.service.config import ServiceConfig
from shared.service.host import Fulfil, Listener, Service, serve
from shared.web import health_routes
from shared.web.application import Api
from shared.web.connections.server import Tls
from shared.web.dependencies import provide, provided
from testing.bus.nats_server import running_server
from tests.integration.satellites.satellites_process import free_port
from tests.unit.shared.web.certificates import Authority


class Greeting(str):
    """What the little service answers."""


router = APIRouter()


@router.get("/greeting")
async def greet(greeting: Annotated[Greeting, Depends(provided(Greeting))]) -> str:
    """Greet."""
    return greeting


API = Api(title="greeter", routers=(router,))


async def rest(_: Fulfil) -> None:
    """Work until cancelled."""
    await asyncio.Event().wait()


@asynccontextmanager
async def hosted(
    service: Service, state: Path, *, stop: asyncio.Event | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Serve on a free port, and yield a client."""
    stop = stop or asyncio.Event()
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def announce(host: str, port: int) -> None:
        address.set_result(f"http://{host}:{port}")

    async with asyncio.TaskGroup() as group:
        group.create_task(serve(service, ServiceConfig(state=state), stop, announce=announce))
        async with httpx.AsyncClient(base_url=await address, trust_env=False) as client:
            yield client
        stop.set()


async def until_status(client: httpx.AsyncClient, status: int) -> httpx.Response:
    """Ask for readiness until it has this status."""
    while True:
        answer = await client.get("/readyz")
        if answer.status_code == status:
            return answer
        await asyncio.sleep(0.05)


async def test_a_service_is_its_routes_and_its_work(tmp_path: Path) -> None:
    """Health, metrics and the routes are served; what the work needs decides whether it is ready."""
    begin = asyncio.Event()

    async def work(fulfil: Fulfil) -> None:
        await begin.wait()
        fulfil("begun")
        await asyncio.Event().wait()

    service = Service(api=API, work=work, needs=("begun",), parts=(Greeting("hello"),))
    async with hosted(service, tmp_path) as client:
        assert (await client.get("/greeting")).json() == "hello"
        assert (await client.get("/readyz")).status_code == 503
        begin.set()
        await until_status(client, 200)
        assert (await client.get("/healthz")).status_code == 200
        assert "process_cpu_seconds_total" in (await client.get("/metrics")).text


async def test_a_service_is_alive_before_its_bus_is(tmp_path: Path) -> None:
    """Without a server the process is alive and not ready, and says why; with one it becomes ready."""
    async with running_server(tmp_path / "nats") as server:
        await server.stop()
        async with connect_bus(server.bus_settings(), wait=0) as bus:
            service = Service(api=API, bus=bus, work=rest)
            async with hosted(service, tmp_path / "state") as client:
                assert (await client.get("/healthz")).status_code == 200
                unready = (await until_status(client, 503)).json()
                assert [one["name"] for one in unready["conditions"] if not one["holds"]] == ["connected"]
                await server.start()
                await bus.ready(timeout=30)
                await until_status(client, 200)


class Book:
    """What the work keeps open, and answers need."""

    def __init__(self) -> None:
        self.asked, self.go_on, self.is_open = asyncio.Event(), asyncio.Event(), True


@router.get("/page")
async def read(book: Annotated[Book, Depends(provided(Book))]) -> bool:
    """Look into the book after a while."""
    book.asked.set()
    await book.go_on.wait()
    return book.is_open


async def test_what_is_being_answered_as_a_service_stops_has_what_it_needs(tmp_path: Path) -> None:
    """The work ends after the last answer: one that found its database closed was an internal error."""
    stop, book = asyncio.Event(), Book()

    async def work(_: Fulfil) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            book.is_open = False

    async with hosted(Service(api=API, work=work, parts=(book,)), tmp_path, stop=stop) as client:
        answer = asyncio.create_task(client.get("/page"))
        await book.asked.wait()
        stop.set()
        for _ in range(100):  # as many turns as would end the work
            await asyncio.sleep(0)
        book.go_on.set()
        assert (await answer).json() is True
    assert not book.is_open


async def test_work_that_ends_itself_is_waited_for(tmp_path: Path) -> None:
    """A service that hands back what is in flight is not cancelled by the stop."""
    stop, done = asyncio.Event(), asyncio.Event()

    async def work(_: Fulfil) -> None:
        await stop.wait()
        await asyncio.sleep(0)
        done.set()

    async with hosted(Service(api=API, work=work, ends_itself=True), tmp_path, stop=stop):
        stop.set()
    assert done.is_set()


@pytest.mark.parametrize("where", ["work", "task"])
async def test_a_part_that_fails_ends_the_service(tmp_path: Path, where: str) -> None:
    """What a person must mend comes out, whichever part met it, and everything else is ended."""

    async def fail(*_: object) -> None:
        raise OperatorError("mend it")

    fails: Callable[[], Service] = {
        "work": lambda: Service(api=API, work=fail),
        "task": lambda: Service(api=API, work=rest, tasks={"fail": fail}),
    }[where]
    with pytest.raises(ExceptionGroup) as caught:
        await serve(fails(), ServiceConfig(state=tmp_path), asyncio.Event())
    assert caught.group_contains(OperatorError, match="mend it")


async def test_a_service_may_bring_its_own_application(tmp_path: Path) -> None:
    """Where the common application will not do, the service's own is served, with the health of the host."""

    def make(health: Health) -> FastAPI:
        application = FastAPI()
        provide(application, (health, Greeting("my own")))
        application.include_router(router)
        application.include_router(health_routes.router)
        return application

    async with hosted(Service(api=API, work=rest, application=make), tmp_path) as client:
        answer = await client.get("/greeting")
        assert answer.json() == "my own"
        assert "Server-Timing" not in answer.headers
        await until_status(client, 200)


async def test_a_condition_may_fail_again(tmp_path: Path) -> None:
    """What watches the conditions takes readiness back."""
    old = asyncio.Event()

    async def watch(health: Health) -> None:
        health.fulfil("fresh")
        await old.wait()
        health.fail("fresh", "it is too old")
        await asyncio.Event().wait()

    async with hosted(Service(api=API, work=rest, needs=("fresh",), watch=watch), tmp_path) as client:
        await until_status(client, 200)
        old.set()
        assert "it is too old" in (await until_status(client, 503)).text


async def test_a_service_is_asked_over_tls_too(tmp_path: Path) -> None:
    """A second listener answers the same over TLS."""
    authority, port = Authority(tmp_path), free_port()
    certificate, key = authority.sign("server")
    door = Listener(host="127.0.0.1", port=port, tls=Tls(certificate, key))
    service = Service(api=API, work=rest, parts=(Greeting("hello"),), listeners=(door,))
    context = ssl.create_default_context(cafile=authority.file)
    async with hosted(service, tmp_path) as client, httpx.AsyncClient(verify=context) as other:
        await until_status(client, 200)
        assert (await other.get(f"https://127.0.0.1:{port}/greeting")).json() == "hello"
        assert (await client.get("/greeting")).json() == "hello"
