"""Publishes staged files into a collection, as one journalled group with a prior for each path."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import Kind
from shared.model.paths import (
    CONTROL_DIRECTORY,
    IGNORE_FILE,
    SIDE_PREFIX,
    PathError,
    belongs_to_site,
    check_path,
    lies_in_control,
)
from shared.model.steps import NO_STEPS, Step, Steps
from shared.roots.posix.control import STAGING
from shared.roots.posix.files.port import (
    Files,
    MissingError,
    NoSpaceError,
    StorageError,
    TwinError,
    WrongTypeError,
)
from shared.roots.posix.hashing import ChangingError
from shared.roots.posix.publish.attributes import prepare_attributes
from shared.roots.posix.publish.journal import Journal, Record, is_pack, write_journal
from shared.roots.posix.publish.place import Placer
from shared.roots.posix.publish.publication import (
    ChangedError,
    LackingError,
    NotPublished,
    Outcome,
    Publication,
    Published,
)
from shared.roots.posix.publish.recovery import Recovered, clear_pack, recover
from shared.roots.posix.publish.side_slots import side_slot
from shared.roots.posix.publish.staging import Staging
from shared.roots.posix.trash import Trash

__all__ = ["NotPublished", "Outcome", "Publication", "Published", "Publisher"]


class Publisher:
    """The one way by which content gets into a root.

    ::

        with publisher.begin(pack) as staging:
            with staging.create(state) as file:
                file.write(data)
                file.seal()
            results = publisher.publish(staging, [Publication(..., staged=file.path)])

    All methods block. `now` returns the time in UTC, for names in the trash.
    """

    def __init__(self, files: Files, *, now: Callable[[], datetime], steps: Steps = NO_STEPS) -> None:
        self.trash = Trash(files)
        self._steps = steps
        self._files = files
        self._now = now

    def recover(self) -> Recovered:
        """Bring in order what workers that died have left; call it at every start."""
        return recover(self._files, self.trash, now=self._now)

    def begin(self, pack: str) -> Staging:
        """Return the staging area of a pack, a context manager.

        Raises:
            ValueError: `pack` is no id of a pack.
            OccupiedError: on entering, when another worker is busy with this pack.
        """
        if not is_pack(pack):
            raise ValueError(f"no id of a pack: {pack!r}")
        return Staging(self._files, pack, clear=self._clear)

    def publish(self, staging: Staging, publications: Sequence[Publication]) -> list[Outcome]:
        """Publish in the given order; return one outcome for each, in that order.

        All that is returned as Published is durable. One path's failure does not stop the others.
        """
        with staging.busy:
            sealed = [one for one in publications if _refusal(one) is None]
            uncarried = prepare_attributes(self._files, sealed)
            unsynced = self._files.sync_files([one.staged for one in publications if one.staged is not None])
            refused = [_refusal(one) or _unsynced(one, unsynced) for one in publications]
            pairs = list(zip(publications, refused, strict=True))
            mounts = self._files.mounts()
            records = [_record(staging, at, one, mounts) for at, (one, no) in enumerate(pairs) if no is None]
            try:
                self._prepare(staging, records)
            except StorageError as error:
                return [no or _failed(one, error, "nothing was begun: ") for one, no in pairs]
            self._steps.reached(Step.APPLY_JOURNALLED)
            placer = Placer(self._files, self.trash, self._now, steps=self._steps)
            placing = iter(records)
            outcomes = [no or self._place(placer, one, next(placing)) for one, no in pairs]
            outcomes = [_with_uncarried(one, uncarried) for one in self._durable(placer, outcomes)]
            self._steps.reached(Step.APPLY_DURABLE)
            return outcomes

    def _clear(self, pack: str) -> None:
        clear_pack(self._files, pack, self.trash, now=self._now)

    def _prepare(self, staging: Staging, records: Sequence[Record]) -> None:
        """Make durable what a restart needs: the names of what is staged, the day's trash, the journal."""
        staging.records.extend(records)
        self.trash.prepare(self._now())
        # In this order: what moves into a directory whose own name is lost would be lost with it.
        self._files.sync_directory(STAGING)
        self._files.sync_directory(staging.folder)
        write_journal(self._files, staging.pack, Journal(records=tuple(staging.records)))

    def _place(self, placer: Placer, publication: Publication, record: Record) -> Outcome:
        try:
            placed = placer.place(publication, record)
        except (ChangedError, LackingError, StorageError) as error:
            return _failed(publication, error)
        self._steps.reached(Step.APPLY_PLACED)
        return placed

    def _durable(self, placer: Placer, outcomes: list[Outcome]) -> list[Outcome]:
        """Sync every directory that was touched; what cannot be made durable was not published."""
        try:
            # From the top, and where files go before where they came from: what left the staging area for a
            # directory that is not durable yet would be lost with it.
            for directory in sorted(placer.touched, key=lambda one: (lies_in_control(one), one)):
                self._sync(directory)
        except StorageError as error:
            return [
                _failed(outcome, error, "not durable: ") if isinstance(outcome, Published) else outcome
                for outcome in outcomes
            ]
        return outcomes

    def _sync(self, directory: str) -> None:
        try:
            self._files.sync_directory(directory)
        except (MissingError, WrongTypeError):  # it went meanwhile, or it became a file, by us or a person
            return


def _record(staging: Staging, index: int, publication: Publication, mounts: Iterable[str]) -> Record:
    number = len(staging.records) + index
    beside = side_slot(publication.path, mounts=mounts, pack=staging.pack, number=number)
    slot = beside or publication.staged or f"{staging.folder}/out-{number}"
    return Record(path=publication.path, state=publication.state, prior=publication.prior, slot=slot)


def _with_uncarried(outcome: Outcome, uncarried: Mapping[str, str]) -> Outcome:
    left = uncarried.get(outcome.path)
    return replace(outcome, uncarried=left) if left and isinstance(outcome, Published) else outcome


def _refusal(publication: Publication) -> NotPublished | None:
    """Refuse what no file system may be asked for (I7)."""
    try:
        check_path(publication.path)
    except PathError as error:
        return NotPublished(path=publication.path, reason=Reason.FAILED, detail=str(error))
    if f"/{SIDE_PREFIX}" in f"/{publication.path}":
        detail = f"{publication.path!r} has a name that SpiceRack keeps for itself: rename it"
        return NotPublished(path=publication.path, reason=Reason.FAILED, detail=detail)
    if belongs_to_site(publication.path):
        own = f"{CONTROL_DIRECTORY} or {IGNORE_FILE}, which each site has for itself"
        detail = f"{publication.path!r} is taken for {own}, by some file systems: rename it"
        return NotPublished(path=publication.path, reason=Reason.FAILED, detail=detail)
    if publication.prior.kind is Kind.FILE and publication.prior.content is None:
        detail = "the prior names no content, so nothing there can be known to be it"
        return NotPublished(path=publication.path, reason=Reason.CHANGED, detail=detail)
    return None


def _unsynced(publication: Publication, unsynced: Mapping[str, StorageError]) -> NotPublished | None:
    """Refuse what is not durable: it must not become visible (I2)."""
    error = unsynced.get(publication.staged or "")
    return None if error is None else _failed(publication, error, "not durable: ")


def _failed(one: Publication | Published, error: Exception, prefix: str = "") -> NotPublished:
    match error:
        case ChangedError() | ChangingError():
            reason = Reason.CHANGED
        case LackingError():
            reason = Reason.LACKING
        case NoSpaceError():
            reason = Reason.NO_SPACE
        case _:
            reason = Reason.FAILED
    twin = error.twin if isinstance(error, TwinError) else None
    return NotPublished(path=one.path, reason=reason, detail=f"{prefix}{error}", twin=twin)
