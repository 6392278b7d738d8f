"""A log of very many commits, written without the services that would take hours to make it."""

import asyncio
import json
import random

from shared.bus.codec import encode
from shared.bus.nats_bus import NatsBus
from shared.bus.topology import Topology
from shared.catalog.fold import body_hash
from shared.identity.keys import SigningKey
from shared.identity.registry import Registry
from shared.messages.commit import GENESIS_HASH
from shared.messages.presence import SiteRecord

COLLECTION = "spice"
WRITER = "writer"
LOG_ID = "a" * 32
AT_ONCE = 64
MADE_AT = "2026-11-21T12:00:00Z"


class LongLog:
    """Writes commits of one site, each of new files in a directory of its own."""

    def __init__(self, bus: NatsBus, *, files: int) -> None:
        self._bus = bus
        self._files = files
        self._subject = Topology().log(COLLECTION)
        self._source = random.Random(1)
        self._site = SigningKey(b"s" * 32)
        self._key = SigningKey(b"o" * 32)
        self._hash = GENESIS_HASH

    async def write(self, commits: int) -> None:
        """Register the writer and the orchestrator, and append so many commits."""
        registry = Registry(self._bus)
        await registry.register_orchestrator(self._key.public)
        record = SiteRecord(collection=COLLECTION, site=WRITER, key=self._site.public)
        await registry.register_site(record)
        for first in range(1, commits + 1, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, commits + 1))
            await asyncio.gather(*(self._append(number, self._commit(number)) for number in numbers))

    async def _append(self, number: int, data: bytes) -> None:
        ack = await self._bus.publish(self._subject, data)
        assert ack.sequence == number, "the commits were stored in another order"

    def _commit(self, number: int) -> bytes:
        body = json.dumps(
            {
                "schema_version": 1,
                "collection": COLLECTION,
                "log_id": LOG_ID,
                "previous_revision": number - 1,
                "previous_hash": self._hash,
                "batch": self._site.sign(self._batch(number)).model_dump(),
                "decisions": [{"outcome": "accepted"}] * self._files,
            }
        )
        self._hash = body_hash(body)
        return encode(self._key.sign(body))

    def _batch(self, number: int) -> str:
        return json.dumps(
            {
                "schema_version": 1,
                "collection": COLLECTION,
                "site": WRITER,
                "incarnation": "1" * 16,
                "sequence": number,
                "log_id": LOG_ID,
                "made_at": MADE_AT,
                "changes": [self._put(number, file) for file in range(self._files)],
            }
        )

    def _put(self, number: int, file: int) -> object:
        state = {
            "kind": "file",
            "content": self._source.randbytes(32).hex(),
            "size": 1 + self._source.randrange(10**7),
            "mtime_ns": 1_700_000_000 * 10**9 + self._source.randrange(10**15),
            "mode": 0o644,
        }
        return {"path": f"mission/{number:05}/orbit-{file:03}.bsp", "state": state}
