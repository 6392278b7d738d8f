"""Making the staged files of one job: from this site's own files, or from the pack. Blocks."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.make_room import demand_room
from services.transfer.jobs.arriving_content import ArrivingContent
from shared.contracts.messages.transfers.job import ApplyJob, Placement
from shared.contracts.messages.transfers.manifest import Manifest, PackedContent
from shared.contracts.messages.transfers.report import Reason
from shared.delta.errors import DeltaError
from shared.delta.pack import PackSplitter, Piece
from shared.model.entry import Kind
from shared.roots.errors import CorruptError
from shared.roots.posix.files.port import Files, NoSpaceError, ReadableFile, StorageError
from shared.roots.posix.publish.staging import StagedFile, Staging


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


class Stager:
    """Stages one job while its pack comes. A context manager: what is half staged when it is left, goes.

    Its methods may be called in one thread after the other.
    """

    def __init__(
        self, files: Files, staging: Staging, job: ApplyJob, *, finder: ContentFinder, reserve_bytes: int
    ) -> None:
        self.files = files
        self._staging = staging
        self.finder = finder
        self._reserve_bytes = reserve_bytes
        self._placements = job.placements
        self._wanted: defaultdict[str, list[Placement]] = defaultdict(list)
        for placement in filter(needs_content, job.placements):
            self._wanted[placement.state.content or ""].append(placement)
        self._staged = Staged()
        self._splitter: PackSplitter | None = None
        self._arriving: ArrivingContent | None = None
        self._busy = threading.Lock()
        """Held while something is staged, so that leaving waits for what runs in another thread."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._busy:
            arriving, self._arriving = self._arriving, None
            if arriving is not None:
                arriving.__exit__(kind, error, trace)

    def begin(self, manifest: Manifest | None) -> None:
        """Stage what no pack brings, and expect the parts of the pack that a manifest is of.

        Raises:
            CorruptError: the manifest contradicts itself; what no pack brings is staged.
        """
        with self._busy:
            packed = {item.content for item in manifest.contents} if manifest else set()
            for content, placements in self._wanted.items():
                if content not in packed:
                    self._stage(placements, self._copy_local)
            if manifest is not None:
                self._splitter = PackSplitter(manifest)
                self._take(self._splitter.begin())

    def take(self, parts: Sequence[bytes]) -> None:
        """Stage what the next parts of the pack hold; a content's failure is kept for its paths.

        Raises:
            CorruptError: one is not the part that the manifest names.
        """
        with self._busy:
            assert self._splitter is not None, "begin comes first"
            for part in parts:
                self._take(self._splitter.split(part))

    def end(self) -> Staged:
        """Return what is staged, and why the rest is not."""
        with self._busy:
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

    def _take(self, pieces: Iterable[Piece]) -> None:
        """Take what is wanted of some pieces; of a content that failed, the rest is passed over."""
        for piece in pieces:
            placements = self._wanted.get(piece.packed.content)
            if not placements or placements[0].path in self._staged.failures:
                continue
            if piece.last:
                self._stage(placements, partial(self._append, piece))
            else:
                self._attempt(placements, partial(self._append, piece))

    def _append(self, piece: Piece, first: Placement) -> None:
        if self._arriving is None:
            basis = self._open_basis(piece.packed, first)
            self._arriving = ArrivingContent(piece.packed, basis=basis, create=partial(self._create, first))
        self._arriving.feed(piece.data)
        if piece.last:
            self._staged.files[first.path] = self._arriving.end()
            self._arriving = None

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

    def _stage(self, placements: list[Placement], make: Callable[[Placement], None]) -> None:
        """Make the first placement's file, and copies of it for the others with the same content."""
        first, *others = placements
        if not self._attempt(placements, make):
            return
        for placement in others:
            failure = _failure(partial(self._copy_staged, first), placement)
            if failure is not None:
                self._staged.failures[placement.path] = failure

    def _attempt(self, placements: list[Placement], make: Callable[[Placement], None]) -> bool:
        """Do something for the first placement; where it fails, none of them can be staged."""
        failure = _failure(make, placements[0])
        if failure is None:
            return True
        self._staged.failures.update({placement.path: failure for placement in placements})
        arriving, self._arriving = self._arriving, None
        if arriving is not None:
            arriving.__exit__(None, None, None)
        return False

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
