"""A JetStream server in memory, for the simulation and for fast tests: deterministic, on the loop's clock."""

import asyncio
from collections.abc import Sequence
from random import Random

from shared.bus.buckets import bucket_stream
from shared.bus.port import Message, NoStreamError
from shared.contracts.topology import ConsumerSpec, StreamSpec, Topology
from testing.bus.consumer import FORGOTTEN_MAX, MemoryConsumer
from testing.bus.faults import Faults, NoFaults
from testing.bus.stream import MemoryStream, StreamRules

MAX_PAYLOAD = 1024 * 1024
"""nats-server's own default."""


class MemoryServer:
    """Streams, buckets and consumers of one topology. `MemoryBus` is a client of it.

    The methods here are the world's: they act at once, and no fault touches them.
    """

    def __init__(
        self, topology: Topology, *, faults: Faults | None = None, max_payload: int = MAX_PAYLOAD
    ) -> None:
        self.topology = topology
        self.faults: Faults = faults or NoFaults()
        self.max_payload = max_payload
        self._streams = {str(spec.name): MemoryStream(_rules(spec)) for spec in topology.streams()}
        for bucket in topology.buckets():
            name = bucket_stream(bucket.name)
            rules = StreamRules(
                name=name,
                subjects=(f"$KV.{bucket.name}.>",),
                per_subject=1,
                max_age=bucket.max_age,
            )
            self._streams[name] = MemoryStream(rules)
        self._listening: dict[str, MemoryStream] = {}
        """The stream of each subject that was ever published on."""
        self._consumers: dict[str, MemoryConsumer] = {}
        self._partitioned: set[str] = set()
        self._down = False
        self._changed: dict[str, asyncio.Event] = {}
        """By stream; made when somebody waits."""

    # What the world does to it

    def partition(self, client: str) -> None:
        """Cut a client off: its operations time out, what it follows stalls."""
        self._partitioned.add(client)

    def heal(self, client: str | None = None) -> None:
        """Let a client, or all of them, through again."""
        self._partitioned = self._partitioned - {client} if client is not None else set()
        self.changed()

    def go_down(self) -> None:
        """Be away for everybody."""
        self._down = True

    def come_up(self) -> None:
        """Be there again, with all that was stored."""
        self._down = False
        self.changed()

    def power_cut(self, random: Random, *, lose: int = 0) -> None:
        """Start again after a power cut.

        The acks of consumers on streams with limits may be forgotten, as was seen. With `lose`, up to
        that many of the last messages of every stream go too, and their sequences are given again: a
        store that lied about its syncs. With `sync_interval: always` and an honest disk none do.
        """
        for stream in self._streams.values():
            stream.roll_back(random.randint(0, lose))
        for consumer in self._consumers.values():
            consumer.crash(forget=random.randint(0, FORGOTTEN_MAX), now=self.now)
        self.changed()

    def evict(self, stream: str, subject: str) -> None:
        """Drop the messages of a subject, as a stream at its bound does."""
        for message in self.stored(stream, subject):
            self.stream(stream).remove(message.sequence)

    def stored(self, stream: str, subject: str = ">") -> Sequence[Message]:
        """Return what a stream holds, in order."""
        self.stream(stream).expire(self.now)
        return list(self.stream(stream).after(0, subject))

    # What clients reach

    def reaches(self, client: str) -> bool:
        """Tell whether a client gets through."""
        return not self._down and client not in self._partitioned

    def stream(self, name: str) -> MemoryStream:
        """Return a stream. Raises NoStreamError."""
        try:
            return self._streams[name]
        except KeyError:
            raise NoStreamError(f"stream {name} is not there: it is not in the topology") from None

    def stream_for(self, subject: str) -> MemoryStream:
        """Return the stream that listens on a subject. Raises NoStreamError."""
        found = self._listening.get(subject)
        if found is None:
            found = next((stream for stream in self._streams.values() if stream.accepts(subject)), None)
            if found is None:
                raise NoStreamError(f"publish to {subject}: no stream listens there")
            self._listening[subject] = found
        return found

    def consumer(self, name: str) -> MemoryConsumer:
        """Return a durable consumer. Raises NoStreamError."""
        try:
            return self._consumers[name]
        except KeyError:
            raise NoStreamError(f"consumer {name} is not there: ensure it first") from None

    def ensure_consumer(self, spec: ConsumerSpec) -> None:
        """Make a consumer, or give it new settings."""
        existing = self._consumers.get(spec.name)
        if existing is not None:
            existing.spec = spec
        else:
            self._consumers[spec.name] = MemoryConsumer(spec, self.stream(spec.stream))

    def changed(self, stream: str | None = None) -> None:
        """Wake whoever waits for something to read in a stream, or in any."""
        for name in [stream] if stream is not None else list(self._changed):
            if (news := self._changed.pop(name, None)) is not None:
                news.set()

    def news(self, stream: str) -> asyncio.Event:
        """Return what is set at the next change of a stream. Take it before looking, to miss none."""
        return self._changed.setdefault(stream, asyncio.Event())

    async def wait_for(self, news: asyncio.Event, *, until: float) -> bool:
        """Return True when something may be there to read, False at the loop's time `until`."""
        try:
            async with asyncio.timeout_at(until):
                await news.wait()
        except TimeoutError:
            return False
        return True

    @property
    def now(self) -> float:
        """The loop's time, seconds."""
        return asyncio.get_running_loop().time()


def _rules(spec: StreamSpec) -> StreamRules:
    window = min(spec.duplicate_window, spec.max_age) if spec.max_age else spec.duplicate_window
    return StreamRules(
        name=spec.name,
        subjects=spec.subjects,
        work_queue=spec.work_queue,
        per_subject=spec.per_subject,
        max_bytes=spec.max_bytes,
        max_age=spec.max_age,
        refuse_when_full=spec.refuse_when_full,
        keep_forever=spec.keep_forever,
        together=spec.together,
        duplicate_window=window,
    )
