"""The way back of a group that cannot be written whole: each path gets what stood there. Blocks.

What was replaced or deleted is in the trash, from where it comes as a copy: the trash keeps its own, unless
the disk is full. A path at which a person has written meanwhile stays as it is.
"""

import contextlib
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Kind, State
from shared.model.links import MODE_MASK
from shared.roots.errors import MissingError, NoSpaceError, OccupiedError, StorageError, WrongTypeError
from shared.roots.posix.files.port import Files
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from shared.roots.posix.hashing import observe
from shared.roots.posix.publish.publication import NotPublished, Publication
from shared.roots.posix.publish.publish import Publisher
from shared.roots.posix.publish.staging import Staging
from shared.roots.posix.uploads.upload_files import UploadFiles

log = logging.getLogger(__name__)


class GroupBack:
    """Puts the changes of groups back.

    Args:
        files: the root.
        publisher: has published them.
        staging: of the group; copies are made there.
        now: the time in UTC.
    """

    def __init__(
        self, files: Files, publisher: Publisher, staging: Staging, *, now: Callable[[], datetime]
    ) -> None:
        self._now = now
        self._files = files
        self._publisher = publisher
        self._staging = staging

    def finish(self, group: Group) -> Stage:
        """Bring a group to an end whose writer died: closed where all is in place, else put back."""
        standing = [change for change in group.changes if self._stands(change)]
        if len(standing) == len(group.changes):
            return Stage.CLOSED
        self.put_back(group, [change.path for change in standing])
        self._refill([change.state.content for change in standing])
        return Stage.WITHDRAWN

    def put_back(self, group: Group, paths: Iterable[str]) -> tuple[str, ...]:
        """Give paths that a group has changed what stood there, and drop the directories that it made.

        Return the paths that stay as the group has left them.
        """
        changed = frozenset(paths)
        publications = [
            back for change in group.changes if change.path in changed and (back := self._back(change))
        ]
        outcomes = self._publisher.publish(self._staging, publications) if publications else ()
        left = changed.difference(one.path for one in publications)
        for publication, outcome in zip(publications, outcomes, strict=True):
            if isinstance(outcome, NotPublished):
                log.warning("%r stays as a refused group has left it: %s", outcome.path, outcome.detail)
                left |= {outcome.path}
                self._keep(publication)
        self._drop(group.directories)
        return tuple(sorted(left))

    def _back(self, change: GroupChange) -> Publication | None:
        now = Held(kind=change.state.kind, content=change.state.content)
        if change.prior.kind is not Kind.FILE:
            state = DELETED if change.prior.kind is Kind.DELETED else State(kind=Kind.DIRECTORY, mode=0o755)
            return Publication(path=change.path, state=state, prior=now)
        try:
            state, staged = self._from_trash(change.prior.content or "")
        except StorageError as error:
            log.error("what stood at %r is not in the trash: %s", change.path, error)
            return None
        return Publication(path=change.path, state=state, prior=now, staged=staged)

    def _from_trash(self, content: str) -> tuple[State, str]:
        path = self._publisher.trash.find(content)
        if path is None:
            raise MissingError(f"content {content} is not in the trash")
        with self._files.open(path) as old:
            status = old.status()
            state = State(
                kind=Kind.FILE,
                content=content,
                size=status.fingerprint.size,
                mtime_ns=status.fingerprint.mtime_ns,
                mode=status.mode & MODE_MASK,
            )
            try:
                with self._staging.create(state) as copy:
                    copy.copy_from(old, 0, state.size)
                    copy.seal()
                    return state, copy.path
            except NoSpaceError:
                return state, self._staging.adopt(path, state)

    def _keep(self, publication: Publication) -> None:
        """Bring what could not be put back to the trash: where the disk was full, it came from there."""
        if publication.staged is not None:
            content, at = publication.state.content or "", self._now()
            self._publisher.trash.put(publication.staged, content=content, origin=publication.path, at=at)

    def _refill(self, contents: Collection[str | None]) -> None:
        """Let uploads have their bytes again that were placed, and put back into the trash."""
        uploads = UploadFiles(self._files)
        for upload in uploads.taken() if contents else ():
            if upload.content is not None and upload.content in contents:
                try:
                    _, staged = self._from_trash(upload.content)
                    self._files.sync_file(staged)
                    uploads.take_back(upload.id, staged)
                except StorageError as error:
                    log.warning("the bytes of upload %s stay in the trash: %s", upload.id, error)

    def _drop(self, directories: Sequence[str]) -> None:
        for directory in reversed(directories):
            with contextlib.suppress(MissingError, OccupiedError, WrongTypeError):
                self._files.remove_directory(directory)

    def _stands(self, change: GroupChange) -> bool:
        """Tell whether a path is as the group makes it."""
        try:
            if change.state.kind is Kind.FILE:
                return observe(self._files, change.path).content == change.state.content
            self._files.status(change.path)
        except (MissingError, WrongTypeError):
            return change.state.kind is Kind.DELETED
        return change.state.kind is Kind.DIRECTORY
