"""The console in a browser where an identity provider says who people are: its page, and what they see."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.gateway.api.application import API
from services.gateway.console.files import BUILT, read_console
from services.gateway.login.provider import LoginProvider
from services.gateway.overview.tell import Overviews
from services.gateway.overview.watch import RackWatch
from services.gateway.relay.relay import Relay
from shared.access.make import make_door
from shared.access.settings import AccessSettings, OidcSettings
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import hot_door_of, make_application
from tests.e2e.gateway.browser import OWN_GATEWAY, missing, tried_at
from tests.e2e.gateway.identity_provider import AUDIENCE, CLIENT, IdentityProvider
from tests.unit.services.gateway.desk import COLLECTION, open_desk
from tests.unit.shared.web.serving import serving

pytestmark = pytest.mark.slow


@asynccontextmanager
async def provider() -> AsyncIterator[str]:
    """Serve an identity provider that knows one astronomer; yield its address."""
    one = IdentityProvider(groups={"ada": ["astronomers"]})
    async with serving(one.application()) as served:
        one.url = (await served.url("")).replace("127.0.0.1", "localhost")
        yield one.url


@asynccontextmanager
async def gateway(directory: Path, issuer: str) -> AsyncIterator[str]:
    """Serve a gateway that asks everybody who they are; yield its address."""
    async with open_desk(directory, oidc_issuer=issuer, oidc_client=CLIENT) as desk:
        await desk.commit({"readme": b"kernels\n"})
        context, registry, monotonic = desk.context, new_registry(), time.monotonic
        oidc = OidcSettings(issuer=issuer, audience=AUDIENCE, claim="groups", grants="astronomers=read")
        door = make_door(
            AccessSettings(collection=COLLECTION, tokens=True, oidc=oidc),
            bus=desk.bus,
            registry=registry,
            now=SystemClock().now,
            monotonic=monotonic,
            random_bytes=secrets.token_bytes,
        )
        watch, login = RackWatch(context, monotonic), LoginProvider(context.config.login())
        overviews = Overviews(context, monotonic, watch.flows)
        shown = (context, context.hot, watch, overviews, Relay(), login, read_console(BUILT), *door.parts)
        application = make_application(
            API,
            health=Health(monotonic=lambda: 0.0),
            registry=registry,
            parts=shown,
            authorise=door.access,
        )
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run()) for run in (door.book.run, context.rack.run)]
            async with serving(application, API.limits, fast=True, hot=hot_door_of(application)) as server:
                yield (await server.url("")).replace("127.0.0.1", "localhost")
                context.stopping.set()
            for task in tasks:
                task.cancel()


async def test_people_log_in_at_their_provider(tmp_path: Path) -> None:
    """In a window of its own, by a code; nothing of it is kept by the browser, and who says no is told so."""
    if (reason := missing()) is not None:
        pytest.skip(reason)
    async with provider() as issuer, gateway(tmp_path, issuer) as base:
        told = {"base": base, "acquiring": base}
        found = await asyncio.to_thread(tried_at, told, OWN_GATEWAY, tmp_path)
    assert found == dict.fromkeys(OWN_GATEWAY, "")
