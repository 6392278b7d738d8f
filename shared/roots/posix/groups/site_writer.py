"""The writer of groups into a site's root: all of a group's names change, or none. Blocks.

A group is declared before the first name changes, so that no look takes half of it (docs/decisions/0020).
Where one path is not what it should be, the others are put back from the trash.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.contracts.messages.report import Reason
from shared.model.entry import Kind, State
from shared.model.paths import ancestors
from shared.roots.errors import CorruptError
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import (
    DeniedError,
    Files,
    FileType,
    MissingError,
    OccupiedError,
    StorageError,
    WrongTypeError,
)
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.groups.put_group_back import GroupBack
from shared.roots.posix.groups.sources import FromStream, FromUpload, Source
from shared.roots.posix.publish.publication import NotPublished, Publication, Published
from shared.roots.posix.publish.publish import Publisher
from shared.roots.posix.publish.staging import Staging
from shared.roots.posix.uploads.upload_files import data_path, staged_name

READ_ONLY = (
    "the disk of this site is read-only: its operator must mount it for writing, or write at another site"
)

NAMED_MAX = 10
"""Paths in one line for people."""


@dataclass(frozen=True, slots=True)
class NotWritten:
    """Why a group was not written."""

    path: str
    reason: Reason
    detail: str
    left: tuple[str, ...] = ()
    """Paths that stay as the group has left them, since they could not be put back."""
    more: tuple["NotWritten", ...] = ()
    """Other paths that are not what they should be."""

    @property
    def all(self) -> tuple["NotWritten", ...]:
        """All paths that are not what they should be, this one first."""
        return (self, *self.more)

    @property
    def words(self) -> str:
        """Why, and what that leaves; for people."""
        if not self.left:
            return f"{self.detail}; nothing was changed"
        named = ", ".join(map(repr, self.left[:NAMED_MAX]))
        return f"{self.detail}; what had been put elsewhere could not be put back at {named}: look at it"


class HalfWrittenError(StorageError):
    """The disk failed in the middle of a group, and on the way back, too."""


class SiteWriter:
    """Writes into one root.

    Args:
        open_files: opens the root; it is closed after each group.
        now: the time in UTC.
    """

    def __init__(self, open_files: Callable[[], Files], *, now: Callable[[], datetime]) -> None:
        self._open_files = open_files
        self._now = now

    def write(self, group: Group, sources: Mapping[str, Source]) -> NotWritten | None:
        """Write a group; return None where all of it is in place and closed, else why nothing is.

        Args:
            group: open.
            sources: the bytes of each file that is put, by path. An upload is used up.

        Raises:
            StorageError: nothing was written: the operator must act.
            HalfWrittenError: some of it may be in place, until a writer of the site starts again.
        """
        with contextlib.closing(self._open_files()) as files:
            if files.is_read_only():
                raise DeniedError(READ_ONLY)
            make_control(files)
            declared = GroupFiles(files)
            publisher = Publisher(files, now=self._now)
            with declared.held(group.id), publisher.begin(group.id) as staging:
                attempt = _Attempt(files, declared, publisher, staging, self._now)
                return attempt.write(group, sources)


class _RefusedError(Exception):
    """Nothing was written yet, and nothing will be."""

    def __init__(self, why: NotWritten) -> None:
        super().__init__(why.detail)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One group on its way into the root."""

    files: Files
    declared: GroupFiles
    publisher: Publisher
    staging: Staging
    now: Callable[[], datetime]

    def write(self, group: Group, sources: Mapping[str, Source]) -> NotWritten | None:
        """See `SiteWriter.write`."""
        publications: list[Publication] = []
        try:
            missing = _missing_directories(self.files, group)
            group = group.model_copy(update={"directories": missing})
            for change in group.changes:
                publications.append(self._publication(change, sources.get(change.path)))
            refused = self._publish(group, publications)
        except _RefusedError as error:
            self._give_back(publications, sources)
            return error.why
        except StorageError:
            self._give_back(publications, sources)
            raise
        if refused is not None:
            self._give_back(publications, sources)
        return refused

    def _give_back(self, publications: Sequence[Publication], sources: Mapping[str, Source]) -> None:
        """Let uploads have their bytes again: their owner may try another way.

        What was placed and put back is in the trash.
        """
        for one in publications:
            source = sources.get(one.path)
            if isinstance(source, FromUpload) and one.staged is not None:
                with contextlib.suppress(StorageError):
                    try:
                        self.files.move(one.staged, data_path(source.id))
                    except MissingError:
                        self.publisher.trash.copy_out(one.state.content or "", data_path(source.id))

    def _publication(self, change: GroupChange, source: Source | None) -> Publication:
        try:
            staged = None if source is None else _staged(self.files, self.staging, source, change.state)
        except (CorruptError, MissingError, WrongTypeError) as error:
            raise _RefusedError(NotWritten(change.path, Reason.CHANGED, str(error))) from error
        return Publication(path=change.path, state=change.state, prior=change.prior, staged=staged)

    def _publish(self, group: Group, publications: Sequence[Publication]) -> NotWritten | None:
        self.declared.declare(group)
        outcomes = self.publisher.publish(self.staging, publications)
        failed = [
            NotWritten(one.path, one.reason, one.detail) for one in outcomes if isinstance(one, NotPublished)
        ]
        done = [one.path for one in outcomes if isinstance(one, Published)]
        try:
            if not failed:
                self.declared.move_on(group.id, Stage.CLOSED)
                return None
            back = GroupBack(self.files, self.publisher, self.staging, now=self.now)
            left = back.put_back(group, done)
            self.declared.move_on(group.id, Stage.WITHDRAWN)
        except StorageError as error:
            raise HalfWrittenError(
                f"{error}; some of the change may be in place. The operator of this site looks after its "
                "disk and starts the gateway again, which puts it back or ends it"
            ) from error
        return replace(failed[0], left=left, more=tuple(failed[1:]))


def _missing_directories(files: Files, group: Group) -> tuple[str, ...]:
    """Return the directories above what is put that are not there, outermost first. Raises _RefusedError."""
    puts = [change.path for change in group.changes if change.state.kind is not Kind.DELETED]
    found: dict[str, None] = {}
    for path in puts:
        for directory in ancestors(path):
            if directory in found:
                continue
            try:
                status = files.status(directory)
            except MissingError:
                found[directory] = None
                continue
            if status.type is not FileType.DIRECTORY:
                detail = f"{directory!r} is a file: nothing can stand below it"
                raise _RefusedError(NotWritten(path, Reason.CHANGED, detail))
    return tuple(found)


def _staged(files: Files, staging: Staging, source: Source, state: State) -> str:
    if isinstance(source, FromUpload):
        name = staged_name(source.id)
        return staging.adopt(data_path(source.id), state, hashed=source.hashed, name=name)
    if isinstance(source, FromStream):
        with staging.create(state) as new:
            for data in source.read():
                new.write(data)
            new.seal()
            return new.path
    with files.open(source.path) as old, staging.create(state) as new:
        new.copy_from(old, 0, state.size)
        new.seal()
        return new.path


def recover_groups(files: Files, *, now: Callable[[], datetime]) -> dict[str, Stage]:
    """Bring to an end what writers have left that died; return how each group stands now, by its id.

    What is all in place is closed; else it is put back. Groups of living writers are left alone.
    """
    make_control(files)
    declared, publisher = GroupFiles(files), Publisher(files, now=now)
    publisher.recover()
    stages = {}
    for group in declared.all():
        stages[group.id] = group.stage
        if group.stage is Stage.OPEN:
            with contextlib.suppress(OccupiedError), declared.held(group.id):
                with publisher.begin(group.id) as staging:
                    stage = GroupBack(files, publisher, staging, now=now).finish(group)
                declared.move_on(group.id, stage)
                stages[group.id] = stage
    declared.sweep()
    return stages
