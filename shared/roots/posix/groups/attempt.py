"""The attempt to write groups: staged, declared, published, closed or put back. Blocks.

Groups that are written together wait for the disk together, and have nothing else to do with each other: what
is refused or put back of one changes nothing of the others.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import Kind, State
from shared.model.paths import ancestors
from shared.roots.errors import CorruptError
from shared.roots.posix.files.port import Files, FileType, MissingError, StorageError, WrongTypeError
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.groups.not_written import HalfWrittenError, NotWritten
from shared.roots.posix.groups.put_group_back import GroupBack
from shared.roots.posix.groups.sources import FromControl, FromFile, FromUpload, Source
from shared.roots.posix.publish.publication import NotPublished, Outcome, Publication, Published
from shared.roots.posix.publish.publish import Publisher
from shared.roots.posix.publish.staging import Staging
from shared.roots.posix.uploads.upload_files import data_path, staged_name


@dataclass(frozen=True, slots=True)
class Writing:
    """One group that is to be written."""

    group: Group
    """Open."""
    sources: Mapping[str, Source]
    """The bytes of each file that is put, by path. An upload is used up."""


@dataclass(slots=True)
class _Prepared:
    """One group, as far as it came."""

    group: Group
    sources: Mapping[str, Source]
    publications: list[Publication] = field(default_factory=list)
    refused: NotWritten | None = None


class _RefusedError(Exception):
    """Nothing was written yet, and nothing will be."""

    def __init__(self, why: NotWritten) -> None:
        super().__init__(why.detail)
        self.why = why


@dataclass(frozen=True, slots=True)
class Attempt:
    """Groups on their way into the root. Whoever makes it holds the groups and the staging area."""

    files: Files
    declared: GroupFiles
    publisher: Publisher
    staging: Staging
    now: Callable[[], datetime]

    def write(self, writings: Sequence[Writing]) -> list[NotWritten | None]:
        """See `SiteWriter.write_all`."""
        begun = [_Prepared(one.group, one.sources) for one in writings]
        try:
            for one in begun:
                self._prepare(one)
            ready = [one for one in begun if one.refused is None]
            if ready:
                self._publish(ready)
        except StorageError:
            for one in begun:
                self._give_back(one)
            raise
        for one in begun:
            if one.refused is not None:
                self._give_back(one)
        return [one.refused for one in begun]

    def _prepare(self, one: _Prepared) -> None:
        try:
            missing = _missing_directories(self.files, one.group)
            one.group = one.group.model_copy(update={"directories": missing})
            for change in one.group.changes:
                one.publications.append(self._publication(change, one.sources.get(change.path)))
        except _RefusedError as error:
            one.refused = error.why

    def _give_back(self, one: _Prepared) -> None:
        """Put bytes that were taken where they were: their owner may try another way.

        What was placed and put back is in the trash.
        """
        for publication in one.publications:
            source = one.sources.get(publication.path)
            if source is None or isinstance(source, FromFile) or publication.staged is None:
                continue
            with contextlib.suppress(StorageError):
                try:
                    self.files.move(publication.staged, _home(source))
                except MissingError:
                    content = publication.state.content or ""
                    self.publisher.trash.copy_out(content, _home(source))

    def _publication(self, change: GroupChange, source: Source | None) -> Publication:
        try:
            staged = None if source is None else _staged(self.files, self.staging, source, change.state)
        except (CorruptError, MissingError, WrongTypeError) as error:
            raise _RefusedError(NotWritten(change.path, Reason.CHANGED, str(error))) from error
        return Publication(path=change.path, state=change.state, prior=change.prior, staged=staged)

    def _publish(self, ready: Sequence[_Prepared]) -> None:
        self.declared.declare(*(one.group for one in ready))
        every = [publication for one in ready for publication in one.publications]
        outcomes = iter(self.publisher.publish(self.staging, every))
        try:
            stages = {
                one.group.id: self._ended(one, [next(outcomes) for _ in one.publications]) for one in ready
            }
            self.declared.move_all_on(stages)
        except StorageError as error:
            raise HalfWrittenError(
                f"{error}; some of the change may be in place. The operator of this site looks after its "
                "disk and starts the gateway again, which puts it back or ends it"
            ) from error

    def _ended(self, one: _Prepared, outcomes: Sequence[Outcome]) -> Stage:
        """Put a group back of which a path was refused; return how it ended."""
        failed = [
            NotWritten(no.path, no.reason, no.detail) for no in outcomes if isinstance(no, NotPublished)
        ]
        if not failed:
            return Stage.CLOSED
        done = [placed.path for placed in outcomes if isinstance(placed, Published)]
        back = GroupBack(self.files, self.publisher, self.staging, now=self.now)
        left = back.put_back(one.group, done)
        one.refused = replace(failed[0], left=left, more=tuple(failed[1:]))
        return Stage.WITHDRAWN


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
    if not isinstance(source, FromFile):
        name = staged_name(source.id) if isinstance(source, FromUpload) else None
        return staging.adopt(_home(source), state, hashed=source.hashed, name=name)
    with files.open(source.path) as old, staging.create(state) as new:
        new.copy_from(old, 0, state.size)
        new.seal()
        return new.path


def _home(source: FromUpload | FromControl) -> str:
    """Return where the bytes lie that a put uses up."""
    return data_path(source.id) if isinstance(source, FromUpload) else source.path
