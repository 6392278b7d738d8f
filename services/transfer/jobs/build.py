"""The job `build`: make one pack of contents that this site holds, and publish its parts."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.encoding_counters import EncodingCounters
from services.transfer.jobs.fetch import Fetcher
from services.transfer.jobs.send import Sender
from shared.bus.codec import encode
from shared.contracts.messages.transfers.job import BuildJob, PackItem
from shared.contracts.messages.transfers.manifest import Encoding
from shared.contracts.messages.transfers.report import Built
from shared.contracts.topology import Topology
from shared.delta.compression import Frames
from shared.delta.encode import check_compressed, compress_whole, encode_content
from shared.delta.errors import DeltaError, PackTooLargeError, SignatureError, SourceChangedError
from shared.delta.hashing import hash_bytes
from shared.delta.pack import PACK_BYTES_MAX, PackEntry, PackWriter
from shared.model.steps import NO_STEPS, Step, Steps
from shared.roots.posix.files.port import Files, ReadableFile, StorageError
from shared.service.task_group import one_outcome

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tally:
    missing: list[str] = field(default_factory=list)
    full_bytes: int = 0
    sent_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PackBuilder:
    """Carries `build` jobs out."""

    topology: Topology
    sender: Sender
    fetcher: Fetcher
    find: Callable[[Files], ContentFinder]
    encoded: EncodingCounters = field(default_factory=EncodingCounters)
    steps: Steps = NO_STEPS
    pack_bytes_max: int = PACK_BYTES_MAX
    """What takes more is found out before its first byte is sent."""

    async def run(self, job: BuildJob, files: Files) -> Built:
        """Publish the pack's parts, then its manifest; `parts` is 0 when nothing could be packed.

        A job that asks for signatures is answered with the bases that need one, and nothing is packed.
        """
        finder = self.find(files)
        signatures = await self._signatures(job)
        if job.ask_signatures:
            unsigned = await asyncio.to_thread(_unsigned, job, finder, signatures)
            if unsigned:
                return self._nothing(job, unsigned=unsigned)
        tally = _Tally()
        writer = PackWriter(job.pack)
        try:
            await self._publish(job, writer.parts(self._entries(job, finder, signatures, tally)), tally)
        except PackTooLargeError as error:
            log.info("pack %s is not built: %s", job.pack, error)
            return self._nothing(job, too_large=_larger(job, self.pack_bytes_max))
        except (DeltaError, StorageError) as error:
            log.warning("pack %s could not be built: %s", job.pack, error)
            return self._nothing(job, missing=tuple(item.content for item in job.items))
        manifest = writer.manifest()
        if not manifest.contents:
            return self._nothing(job, missing=tuple(tally.missing))
        self.encoded.count(manifest)
        head = encode(manifest)
        await self.sender.send(self._subject(job, 0), head)
        self.steps.reached(Step.PACK_PUBLISHED)
        return Built(
            collection=job.collection,
            site=job.site,
            pack=job.pack,
            parts=len(manifest.parts) + 1,
            manifest_hash=hash_bytes(head),
            sent_bytes=tally.sent_bytes + len(head),
            full_bytes=tally.full_bytes,
            missing=tuple(tally.missing),
        )

    async def _publish(self, job: BuildJob, parts: Iterator[bytes], tally: _Tally) -> None:
        """Publish parts as they are made, a few at a time."""

        async def send(number: int, part: bytes) -> None:
            await self.sender.send(self._subject(job, number), part)
            # Not the sender's own count: other builds send through it at the same time.
            tally.sent_bytes += len(part)
            self.steps.reached(Step.PACK_PART)

        async with one_outcome() as group:
            number, sending = 0, set[asyncio.Task[None]]()
            while (part := await asyncio.to_thread(next, parts, None)) is not None:
                number += 1
                while len(sending) >= self.sender.window.size:
                    _, sending = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                sending.add(group.create_task(send(number, part)))

    def _entries(
        self, job: BuildJob, finder: ContentFinder, signatures: dict[str, bytes], tally: _Tally
    ) -> Iterator[PackEntry]:
        """Yield what goes into the pack; a content that is not here, or not any more, is left out."""
        frames = Frames()
        for item in job.items:
            with ExitStack() as stack:
                source = finder.open(item.content, item.found_at, again=item.length is not None)
                if source is None:
                    tally.missing.append(item.content)
                    continue
                stack.enter_context(source)
                if item.length is not None:
                    yield from _range_of(item, source, item.length)
                    tally.full_bytes += item.length
                else:
                    tally.full_bytes += item.size
                    yield self._entry(item, source, finder, signatures, stack, frames=frames)
                if item.keep:
                    finder.recent.keep(item.content, source, size=item.size)

    def _entry(
        self,
        item: PackItem,
        source: ReadableFile,
        finder: ContentFinder,
        signatures: dict[str, bytes],
        stack: ExitStack,
        *,
        frames: Frames,
    ) -> PackEntry:
        size = source.status().fingerprint.size
        basis = finder.open(item.basis, item.basis_found_at) if item.basis is not None else None
        if basis is not None:
            stack.enter_context(basis)
        signature = signatures.get(item.basis or "")
        try:
            encoded = encode_content(source, size=size, basis_signature=signature, basis=basis, frames=frames)
        except SignatureError as error:
            log.warning("content %s travels whole: %s", item.content, error)
            encoded = encode_content(source, size=size)
        whole = encoded.encoding is Encoding.FULL
        if whole and size > self.pack_bytes_max:
            check_compressed(source, size=size, limit=self.pack_bytes_max)
        return PackEntry(
            content=item.content,
            size=size,
            encoding=encoded.encoding,
            basis=None if whole else item.basis,
            chunks=encoded.chunks,
        )

    async def _signatures(self, job: BuildJob) -> dict[str, bytes]:
        """Fetch the signatures of the bases; one that cannot be had means that its content goes whole."""
        found: dict[str, bytes] = {}
        for item in job.items:
            if item.basis is not None and item.signature_from is not None:
                signature = await self.fetcher.signature(job.collection, item.signature_from, item.basis)
                if signature is not None:
                    found[item.basis] = signature
        return found

    def _subject(self, job: BuildJob, part: int) -> str:
        return self.topology.pack(job.collection, job.site, job.pack, part)

    def _nothing(
        self,
        job: BuildJob,
        *,
        missing: tuple[str, ...] = (),
        unsigned: tuple[str, ...] = (),
        too_large: tuple[str, ...] = (),
    ) -> Built:
        return Built(
            collection=job.collection,
            site=job.site,
            pack=job.pack,
            missing=missing,
            unsigned=unsigned,
            too_large=too_large,
        )


def _range_of(item: PackItem, source: ReadableFile, length: int) -> Iterator[PackEntry]:
    """Yield one range of a content, and make sure that its file stood still while it was read.

    Raises:
        SourceChangedError: it did not, or ends before the range does.
    """
    before = source.status()
    chunks = compress_whole(source, start=item.offset, size=length)
    yield PackEntry(
        content=item.content, size=length, encoding=Encoding.FULL, offset=item.offset, chunks=chunks
    )
    if source.status() != before:
        raise SourceChangedError(f"content {item.content} changed while it was read; look again")


def _larger(job: BuildJob, limit: int) -> tuple[str, ...]:
    return tuple(item.content for item in job.items if item.size > limit)


def _unsigned(job: BuildJob, finder: ContentFinder, signatures: dict[str, bytes]) -> tuple[str, ...]:
    """Return the bases of which this site has neither the bytes nor a signature.

    By names alone: a copy that proves to be broken later means that one content travels whole. A basis
    under another name needs no signature: it is tried because it is here.
    """
    bases = {item.basis for item in job.items if item.basis is not None and not item.basis_found_at}
    return tuple(sorted(basis for basis in bases if basis not in signatures and not finder.keeps(basis)))
