"""Making the staged files of one job: from this site's own files, or from the pack. Blocks."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.make_room import demand_room
from shared.contracts.messages.job import ApplyJob, Placement
from shared.contracts.messages.manifest import Manifest, PackedContent
from shared.contracts.messages.report import Reason
from shared.delta.decode import decode_content
from shared.delta.errors import DeltaError
from shared.delta.pack import PART_BYTES, PackReader
from shared.delta.reading import read_blocks
from shared.model.entry import Kind
from shared.roots.errors import CorruptError
from shared.roots.posix.files.port import Files, NoSpaceError, ReadableFile, StorageError
from shared.roots.posix.publish.staging import STREAM_NAME, StagedFile, Staging

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a path has no staged file."""

    reason: Reason
    detail: str = ""


@dataclass(slots=True)
class Staged:
    """Staged files, and what could not be staged, by path."""

    files: dict[str, str] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)


def needs_content(placement: Placement) -> bool:
    """Tell whether a placement needs a staged file, rather than a change of metadata or of names alone."""
    return placement.state.kind is Kind.FILE and placement.prior.content != placement.state.content


def pack_contents(
    files: Files, staging: Staging, manifest: Manifest
) -> Iterator[tuple[PackedContent, Iterator[bytes]]]:
    """Yield the contents of a pack whose stream is in the staging area, each with its encoded bytes.

    Raises:
        DeltaError: a part is missing, or is not what the manifest names.
        StorageError: the stream cannot be read.
    """
    with files.open(f"{staging.folder}/{STREAM_NAME}") as stream:
        blocks = read_blocks(stream, size=stream.status().fingerprint.size)
        yield from PackReader(manifest, _parts(blocks)).contents()


class Stager:
    """Stages one job."""

    def __init__(
        self,
        files: Files,
        staging: Staging,
        job: ApplyJob,
        manifest: Manifest | None,
        *,
        finder: ContentFinder,
        reserve_bytes: int,
    ) -> None:
        self.files = files
        self._staging = staging
        self._manifest = manifest
        self.finder = finder
        self._reserve_bytes = reserve_bytes
        self._placements = job.placements
        self._wanted: defaultdict[str, list[Placement]] = defaultdict(list)
        for placement in filter(needs_content, job.placements):
            self._wanted[placement.state.content or ""].append(placement)
        self._staged = Staged()

    def stage(self) -> Staged:
        """Stage every placement that needs content; failures are kept for each path."""
        packed = {item.content for item in self._manifest.contents} if self._manifest else set()
        for content, placements in self._wanted.items():
            if content not in packed:
                self._attempt(placements, self._copy_local)
        if self._manifest is not None:
            self._from_pack(self._manifest)
        for content, placements in self._wanted.items():
            self._lacking(content, placements)
        return self._staged

    def _copy_local(self, first: Placement) -> None:
        content = first.state.content or ""
        arrived = self.finder.arrived.path_of(content)
        if arrived is not None:
            self._staged.files[first.path] = self._staging.adopt(arrived, first.state)
            return
        source = self.finder.open(content, first.found_at)
        if source is None:
            raise LookupError(f"content {content} was not found here, and no pack brought it")
        with source, self._create(first) as target:
            target.copy_from(source, 0, first.state.size)
            target.seal()
            self._staged.files[first.path] = target.path

    def _from_pack(self, manifest: Manifest) -> None:
        try:
            for packed, chunks in pack_contents(self.files, self._staging, manifest):
                self._decode(packed, chunks)
        except (DeltaError, StorageError) as error:
            log.warning("the rest of pack %s cannot be used: %s", manifest.pack, error)

    def _decode(self, packed: PackedContent, chunks: Iterator[bytes]) -> None:
        def stage(first: Placement) -> None:
            basis = self._open_basis(packed, first)
            try:
                with self._create(first) as target:
                    decode_content(packed, chunks, basis=basis, target=target)
                    target.seal()
                    self._staged.files[first.path] = target.path
            finally:
                if basis is not None:
                    basis.__exit__(None, None, None)

        if placements := self._wanted.get(packed.content):
            self._attempt(placements, stage)

    def _open_basis(self, packed: PackedContent, first: Placement) -> ReadableFile | None:
        """Open what the delta was made against.

        What is about to be replaced is not hashed here: a wrong basis fails the result's hash.
        """
        if packed.basis is None:
            return None
        paths = [item.path for item in self._placements if item.prior.content == packed.basis]
        for path in paths:
            return self.files.open(path)
        return self.finder.open(packed.basis, first.basis_found_at)

    def _create(self, placement: Placement) -> StagedFile:
        demand_room(
            self.files,
            self.finder,
            placement.state.size,
            reserve_bytes=self._reserve_bytes,
            what=repr(placement.path),
        )
        return self._staging.create(placement.state)

    def _attempt(self, placements: list[Placement], make: Callable[[Placement], None]) -> None:
        """Make the first placement's file, and copies of it for the others with the same content."""
        first, *others = placements
        failure = _failure(make, first)
        if failure is not None:
            self._staged.failures.update({placement.path: failure for placement in placements})
            return
        for placement in others:
            failure = _failure(partial(self._copy_staged, first), placement)
            if failure is not None:
                self._staged.failures[placement.path] = failure

    def _copy_staged(self, first: Placement, placement: Placement) -> None:
        with self.files.open(self._staged.files[first.path]) as source, self._create(placement) as target:
            target.copy_from(source, 0, placement.state.size)
            target.seal()
            self._staged.files[placement.path] = target.path

    def _lacking(self, content: str, placements: list[Placement]) -> None:
        for placement in placements:
            if placement.path not in self._staged.files:
                failure = Failure(Reason.LACKING, f"content {content} did not come")
                self._staged.failures.setdefault(placement.path, failure)


def _failure(make: Callable[[Placement], None], placement: Placement) -> Failure | None:
    try:
        make(placement)
    except LookupError as error:
        return Failure(Reason.LACKING, str(error))
    except NoSpaceError as error:
        return Failure(Reason.NO_SPACE, str(error))
    except (CorruptError, DeltaError) as error:
        return Failure(Reason.CORRUPT, str(error))
    except StorageError as error:
        return Failure(Reason.FAILED, str(error))
    return None


def _parts(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a stream into the parts that its hashes are of."""
    pending = bytearray()
    for block in blocks:
        pending += block
        while len(pending) >= PART_BYTES:
            yield bytes(pending[:PART_BYTES])
            del pending[:PART_BYTES]
    if pending:
        yield bytes(pending)
