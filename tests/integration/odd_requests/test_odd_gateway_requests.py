"""Requests that nobody would think of, made from the document of the gateway's API."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from services.gateway.api.application import API
from services.gateway.console.files import ConsoleFiles
from services.gateway.login.provider import LoginProvider
from services.gateway.overview.tell import Overviews
from services.gateway.overview.watch import RackWatch
from services.gateway.relay.relay import Relay
from shared.access.limits import CallerLimits
from shared.access.make import Door as AccessDoor
from shared.access.make import make_door
from shared.access.settings import AccessSettings
from shared.contracts.http.access import TokenRequest
from shared.model.scope import EVERY_COLLECTION, Scope
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.service.rack_view import RackView
from shared.web.application import hot_door_of, make_application
from tests.integration.odd_requests.odd import BODIES, find_faults
from tests.unit.services.gateway.desk import BELOW, COLLECTION, OURS, hash_of, open_desk
from tests.unit.services.gateway.played_manager import publishing
from tests.unit.shared.web.serving import serving

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi-gateway.json"

ENDLESS = CallerLimits(rate=1e9, burst=1e9, at_a_time=10_000)

FILES = {"readme": b"kernels\n", "spk/de 440.bsp": bytes(range(256)) * 700, "mk/em16.tm": b"KPL/MK\n"}

LATER = (
    "/files$|/diff$|/content/|/copy$|/move$|/commits$|/uploads|/archive$|/links$"
    "|tokens|/access$|/data/|/events$"
)
"""Routes that check more than a schema can say: moments, paths, digests, offsets, times to come."""


@dataclass(frozen=True)
class Served:
    """The API of a gateway, and the tokens of an admin and of one who reads."""

    url: str
    tokens: Mapping[str, str]

    def shown_by(self, who: str) -> tuple[str, ...]:
        """Return what has a caller show its token, where it has one."""
        token = self.tokens.get(who)
        return () if token is None else ("--header", f"Authorization: Bearer {token}")


@asynccontextmanager
async def serve_gateway(directory: Path, *, tokens: bool) -> AsyncIterator[Served]:
    """Serve a gateway over a bus in memory, whose site publishes what is written."""
    async with open_desk(directory) as desk:
        await desk.commit(FILES)
        registry = new_registry()
        door = make_door(
            AccessSettings(collection=COLLECTION, tokens=tokens, limits=ENDLESS),
            bus=desk.bus,
            registry=registry,
            now=SystemClock().now,
            monotonic=time.monotonic,
            random_bytes=secrets.token_bytes,
        )
        rack = RackView(desk.bus, expires=3600.0, monotonic=lambda: 0.0)
        context = replace(desk.context, stopping=_ended(), rack=rack)
        watch = RackWatch(context, time.monotonic)
        overviews = Overviews(context, time.monotonic, watch.flows)
        application = make_application(
            API,
            health=Health(monotonic=lambda: 0.0),
            registry=registry,
            parts=(
                context,
                context.hot,
                watch,
                overviews,
                Relay(),
                LoginProvider(None),
                ConsoleFiles(),
                *door.parts,
            ),
            authorise=door.access,
        )
        following = [asyncio.create_task(one()) for one in (door.book.run, rack.run)]
        made = {scope.value: await _token(door, scope) for scope in (Scope.ADMIN, Scope.READ)}
        hot = hot_door_of(application)
        async with publishing(desk), serving(application, API.limits, fast=True, hot=hot) as server:
            yield Served(await server.url(""), made)
        for task in following:
            await _end(task)


async def _token(door: AccessDoor, scope: Scope) -> str:
    wanted = TokenRequest(name=f"odd {scope}", scope=scope, collection=EVERY_COLLECTION)
    return (await door.tokens.create(wanted, by="test")).token


def _ended() -> asyncio.Event:
    """Return what ends endless answers, such as events, once they have told what is there."""
    event = asyncio.Event()
    event.set()
    return event


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def begin_upload(served: Served, who: str) -> list[str]:
    """Have a caller that may begin an upload; return its id."""
    shown = {"Authorization": f"Bearer {served.tokens[who]}"} if who in served.tokens else {}
    async with httpx.AsyncClient(base_url=served.url, headers={**OURS, **shown}, trust_env=False) as client:
        answer = await client.post(f"{BELOW}/uploads", headers={"Upload-Complete": "?0"})
    return [answer.json()["id"]] if answer.is_success else []


def document_of_what_is_there(directory: Path, uploads: Sequence[str] = ()) -> Path:
    """Return the document, in which the collection is the one that is served: all others are 404 at once.

    Beside any others, paths, contents and uploads are some that there are.
    """
    text = json.loads(DOCUMENT.read_text())
    there = {
        "path": [*FILES],
        "address": [*FILES, "spk/"],
        "content": [hash_of(data) for data in FILES.values()],
        "upload": [*uploads],
    }
    for operations in text["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                name = parameter["name"]
                if name == "collection":
                    parameter["schema"] = {"type": "string", "enum": [COLLECTION]}
                elif parameter["in"] == "path" and there.get(name):
                    parameter["schema"] = {"anyOf": [{"enum": there[name]}, parameter["schema"]]}
    (directory / "document.json").write_text(json.dumps(text))
    return directory / "document.json"


FEW = 3
"""Fuzzed requests of each operation, for every change."""

METHODS = f"{BODIES},allow_header_conformance"
"""And one that takes a document for all methods: OpenAPI has no words for those of WebDAV."""

PARTS = {
    "plain": ("--exclude-path-regex", LATER),
    "later": ("--include-path-regex", LATER, "--exclude-checks", METHODS),
}


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["anybody", "admin", "read", "nobody"])
async def test_every_answer_is_one_that_the_document_tells(tmp_path: Path, part: str, who: str) -> None:
    """No status, type, body or method that is not documented, and no fault of ours, whoever asks.

    Anybody asks on loopback, where no token is needed; nobody has none where one is.
    """
    async with serve_gateway(tmp_path, tokens=who != "anybody") as served:
        document = document_of_what_is_there(tmp_path, await begin_upload(served, who))
        assert await find_faults(document, served.url, *PARTS[part], *served.shown_by(who)) == ""


async def test_reads_answer_as_the_document_tells(tmp_path: Path) -> None:
    """A short slice of the night, for every change: a few fuzzed requests of everything that reads."""
    async with serve_gateway(tmp_path, tokens=True) as served:
        document = document_of_what_is_there(tmp_path)
        reads = ("--include-method", "GET", "--exclude-checks", METHODS)
        shown = served.shown_by("admin")
        assert await find_faults(document, served.url, *reads, *shown, cases=FEW, phases="fuzzing") == ""
