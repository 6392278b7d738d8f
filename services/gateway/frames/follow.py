"""Following what is said of frames, from when on the collection has a rule about them."""

import asyncio
import logging
from functools import partial

from services.gateway.frames.store import FrameStore
from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.codec import BadMessageError, decode_with
from shared.bus.describer_keys import DescriberKeys
from shared.bus.port import Bus, Message
from shared.bus.retry_forever import retry_forever
from shared.contracts.bucket_keys import frame_rules_key
from shared.contracts.messages.frames.frame_record import FrameRecord
from shared.contracts.messages.frames.thumbnail_record import RECORD, ThumbnailRecord
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Bucket, Stream, Topology
from shared.descriptions.followed import CHECK_EVERY, FollowedDescriptions

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds before what failed on the bus is tried again."""


class FollowFrames:
    """Keeps a store of frames up to date, where a collection has frames to hide: others cost nothing."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        collection: str,
        store: FrameStore,
        check_every: float = CHECK_EVERY,
    ) -> None:
        self._bus = bus
        self._topology = topology
        self._collection = collection
        self._store = store
        self._descriptions = FollowedDescriptions(
            bus,
            topology=topology,
            keys=DescriberKeys(bus, collection=collection),
            collection=collection,
            store=store,
            taken=self._tell,
            check_every=check_every,
        )
        self._moved = asyncio.Event()

    async def run(self) -> None:
        """Follow until cancelled."""
        await retry_forever(self._await_rule, doing="wait for rules of frames", pause=RETRY)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._descriptions.run(), name="follow descriptions")
            follow = partial(retry_forever, self._follow_records, doing="follow records", pause=RETRY)
            group.create_task(follow(), name="follow records")

    async def reach(self, *, described: int = 0, recorded: int = 0) -> None:
        """Wait until messages of the two streams were taken in."""
        while self._store.position < described or self._store.recorded < recorded:
            await self._moved.wait()

    def _tell(self) -> None:
        """Wake who waits; the next ones wait for what comes after."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def _await_rule(self) -> None:
        subject = key_subject(Bucket.RULES, frame_rules_key(self._collection))
        async for message in self._bus.follow(bucket_stream(Bucket.RULES), subject, after=0):
            if not is_removed(message):
                return

    async def _follow_records(self) -> None:
        subject = self._topology.record(self._collection, "*")
        if await self._bus.caught_up(Stream.RECORDS, subject) < self._store.recorded:
            # Another stream: what it lacks was posted to one that is gone.
            self._store.forget_records()
        async for message in self._bus.follow(Stream.RECORDS, subject, after=self._store.recorded):
            self._store.post(message.sequence, self._record(message))
            self._tell()

    def _record(self, message: Message) -> FrameRecord | ThumbnailRecord | None:
        try:
            record = decode_with(RECORD, message.data)
        except (BadMessageError, NewerSchemaError) as error:
            log.warning("skipped a record of a frame: %s", error)
            return None
        return record if record.collection == self._collection else None
