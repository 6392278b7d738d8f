"""The job `sign`: publish the librsync signature of a content that this site holds."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.transfer.contents.content_finder import ContentFinder
from services.transfer.jobs.send import Sender
from shared.bus.codec import encode
from shared.contracts.messages.transfers.job import SignJob
from shared.contracts.messages.transfers.manifest import SignatureHead
from shared.contracts.messages.transfers.report import SignatureMade
from shared.contracts.topology import Topology
from shared.delta.errors import DeltaError
from shared.delta.hashing import hash_bytes
from shared.delta.librsync import sign, sparse_block_length
from shared.delta.pack import PART_BYTES
from shared.model.steps import NO_STEPS, Step, Steps
from shared.roots.posix.files.port import Files, ReadableFile, StorageError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Carries `sign` jobs out."""

    topology: Topology
    sender: Sender
    find: Callable[[Files], ContentFinder]
    steps: Steps = NO_STEPS

    async def run(self, job: SignJob, files: Files) -> SignatureMade:
        """Publish the signature's parts, then its head; `parts` is 0 when the content cannot be read here."""
        nothing = SignatureMade(collection=job.collection, site=job.site, content=job.content)
        file = await asyncio.to_thread(self.find(files).open, job.content, job.found_at)
        if file is None:
            return nothing
        with file:
            try:
                return await self._publish(job, file)
            except (DeltaError, StorageError) as error:
                log.warning("content %s could not be signed: %s", job.content, error)
                return nothing

    async def _publish(self, job: SignJob, file: ReadableFile) -> SignatureMade:
        size = file.status().fingerprint.size
        hashes: list[str] = []
        sent = 0
        parts = _parts(file, size)
        while (part := await asyncio.to_thread(next, parts, None)) is not None:
            hashes.append(hash_bytes(part))
            await self.sender.send(self._subject(job, len(hashes)), part)
            sent += len(part)
        head = encode(SignatureHead(content=job.content, size=size, parts=tuple(hashes)))
        # The head comes last: who finds it finds all of the signature.
        await self.sender.send(self._subject(job, 0), head)
        self.steps.reached(Step.SIGNATURE_PUBLISHED)
        return SignatureMade(
            collection=job.collection,
            site=job.site,
            content=job.content,
            parts=len(hashes),
            sent_bytes=sent + len(head),
        )

    def _subject(self, job: SignJob, part: int) -> str:
        return self.topology.signature(job.collection, job.site, job.content, part)


def _parts(file: ReadableFile, size: int) -> Iterator[bytes]:
    pending = bytearray()
    for chunk in sign(file, size=size, block_length=sparse_block_length(size)):
        pending += chunk
        while len(pending) >= PART_BYTES:
            yield bytes(pending[:PART_BYTES])
            del pending[:PART_BYTES]
    if pending:
        yield bytes(pending)
