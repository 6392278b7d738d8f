"""Changes the names of one publication: verify the prior, swap, look at what came out."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.model.entry import Kind, State
from shared.model.links import MODE_MASK, is_link, stays_inside
from shared.model.paths import PATH_MAX, parent
from shared.model.steps import NO_STEPS, Step, Steps
from shared.roots.posix.control import directories_above, ensure_directory
from shared.roots.posix.files.port import (
    DeniedError,
    Files,
    FileType,
    MissingError,
    OccupiedError,
    Status,
    StorageError,
    TwinError,
    WrongTypeError,
)
from shared.roots.posix.hashing import ChangingError, Observed, observe
from shared.roots.posix.publish.blocking_entries import unshared_below
from shared.roots.posix.publish.journal import Record
from shared.roots.posix.publish.publication import ChangedError, LackingError, Publication, Published
from shared.roots.posix.publish.put_back import PutBack, content_at
from shared.roots.posix.publish.side_slots import COPY_SUFFIX, bring
from shared.roots.posix.trash import Trash


@dataclass(slots=True)
class Placer:
    """Places publications of one pack. What it touches is durable once `touched` is synced."""

    files: Files
    trash: Trash
    now: Callable[[], datetime]
    touched: set[str] = field(default_factory=set)
    """Directories whose names changed."""
    made: set[str] = field(default_factory=set)
    """Directories that were made, or found: thousands of files go into the same few."""
    steps: Steps = NO_STEPS

    def place(self, publication: Publication, record: Record) -> Published:
        """Place one publication; the record's slot is the name that it may use in the staging area.

        Raises:
            ChangedError: the prior is not what stands there. Nothing was changed, or it was put back.
            LackingError: a staged file is needed.
            StorageError: the file system refused.
        """
        self.touched |= directories_above(publication.path) | {parent(record.slot)}
        match publication.state.kind:
            case Kind.FILE:
                return self._file(publication, record)
            case Kind.DIRECTORY:
                return self._directory(publication, record)
            case Kind.DELETED:
                return self._delete(publication, record)

    # --- files

    def _file(self, publication: Publication, record: Record) -> Published:
        seen = self._look(publication.path)
        if seen is not None and _stands(publication.state, seen):
            return self._adjust(publication, seen)
        if seen is not None and seen.content == publication.state.content:
            return self._turn(publication, record, seen)
        match publication.prior.kind:
            case Kind.FILE:
                before = self._demand(publication, seen)
                return self._swap_in(publication, record, before.status)
            case Kind.DIRECTORY:
                return self._over_directory(publication, record)
            case Kind.DELETED:
                return self._into_gap(publication, record)

    def _turn(self, publication: Publication, record: Record, seen: Observed) -> Published:
        """A link stands where a file of its bytes belongs, or the other way round: they change places."""
        if publication.staged is None:
            with self.files.open(publication.path) as here, self.files.create(record.slot) as turned:
                turned.copy_from(here, 0, publication.state.size)
                turned.set_metadata(mtime_ns=publication.state.mtime_ns, mode=publication.state.mode)
                turned.sync()
            publication = replace(publication, staged=record.slot)
        return self._swap_in(publication, record, seen.status)

    def _look(self, path: str) -> Observed | None:
        """Return what file stands at `path`; None where there is none."""
        try:
            return observe(self.files, path)
        except (MissingError, WrongTypeError):
            return None
        except ChangingError as error:
            raise ChangedError(str(error)) from error

    def _demand(self, publication: Publication, seen: Observed | None) -> Observed:
        """Return `seen` if it is the prior."""
        if seen is None:
            raise ChangedError("no file stands there any more")
        if seen.content != publication.prior.content:
            raise ChangedError(f"another content stands there: {seen.content}")
        return seen

    def _staged(self, publication: Publication, record: Record) -> str:
        """Return the path of the new file, on the file system of its target."""
        if publication.staged is None:
            raise LackingError(f"no file was staged for content {publication.state.content}")
        if publication.state.is_link:
            self._demand_inside(publication.path, publication.staged)
        if record.slot != publication.staged:
            bring(self.files, publication.staged, record.slot, publication.state)
        return record.slot

    def _demand_inside(self, path: str, staged: str) -> None:
        """No site, be it hostile, may have a link made here that leads out of the collection."""
        with self.files.open(staged) as link:
            target = link.read_at(0, PATH_MAX + 1)
        if not stays_inside(path, target):
            raise WrongTypeError(f"{path!r} is a symbolic link that leads out of the collection")

    def _swap_in(self, publication: Publication, record: Record, prior: Status) -> Published:
        with self.files.open(self._staged(publication, record)) as staged:
            before = staged.status()
            if self.files.can_exchange:
                stored = self._exchange(record.slot, publication.path)
                self._check_and_trash(record, prior)
            else:
                stored = self._replace(publication, record, prior)
            return _published(publication, before, staged.status(), stored)

    def _exchange(self, slot: str, path: str) -> Status | None:
        try:
            stored = self.files.exchange(slot, path)
        except MissingError as error:
            raise ChangedError("it was removed in the last instant") from error
        self.steps.reached(Step.APPLY_EXCHANGED)
        return stored

    def _check_and_trash(self, record: Record, prior: Status) -> None:
        """What came out must be the verified prior; then it goes to the trash, else back to its name."""
        if not self._is_prior(record, prior):
            PutBack(self.files, self.trash, now=self.now).give_back(record)
            raise ChangedError("it was edited in the last instant")
        content = record.prior.content or ""
        target = self.trash.put(record.slot, content=content, origin=record.path, at=self.now())
        self.touched.add(parent(target))

    def _is_prior(self, record: Record, prior: Status) -> bool:
        """Tell whether the slot holds the verified prior, unedited.

        Some file systems number an inode anew with its name (mergerfs): there the bytes tell.
        """
        came_out = self.files.status(record.slot)
        if same_file(came_out, prior):
            return True
        return _same_touch(came_out, prior) and content_at(self.files, record.slot) == record.prior.content

    def _replace(self, publication: Publication, record: Record, prior: Status) -> Status | None:
        """Without exchange: keep a copy, look once more, rename over it.

        An edit between that look and the rename is overwritten; the window cannot be closed there.
        """
        copy = record.slot + COPY_SUFFIX
        with self.files.open(publication.path) as old, self.files.create(copy) as kept:
            kept.copy_from(old, 0, prior.fingerprint.size)
            kept.set_metadata(mtime_ns=prior.fingerprint.mtime_ns, mode=prior.mode & MODE_MASK)
            kept.sync()
        try:
            self._demand(publication, self._look(copy))
            target = self.trash.put(
                copy, content=publication.prior.content or "", origin=publication.path, at=self.now()
            )
        except (ChangedError, StorageError):
            self.files.remove(copy)
            raise
        self.touched.add(parent(target))
        try:
            self.files.sync_directory(parent(target))  # FAT has no journal that would keep the order
            if self.files.status(publication.path) != prior:
                raise ChangedError("it was edited in the last instant")
            return self.files.replace(record.slot, publication.path)
        except (ChangedError, StorageError):
            # Nothing was replaced: each try would leave another copy, and drive out what was really deleted.
            self.files.remove(target)
            raise

    def _into_gap(self, publication: Publication, record: Record) -> Published:
        """Nothing may stand there: make the directories above and move."""
        with self.files.open(self._staged(publication, record)) as staged:
            before = staged.status()
            try:
                stored = self._move_in(record.slot, publication.path)
            except TwinError:
                raise
            except OccupiedError as error:
                raise ChangedError(str(error)) from error
            return _published(publication, before, staged.status(), stored)

    def _move_in(self, slot: str, path: str) -> Status | None:
        """Move to a path, below directories that are made where they are missing."""
        above = parent(path)
        if above in self.made:
            with contextlib.suppress(MissingError):  # somebody has removed it since: it is made again
                return self.files.move(slot, path)
        ensure_directory(self.files, above)
        self.made.add(above)
        return self.files.move(slot, path)

    def _over_directory(self, publication: Publication, record: Record) -> Published:
        with self.files.open(self._staged(publication, record)) as staged:
            before = staged.status()
            self._demand_empty(publication.path)
            if self.files.can_exchange:
                stored = self._exchange(record.slot, publication.path)
                self._drop_directory(record)
            else:
                self._remove_directory(publication.path)
                stored = self.files.move(record.slot, publication.path)
            return _published(publication, before, staged.status(), stored)

    def _demand_empty(self, path: str) -> None:
        try:
            names = self.files.list(path)
        except (MissingError, WrongTypeError) as error:
            raise ChangedError("no directory stands there any more") from error
        if names:
            raise ChangedError(f"the directory still holds {names[0].name!r}")

    def _drop_directory(self, record: Record) -> None:
        try:
            self.files.remove_directory(record.slot)
        except (OccupiedError, WrongTypeError) as error:
            PutBack(self.files, self.trash, now=self.now).give_back(record)
            raise ChangedError("something was put there in the last instant") from error

    def _adjust(self, publication: Publication, seen: Observed) -> Published:
        """The content stands there already: give it the metadata, and make it durable."""
        path, state = publication.path, publication.state
        wanted = (state.mtime_ns, state.mode)
        stands = (seen.status.fingerprint.mtime_ns, seen.status.mode & MODE_MASK)
        if stands != wanted and seen.status.keeps_attributes:
            with contextlib.suppress(DeniedError):  # another user's file: its metadata stays as it is
                self.files.set_metadata(path, mtime_ns=state.mtime_ns, mode=state.mode)
            seen = self._demand_same(publication, self._look(path))
        try:
            self.files.sync_file(path)
        except (MissingError, WrongTypeError) as error:
            raise ChangedError("it was removed in the last instant") from error
        return _published(publication, seen.status, seen.status)

    def _demand_same(self, publication: Publication, seen: Observed | None) -> Observed:
        if seen is None or seen.content != publication.state.content:
            raise ChangedError("it was edited in the last instant")
        return seen

    # --- directories

    def _directory(self, publication: Publication, record: Record) -> Published:
        status = self._status(publication.path)
        if status is not None and status.type is FileType.DIRECTORY:
            return self._adjust_directory(publication, status)
        match publication.prior.kind:
            case Kind.FILE:
                self._file_to_directory(publication, record)
            case Kind.DIRECTORY:
                raise ChangedError("no directory stands there any more")
            case Kind.DELETED:
                self._new_directory(publication)
        return self._published_directory(publication)

    def _adjust_directory(self, publication: Publication, status: Status) -> Published:
        if status.mode & MODE_MASK != publication.state.mode:
            with contextlib.suppress(DeniedError):  # as for files
                self.files.set_metadata(publication.path, mode=publication.state.mode)
        return self._published_directory(publication)

    def _new_directory(self, publication: Publication) -> None:
        try:
            ensure_directory(self.files, parent(publication.path))
            self.files.make_directory(publication.path, mode=publication.state.mode)
        except TwinError:
            raise
        except OccupiedError as error:
            raise ChangedError(str(error)) from error

    def _file_to_directory(self, publication: Publication, record: Record) -> None:
        prior = self._demand(publication, self._look(publication.path)).status
        if self.files.can_exchange:
            self.files.make_directory(record.slot, mode=publication.state.mode)
            self._exchange(record.slot, publication.path)
            self._check_and_trash(record, prior)
        else:
            self._take_out(publication, record, prior)
            self._new_directory(publication)

    def _published_directory(self, publication: Publication) -> Published:
        status = self._status(publication.path)
        if status is None or status.type is not FileType.DIRECTORY:
            raise ChangedError("it was removed in the last instant")
        self.files.sync_file(publication.path)
        mode = status.mode & MODE_MASK if status.keeps_attributes else publication.state.mode
        return Published(path=publication.path, state=State(kind=Kind.DIRECTORY, mode=mode))

    def _status(self, path: str) -> Status | None:
        try:
            return self.files.status(path)
        except MissingError:
            return None

    # --- deletes

    def _delete(self, publication: Publication, record: Record) -> Published:
        if self._status(publication.path) is not None:
            match publication.prior.kind:
                case Kind.FILE:
                    prior = self._demand(publication, self._look(publication.path))
                    self._take_out(publication, record, prior.status)
                case Kind.DIRECTORY:
                    self._delete_directory(publication.path)
                case Kind.DELETED:
                    raise ChangedError("something stands there")
        return Published(path=publication.path, state=publication.state)

    def _take_out(self, publication: Publication, record: Record, prior: Status) -> None:
        try:
            self.files.move(publication.path, record.slot)
        except MissingError as error:
            raise ChangedError("it was removed in the last instant") from error
        self._check_and_trash(record, prior)

    def _delete_directory(self, path: str) -> None:
        """Remove a directory; one that holds what no collection can hold stays until a person acts."""
        try:
            self._remove_directory(path)
        except ChangedError:
            kept = unshared_below(self.files, path)
            if kept is None:
                raise  # files that the site may yet publish: its look tells
            raise StorageError(
                f"{path!r} was deleted elsewhere; here it still holds {kept!r}, which is not shared: "
                "move it away, or remove it"
            ) from None

    def _remove_directory(self, path: str) -> None:
        try:
            self.files.remove_directory(path)
        except (OccupiedError, MissingError, WrongTypeError) as error:
            raise ChangedError(str(error)) from error


def _stands(state: State, seen: Observed) -> bool:
    """Tell whether the content stands there, as a file or as a link; metadata aside."""
    if seen.content != state.content:
        return False
    return not seen.status.keeps_attributes or is_link(seen.status.mode) == state.is_link


def same_file(one: Status, other: Status) -> bool:
    """Tell whether both are one unedited file."""
    return one.fingerprint.inode == other.fingerprint.inode and _same_touch(one, other)


def _same_touch(one: Status, other: Status) -> bool:
    """Tell whether both were last written to at one time. A rename changes ctime: it says nothing here."""
    return (one.type, one.fingerprint.size, one.fingerprint.mtime_ns) == (
        other.type,
        other.fingerprint.size,
        other.fingerprint.mtime_ns,
    )


def _published(
    publication: Publication, before: Status, after: Status, stored: Status | None = None
) -> Published:
    """Return the result for a file, with the evidence of what we put there.

    An edit right after the swap shows in `after`: then `before` is given, which will not match
    what stands there, so that whoever compares looks again. A store told what it has itself, but for time
    and mode: those are the ones that were asked for.
    """
    evidence = stored or (after if same_file(before, after) else before)
    if not evidence.keeps_attributes:
        return Published(path=publication.path, state=publication.state, fingerprint=evidence.fingerprint)
    state = State(
        kind=Kind.FILE,
        content=publication.state.content,
        size=evidence.fingerprint.size,
        mtime_ns=evidence.fingerprint.mtime_ns,
        mode=evidence.mode & MODE_MASK,
    )
    return Published(path=publication.path, state=state, fingerprint=evidence.fingerprint)
