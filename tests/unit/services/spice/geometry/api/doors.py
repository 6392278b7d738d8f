"""Geometry over HTTP, with kernels that a test lays into a directory."""

import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from blake3 import blake3
from fastapi import APIRouter, FastAPI
from httpx import ASGITransport, AsyncClient

from services.spice.geometry.api import jobs, questions
from services.spice.geometry.api.limits import LIMITS
from services.spice.geometry.geometry import Geometry, make_geometry
from services.spice.geometry.settings import GeometryConfig
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion, MissingPart, SetMember
from shared.contracts.topology import Topology
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.service.task_group import one_outcome
from shared.web.application import Api, make_application
from shared.web.authorise import Caller
from shared.web.problem import NotFoundError
from testing.bus.memory import MemoryBus, MemoryServer


class Laid:
    """Implements KernelSets over kernels that a test laid: every selection is all of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.members: dict[str, SetMember] = {}
        self.lacking: tuple[MissingPart, ...] = ()
        self.asked: list[KernelSetQuestion] = []

    def lay(self, path: str, content: bytes) -> None:
        """Lay a kernel."""
        (self.root / path).write_bytes(content)
        self.members[path] = SetMember(
            path=path,
            content=blake3(content).hexdigest(),
            size=len(content),
            revision=len(self.members) + 1,
            kind="spk",
            quality="untold",
            needed_for=(),
        )

    def _set(self, members: Sequence[SetMember]) -> KernelSetAnswer:
        return KernelSetAnswer(
            revision=9,
            hash=blake3("".join(one.content for one in members).encode()).hexdigest(),
            members=tuple(members),
            complete=not self.lacking,
            missing=self.lacking,
        )

    async def find(self, question: KernelSetQuestion, caller: Caller) -> KernelSetAnswer:
        """Return all kernels."""
        self.asked.append(question)
        return self._set(list(self.members.values()))

    async def of_meta_kernel(self, path: str, caller: Caller) -> KernelSetAnswer:
        """Return all kernels of a meta-kernel that is not there."""
        if path != "mk/all.tm":
            raise NotFoundError(f"no meta-kernel stands at {path!r}")
        return self._set(list(self.members.values()))

    async def meta_kernels(self, caller: Caller) -> Sequence[str]:
        """Return the one that there is."""
        return ["mk/all.tm"]

    async def of_paths(self, paths: Sequence[str], caller: Caller) -> KernelSetAnswer:
        """Return these kernels."""
        return self._set([self.members[path] for path in paths])


class Door:
    """The service and its client."""

    def __init__(self, laid: Laid, geometry: Geometry, client: AsyncClient, application: FastAPI) -> None:
        self.application = application
        self.laid = laid
        self.geometry = geometry
        self.client = client

    async def ask(self, calculation: str, *, form: str = "json", kernels: Any = None, **fields: Any) -> Any:
        """Ask a question, and return the response."""
        body = {"question": {"calculation": calculation, **fields}, "kernels": kernels or {}}
        return await self.client.post("/api/v1/spice/geometry", json=body, params={"form": form})


@asynccontextmanager
async def listening(application: FastAPI) -> AsyncIterator[str]:
    """Yield the address of an application that a real server serves."""
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_config=None, lifespan="off"))
    listener = socket.create_server(("127.0.0.1", 0))
    async with one_outcome() as group:
        task = group.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@asynccontextmanager
async def door_of(folder: Path, *, routers: Sequence[APIRouter] = (), **settings: Any) -> AsyncIterator[Door]:
    """Yield a service that answers."""
    laid = Laid(folder / "root")
    laid.root.mkdir()
    config = GeometryConfig(state=folder / "state", **settings)
    numbers = iter(range(1, 1000))
    geometry = make_geometry(
        config,
        bus=MemoryBus(MemoryServer(Topology()), "spice"),
        site="a",
        instance="00000001",
        root=laid.root,
        sets=laid,
        clock=SystemClock(),
        monotonic=time.monotonic,
        new_id=lambda: f"{next(numbers):032x}",
    )
    application = make_application(
        Api(title="geometry", routers=(questions.router, jobs.router, *routers), limits=LIMITS),
        health=Health(monotonic=time.monotonic),
        registry=new_registry(),
        parts=(geometry,),
    )
    headers = {"SpiceRack-Request": "1"}
    transport = ASGITransport(app=application)
    geometry.start()
    async with (
        one_outcome() as group,
        AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client,
    ):
        running = group.create_task(geometry.run())
        yield Door(laid, geometry, client, application)
        running.cancel()
