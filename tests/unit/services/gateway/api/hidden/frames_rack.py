"""A gateway that hides frames, and what a caller is told of one by every way. No test module."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from httpx import ASGITransport, AsyncClient, Response
from starlette.requests import HTTPConnection

from services.gateway.api.application import API
from services.gateway.app import Frames, open_frames
from services.gateway.reading.events import tell_events
from shared.access.make import Door, make_door
from shared.access.public_dates import PublicDates, rules_of
from shared.access.settings import AccessSettings
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.contracts.bucket_keys import frame_rules_key
from shared.contracts.http.access import TokenRequest
from shared.contracts.messages.access import AccessRules
from shared.contracts.messages.description import (
    Asked,
    Description,
    Findings,
    Told,
)
from shared.contracts.messages.frames.frame_facts import FrameFacts, FrameFields
from shared.contracts.messages.frames.frame_record import FrameRecord, RecordFields
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Bucket, Topology
from shared.identity.keys import SigningKey
from shared.model.scope import Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import Caller
from tests.unit.services.gateway.desk import BELOW, COLLECTION, OURS, Desk, hash_of, open_desk

NOW = datetime(2026, 11, 29, tzinfo=UTC)

DAY = timedelta(days=1)

DESCRIBER = SigningKey(b"d" * 32)

TREE = f"/data/{COLLECTION}"

PATIENCE = 60.0


class Rack:
    """A gateway that asks for tokens, in a collection whose archive has said its rules."""

    def __init__(self, desk: Desk, door: Door, frames: Frames) -> None:
        self.desk = desk
        self.door = door
        self.frames = frames
        self.described = self.recorded = 0

    async def token(self, *groups: str, scope: Scope = Scope.READ) -> str:
        """Make a token."""
        wanted = TokenRequest(name="somebody", scope=scope, collection=COLLECTION, groups=groups)
        made = await self.door.tokens.create(wanted, by="test")
        assert await self.door.book.hear(lambda: bool(self.door.book.tokens(made.id)))
        return made.token

    async def describe(self, data: bytes, facts: FrameFacts | None, *, failed: bool = False) -> None:
        """Have bytes described, as a frame or as something else."""
        told = Told.FAILED if failed else Told.UNKNOWN if facts is None else Told.RECOGNISED
        findings = None if facts is None else Findings(kind="fits", frame=facts)
        await self.tell(data, told=told, findings=findings)

    async def tell(self, data: bytes, *, told: Told, findings: Findings | None) -> None:
        """Have a describer tell of bytes."""
        description = Description(
            collection=COLLECTION,
            content=hash_of(data),
            size=len(data),
            name="a",
            site="a",
            made_at=NOW,
            told=told,
            describer=None if findings is None else "fits",
            asked=(Asked(name="fits", version=1),),
            findings=findings,
        )
        subject = Topology().description(COLLECTION, hash_of(data))
        data = encode(DESCRIBER.sign(description.model_dump_json()))
        self.described = (await self.desk.bus.publish(subject, data)).sequence

    async def ask(self, path: str, token: str | None, method: str = "GET", **more: object) -> Response:
        """Ask."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await self.desk.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]

    async def settle(self) -> None:
        """Wait until the gateway has heard all that was said."""
        async with asyncio.timeout(PATIENCE):
            await self.frames.follow.reach(described=self.described, recorded=self.recorded)


@asynccontextmanager
async def open_rack(directory: Path, *, rule: bool = True) -> AsyncIterator[Rack]:
    """Yield one."""
    async with open_desk(directory) as desk:
        bus = desk.bus
        await DescriberKeys(bus, collection=COLLECTION).register(
            DescriberRecord(collection=COLLECTION, site="a", key=DESCRIBER.public)
        )
        with open_frames(desk.context) as frames:
            door = make_door(
                AccessSettings(collection=COLLECTION, tokens=True),
                bus=bus,
                registry=new_registry(),
                now=lambda: NOW,
                monotonic=time.monotonic,
                random_bytes=random.Random(1).randbytes,
                standings=frames.standings,
            )
            application = make_application(
                API,
                health=Health(monotonic=lambda: 0.0),
                registry=new_registry(),
                parts=(desk.context, desk.context.hot, *door.parts),
                authorise=door.access,
            )
            runs = (door.book.run(), frames.follow.run(), desk.context.rack.run())
            tasks = [asyncio.create_task(run) for run in runs]
            if rule:
                value = encode(rules_of(PublicDates()))
                await bus.put(Bucket.RULES, frame_rules_key(COLLECTION), value)
                assert await door.book.hear(lambda: door.book.frame_dates(COLLECTION) is not None)
            await door.rules.replace(AccessRules(anonymous_all=True), revision=0)
            assert await door.book.hear(lambda: door.book.rules(COLLECTION).anonymous_all)
            transport = ASGITransport(application)
            async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
                yield Rack(replace(desk, client=client), door, frames)
            for task in tasks:
                task.cancel()


def frame(proposal: str, public: datetime | None, *, md5: str = "", observed: datetime = NOW) -> FrameFacts:
    """Return what is told of a frame."""
    fields = FrameFields(observation_date=observed, proposal_id=proposal, public_date=public)
    return FrameFacts(form="plain", md5=md5, fields=fields)


def lists() -> list[str]:
    """Return every way to be told of many files."""
    return [
        *(f"{TREE}/", f"{TREE}/?format=json", f"{TREE}/night/", f"{TREE}/night/?format=json"),
        *(f"{TREE}/night/checksums.txt", f"{BELOW}/files", f"{BELOW}/files?glob=**/*.fits"),
        *(f"{BELOW}/files?kind=directory", f"{BELOW}/files?at=1", f"{BELOW}/files?changed_since=0"),
        *(f"{BELOW}/diff?from=0", f"{BELOW}/diff?from=0&to=1"),
    ]


def ways(path: str, content: str) -> list[tuple[str, str, dict[str, object]]]:
    """Return every way to ask for one file: method, address, and what is sent."""
    told = {"paths": [path], "format": "zip"}
    return [
        *(("GET", f"{BELOW}/content/{path}", {}), ("HEAD", f"{BELOW}/content/{path}", {})),
        *(("GET", f"{BELOW}/content/{path}?at=1", {}), ("GET", f"{BELOW}/blobs/{content}", {})),
        *(("GET", f"{BELOW}/files/{path}", {}), ("GET", f"{TREE}/{path}", {})),
        *(("PROPFIND", f"{TREE}/{path}", {}), ("POST", f"{BELOW}/archive", {"json": told})),
        ("GET", f"{BELOW}/files?content={content}", {}),
        ("PUT", f"{BELOW}/content/{path}", {"content": b"mine"}),
        ("DELETE", f"{BELOW}/content/{path}", {}),
        ("POST", f"{BELOW}/copy", {"json": {"source": path, "target": "night/taken"}}),
        ("POST", f"{BELOW}/links", {"json": {"paths": [path]}}),
        ("MOVE", f"{TREE}/{path}", {"extra": {"Destination": f"http://localhost{TREE}/night/taken"}}),
    ]


async def answer(rack: Rack, token: str | None, path: str, content: str) -> list[tuple[str, int, str]]:
    """Return what one caller is told of one file, without its own words."""
    told = []
    for method, address, more in ways(path, content):
        extra = more.pop("extra", {})
        headers = {**extra, **({} if token is None else {"Authorization": f"Bearer {token}"})}  # type: ignore[dict-item]
        got = await rack.desk.client.request(method, address, headers=headers, **more)  # type: ignore[arg-type]
        text = got.text.replace(path, "PATH").replace(quote(path), "PATH").replace(content, "CONTENT")
        # A link that is made tells who made it, and opens no more than they could.
        told.append((method, got.status_code, "" if got.status_code == 201 else text))
    return told


async def events_of(rack: Rack, token: str | None) -> str:
    """Return the events that there are for a caller."""
    caller = await caller_of(rack, token)
    followed, stopping = rack.desk.context.followed, asyncio.Event()
    told = ""
    stream = tell_events(followed, caller, collection=COLLECTION, after=0, stopping=stopping)
    async for event in stream:
        told += event.decode()
        if f"id: {followed.revision}\n" in told:
            break
    await stream.aclose()
    return told


async def caller_of(rack: Rack, token: str | None) -> Caller:
    """Return who asks with a token."""
    headers = [] if token is None else [(b"authorization", f"Bearer {token}".encode())]
    scope = {"type": "http", "method": "GET", "path": f"{TREE}/", "headers": headers, "query_string": b""}
    return await rack.door.access.admit(HTTPConnection(scope))


async def status_of(rack: Rack, name: str, token: str) -> int:
    """Return how a read of one file is answered."""
    return (await rack.ask(f"{BELOW}/content/{name}", token)).status_code


def posted(basename: str, public: datetime) -> FrameRecord:
    """Return a frame as an ingester posts it."""
    return FrameRecord(
        collection=COLLECTION,
        basename=basename,
        md5="a" * 32,
        key="k",
        made_at=NOW,
        fields=RecordFields(observation_date=NOW, proposal_id="P9", public_date=public),
    )


async def record(rack: Rack, written: FrameRecord | ThumbnailRecord) -> int:
    """Write a record to the stream of the archive, and return its revision."""
    subject = Topology().record(COLLECTION, hash_of(written.basename.encode()))
    return (await rack.desk.bus.publish(subject, encode(written))).sequence
