"""The trash of one site, for people: what is in it, what is brought back, and what goes for good."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from itertools import islice
from typing import TypeVar

from services.manager.context import ManagerContext
from shared.catalog.store.projection_view import ProjectionView
from shared.contracts.http.sites.trash import TrashedFile
from shared.model.links import is_link, stays_inside
from shared.model.numbers import INT64_MAX
from shared.model.paths import PATH_MAX, parent
from shared.roots.posix.control import TRASH, ensure_directory
from shared.roots.posix.files.port import (
    Files,
    FileType,
    MissingError,
    OccupiedError,
    StorageError,
    TwinError,
)
from shared.roots.posix.trash import UNKNOWN_CONTENT, Swept, Trash, Trashed
from shared.web.problem import NotFoundError, RefusedError

Answer = TypeVar("Answer")

TAIL_FROM = len("20261130T102028869029Z-") + len(UNKNOWN_CONTENT) + 1
"""Characters of a name before the end of the path that it shows."""


class TrashBox:
    """Answers people, and does what they ask."""

    def __init__(self, context: ManagerContext) -> None:
        self._context = context

    async def files(self, *, after: str, limit: int) -> list[TrashedFile]:
        """Return what is in it after a name, the oldest first."""
        return await self._do(lambda: self._list(after, limit))

    async def restore(self, name: str, path: str | None) -> str:
        """Move something back to where it stood, or to `path`; return where that is.

        Raises:
            NotFoundError: it is not in the trash, or nobody knows where it stood.
            RefusedError: something stands there, or this site publishes nothing.
        """
        if self._context.state.receives_only:
            raise RefusedError("this site only receives, so nobody would get it: restore at another site")
        target = await self._do(lambda: self._restore(name, path))
        self._context.dirty.add(parent(target))
        return target

    async def empty(self, before: datetime) -> Swept:
        """Remove for good what came before a time, but for what was written to after it came."""
        return await self._do(lambda: self._empty(before))

    async def _do(self, action: Callable[[], Answer]) -> Answer:
        """Do something in a thread. Raises RefusedError: the file system does not let it be done."""
        try:
            return await asyncio.to_thread(action)
        except StorageError as error:
            raise RefusedError(str(error)) from error

    def _open(self) -> closing[Files]:
        return closing(self._context.directory_look.open_files())

    def _list(self, after: str, limit: int) -> list[TrashedFile]:
        with self._open() as files, self._context.open_view() as view:
            trash = Trash(files)
            late = {one.path for one in trash.late()}
            found = (one for one in trash.entries() if _name(one) > after)
            return list(islice(_told(files, view, found, late), limit))

    def _restore(self, name: str, path: str | None) -> str:
        with self._open() as files, self._context.open_view() as view:
            one = next((one for one in Trash(files).entries() if _name(one) == name), None)
            if one is None:
                raise NotFoundError(f"{name} is not in the trash: see `spicerack trash list`")
            target = path or _logged_path(view, one)
            if target is None:
                raise NotFoundError(f"the log does not tell where {name} stood: say where with --to")
            _move_back(files, one, target)
            return target

    def _empty(self, before: datetime) -> Swept:
        with self._open() as files:
            return Trash(files).sweep(before, keep_seconds=0.0, keep_bytes=INT64_MAX)


def _told(
    files: Files, view: ProjectionView, found: Iterator[Trashed], late: set[str]
) -> Iterator[TrashedFile]:
    for one in found:
        with suppress(MissingError):  # a sweep took it away meanwhile
            status, path = files.status(one.path), _logged_path(view, one)
            yield TrashedFile(
                name=_name(one),
                at=one.at,
                content=one.content if one.content != UNKNOWN_CONTENT else None,
                size=status.fingerprint.size if status.type is FileType.FILE else 0,
                path=path or one.path.rpartition("/")[2][TAIL_FROM:],
                logged=path is not None,
                late=one.path in late,
            )


def _name(one: Trashed) -> str:
    return one.path.removeprefix(f"{TRASH}/")


def _logged_path(view: ProjectionView, one: Trashed) -> str | None:
    """Return where the log had a content last: under the name that the trash shows, where it had several."""
    if one.content == UNKNOWN_CONTENT:
        return None
    paths = [entry.path for entry in view.with_content(one.content)]
    tail = one.path.rpartition("/")[2][TAIL_FROM:]
    fitting = (path for path in paths if path.replace("/", "~").endswith(tail))
    return next(fitting, next(iter(paths), None))


def _move_back(files: Files, one: Trashed, target: str) -> None:
    """Give something its name again, never in the place of another. Raises RefusedError."""
    if _leads_out(files, one, target):
        raise RefusedError(f"at {target} the link would lead out of the collection: say another place")
    try:
        ensure_directory(files, parent(target))
        files.move(one.path, target)
    except (OccupiedError, TwinError) as error:
        raise RefusedError(
            f"something stands at {target}, or above it: say another place with --to, and compare"
        ) from error
    for directory in (parent(target), parent(one.path)):
        with suppress(StorageError):
            files.sync_directory(directory)


def _leads_out(files: Files, one: Trashed, target: str) -> bool:
    """Tell whether what is given back is a link that leads out from where it goes (I7)."""
    if not is_link(files.status(one.path).mode):
        return False
    with files.open(one.path) as link:
        return not stays_inside(target, link.read_at(0, PATH_MAX + 1))
