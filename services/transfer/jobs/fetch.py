"""Getting bulk data from the bus, by exact subject."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from itertools import islice

from services.transfer.pace.on_its_way import on_its_way
from services.transfer.pace.pace import Pace
from services.transfer.pace.window import Window
from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus
from shared.contracts.messages.transfers.job import ApplyJob
from shared.contracts.messages.transfers.manifest import Manifest, SignatureHead
from shared.contracts.topology import Stream, Topology
from shared.delta.errors import CorruptError, SignatureError
from shared.delta.hashing import hash_bytes
from shared.delta.signature import SIGNATURE_BYTES_MAX, check_signature
from shared.model.backoff import Backoff
from shared.service.task_group import one_outcome

log = logging.getLogger(__name__)

TRIES = 3
"""A direct get may be stale: what is not there yet is asked for again, this often."""

STALE = Backoff(first=0.2, longest=0.8)
"""Between two tries: replicas follow their leader within milliseconds, unless they are busy."""


class Fetcher:
    """Reads packs and signatures."""

    def __init__(
        self, bus: Bus, *, topology: Topology, pace: Pace | None = None, window: Window | None = None
    ) -> None:
        self._bus = bus
        self.pace = pace or Pace()
        self.window = window or Window()
        """Of each pack that is fetched."""
        self._topology = topology
        self.came: Counter[str] = Counter()
        """Bytes of packs, by the site that built them."""

    async def manifest(self, job: ApplyJob) -> Manifest:
        """Return the manifest of a job's pack.

        Raises:
            CorruptError: it is gone, or not the one that the job names.
        """
        data = await self._of_pack(job, 0)
        if data is None or hash_bytes(data) != job.manifest_hash:
            raise CorruptError(f"the manifest of pack {job.pack} is gone, or another one")
        try:
            return decode(Manifest, data)
        except BadMessageError as error:
            raise CorruptError(f"the manifest of pack {job.pack} cannot be read: {error}") from error

    async def stream(
        self, job: ApplyJob, manifest: Manifest, take: Callable[[Sequence[bytes]], None]
    ) -> None:
        """Hand the parts of a pack over in order, unverified. `take` runs in a thread; others come meanwhile.

        Raises:
            CorruptError: a part is gone.
        """
        numbers = iter(range(1, len(manifest.parts) + 1))
        async with one_outcome() as group:
            ahead = deque[asyncio.Task[bytes]]()

            def ask() -> None:
                room = max(self.window.size - len(ahead), 0)
                ahead.extend(group.create_task(self._wanted(job, n)) for n in islice(numbers, room))

            ask()
            while ahead:
                parts = [await ahead.popleft()]
                while ahead and ahead[0].done():
                    parts.append(ahead.popleft().result())
                ask()
                await asyncio.to_thread(take, parts)

    async def _wanted(self, job: ApplyJob, part: int) -> bytes:
        data = await self._of_pack(job, part)
        if data is None:
            raise CorruptError(f"part {part} of pack {job.pack} is gone")
        return data

    async def signature(self, collection: str, author: str, content: str) -> bytes | None:
        """Return a signature from the cache, checked, or None when it is not (or not wholly) there."""
        data = await self._part(Stream.SIGNATURES, self._topology.signature(collection, author, content, 0))
        if data is None:
            return None
        try:
            head = decode(SignatureHead, data)
            signature = await self._signature_parts(collection, author, head)
            check_signature(signature, basis_size=head.size)
        except (BadMessageError, CorruptError, SignatureError) as error:
            log.warning("the signature of %s by %s is of no use: %s", content, author, error)
            return None
        return signature

    async def _signature_parts(self, collection: str, author: str, head: SignatureHead) -> bytes:
        joined = bytearray()
        for number, expected in enumerate(head.parts, start=1):
            subject = self._topology.signature(collection, author, head.content, number)
            part = await self._part(Stream.SIGNATURES, subject)
            if part is None or hash_bytes(part) != expected:
                raise CorruptError(f"part {number} is gone, or another one")
            joined += part
            if len(joined) > SIGNATURE_BYTES_MAX:
                raise CorruptError(f"it has over {SIGNATURE_BYTES_MAX} bytes")
        return bytes(joined)

    async def _part(
        self, stream: Stream, subject: str, *, came: Callable[[int], None] = lambda _: None
    ) -> bytes | None:
        for tries in range(1, TRIES + 1):
            message = await self._bus.direct(stream, subject)
            if message is not None:
                if tries == 1:
                    came(len(message.data))
                # Afterwards: how large it is was not known. The next one is not asked for before.
                await self.pace.take(len(message.data))
                return message.data
            if tries < TRIES:
                await asyncio.sleep(STALE.delay(tries))
        return None

    async def _of_pack(self, job: ApplyJob, part: int) -> bytes | None:
        source = job.source or ""
        subject = self._topology.pack(job.collection, source, job.pack, part)
        async with on_its_way(self.window) as came:
            data = await self._part(Stream.PACKS, subject, came=came)
        if data is not None:
            self.came[source] += len(data)
        return data
