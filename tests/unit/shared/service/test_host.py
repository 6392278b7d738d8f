"""What the host gives to every service."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends

from shared.bus.nats.bus import connect_bus
from shared.model.errors import OperatorError
from shared.service.config import ServiceConfig
from shared.service.host import Fulfil, Service, serve
from shared.web.application import Api
from shared.web.dependencies import provided
from testing.bus.nats_server import running_server


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
