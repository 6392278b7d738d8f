"""Helpers: an acquirer's API, and the book that it follows. No test module."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from prometheus_client import CollectorRegistry

from services.acquirer.api.application import API
from shared.observability.health import Health
from shared.web.application import make_application
from tests.unit.services.acquirer.acquiring import Acquirer


def client_of(acquirer: Acquirer) -> httpx.AsyncClient:
    """Return a client of the acquirer's API."""
    health = Health(conditions=(), monotonic=lambda: 0.0)
    application = make_application(
        API, health=health, registry=CollectorRegistry(), parts=(acquirer.context,)
    )
    transport = httpx.ASGITransport(app=application)
    ours = {"SpiceRack-Request": "1"}
    return httpx.AsyncClient(transport=transport, base_url="http://localhost/api/v1", headers=ours)


@asynccontextmanager
async def following(acquirer: Acquirer) -> AsyncIterator[None]:
    """Have an acquirer hear what is said of providers and feeds for the block, from all that was said on."""
    known = asyncio.Event()
    task = asyncio.create_task(acquirer.context.book.run(ready=known.set))
    try:
        await asyncio.wait_for(known.wait(), 60)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
