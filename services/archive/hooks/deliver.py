"""The delivery of events to one receiver: from where it stood, in order of the stream, each at least once.

Events wait in the stream, which keeps them for ever: a receiver that is away costs the archive nothing but
the few that are on their way to it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from services.archive.hooks.file import Hook
from services.archive.hooks.payload import payload_of
from services.archive.hooks.port import AwayError, Receiver, RefusedError
from shared.access.grants import Visibility
from shared.access.signed.standing import standing_rules
from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus, Message
from shared.contracts.bucket_keys import hook_key
from shared.contracts.messages.frames.frame_event import FrameEvent
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Bucket, Stream, Topology
from shared.model.backoff import Backoff

log = logging.getLogger(__name__)

HOUR = 3600.0


@dataclass(slots=True)
class HookFigures:
    """What was done for one receiver since this process was started."""

    sent: int = 0
    tries_failed: int = 0
    given_up: int = 0
    """Events that were passed over: refused, or too old."""
    waiting_since: datetime | None = None
    """When the oldest event that is on its way failed first; None where none fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Events of one collection, for one receiver of one site."""

    name: str
    hook: Hook
    receiver: Receiver
    figures: HookFigures
    bus: Bus
    topology: Topology
    collection: str
    site: str
    base: str
    """The address of this archive."""
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self) -> None:
        """Deliver until cancelled. Raises BusError, in groups too; call it again."""
        coming: asyncio.Queue[Message] = asyncio.Queue(self.hook.at_once)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(coming))
                while True:
                    await self._send_some(coming)
        finally:
            self.figures.waiting_since = None
            await self.receiver.close()

    async def _read(self, coming: asyncio.Queue[Message]) -> None:
        subject = self.topology.frame_event(self.collection, "*")
        messages = self.bus.follow(Stream.EVENTS, subject, after=await self._place(subject))
        async with aclosing(messages):  # type: ignore[type-var]
            async for message in messages:
                await coming.put(message)

    async def _place(self, subject: str) -> int:
        """Return how far the receiver is; where it is new, where it begins."""
        noted = await self.bus.value(Bucket.WORKFLOW, self._key)
        if noted is not None:
            return int(noted.data)
        begin = 0 if self.hook.first else await self.bus.caught_up(Stream.EVENTS, subject)
        await self.bus.put(Bucket.WORKFLOW, self._key, b"%d" % begin)
        return begin

    async def _send_some(self, coming: asyncio.Queue[Message]) -> None:
        some = [await coming.get()]
        while not coming.empty():
            some.append(coming.get_nowait())
        async with asyncio.TaskGroup() as group:
            for message in some:
                group.create_task(self._send(message))
        self.figures.waiting_since = None
        await self.bus.put(Bucket.WORKFLOW, self._key, b"%d" % some[-1].sequence)

    async def _send(self, message: Message) -> None:
        try:
            event = decode(FrameEvent, message.data)
        except (BadMessageError, NewerSchemaError) as error:
            log.warning("hook %s: event %d is passed over: %s", self.name, message.sequence, error)
            self.figures.given_up += 1
            return
        if self.hook.private or await self._is_everybodys(event):
            await self._insist(event)

    async def _is_everybodys(self, event: FrameEvent) -> bool:
        """Tell whether who is in no group sees the frame: by its date, and by the rules as they are now."""
        now = self.now()
        if event.public_date > now:
            return False
        rules = await standing_rules(self.bus, self.collection)
        return not Visibility.of(rules).hides(event.path, frozenset(), now)

    async def _insist(self, event: FrameEvent) -> None:
        """Send an event until it is taken, or given up."""
        said, began = payload_of(event, base=self.base), self.now()
        pauses = Backoff(first=self.hook.pause_seconds, longest=self.hook.pause_seconds_max)
        failures = 0
        while True:
            try:
                await self.receiver.send(said)
            except AwayError as error:
                failures += 1
                self.figures.tries_failed += 1
                self.figures.waiting_since = self.figures.waiting_since or self.now()
                tired = (self.now() - began).total_seconds() >= self.hook.give_up_hours * HOUR
                if tired or (isinstance(error, RefusedError) and failures >= self.hook.tries):
                    self.figures.given_up += 1
                    log.error("hook %s: frame %s is given up: %s", self.name, event.filename, error)
                    return
                pause = pauses.delay(failures)
                log.warning("hook %s: %s; trying again in %g s", self.name, error, pause)
                await self.sleep(pause)
            else:
                self.figures.sent += 1
                return

    @property
    def _key(self) -> str:
        return hook_key(self.collection, self.site, self.name)
