"""A directory of this host that is made the same as a selection: only what differs travels."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shared.contracts.http.files import FileRow
from shared.model.links import is_link
from spicerack.client.gateway.download import Downloads, mtime_ns_of
from spicerack.client.gateway.errors import GatewayError, NotFoundError
from spicerack.client.gateway.local_tree import LocalTree
from spicerack.client.gateway.progress import Progress, Report, Stage
from spicerack.text import counted

NOTHING_SEEN = "nothing is there, or nothing that this token may see"
"""Why a listing may be empty: the gateway does not tell which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """What became of a mirror."""

    fetched: int
    unchanged: int
    removed: int
    bytes: int
    """That travelled for what was fetched."""
    failed: tuple[tuple[str, str], ...] = ()
    """Paths that could not be had, each with the reason. The others are in place."""
    passed_over: tuple[str, ...] = ()
    """What `delete` left alone: links to directories, and what is no file."""
    links: tuple[str, ...] = ()
    """Paths at which the collection has symbolic links; here they are files that hold the targets."""


@dataclass(slots=True)
class _Tally:
    fetched: int = 0
    unchanged: int = 0
    removed: int = 0
    bytes: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    passed_over: tuple[str, ...] = ()
    links: list[str] = field(default_factory=list)

    def result(self) -> Mirrored:
        return Mirrored(
            fetched=self.fetched,
            unchanged=self.unchanged,
            removed=self.removed,
            bytes=self.bytes,
            failed=tuple(sorted(self.failed)),
            passed_over=self.passed_over,
            links=tuple(sorted(self.links)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Makes a directory the same as what a listing tells."""

    downloads: Downloads
    tree: LocalTree
    at_once: int
    """Files that travel at the same time."""
    checksum: bool
    """Whether files of the right size and time are read all the same."""
    report: Report

    async def run(
        self, rows: AsyncIterator[FileRow], *, delete_below: str | None = None, allow_empty: bool = False
    ) -> Mirrored:
        """Bring what differs; one file that fails does not stop the others.

        Args:
            rows: the files.
            delete_below: where given, files below it that are not listed are removed, if nothing failed;
                those in the way of a listed one at once.
            allow_empty: whether they are also removed where no file is listed at all.

        Raises:
            NotFoundError: no file is listed, and all that stand here would be removed.
            GatewayError: the listing failed; what was placed until then stays.
        """
        tally, slots = _Tally(), asyncio.Semaphore(self.at_once)
        failed: GatewayError | None = None
        async with asyncio.TaskGroup() as group:
            try:
                async for row in rows:
                    # Taken before the task is made: a listing of a million files makes no million tasks.
                    await slots.acquire()
                    bringing = self._bring(row, tally, slots.release, delete_below)
                    group.create_task(bringing, name=f"bring {row.path}")
            except GatewayError as error:
                # Not out of the group: it would make another error of it. What was begun is brought.
                failed = error
        if failed is not None:
            raise failed
        if delete_below is not None and not tally.failed:
            await self._remove_others(delete_below, tally, allow_empty=allow_empty)
        return tally.result()

    async def _bring(
        self, row: FileRow, tally: _Tally, release: Callable[[], None], delete_below: str | None
    ) -> None:
        tally.listed.add(row.path)
        if is_link(row.mode):
            tally.links.append(row.path)
        try:
            if delete_below is not None:
                self._note_removed(
                    await asyncio.to_thread(self.tree.make_way, row.path, below=delete_below), tally
                )
            await self._bring_one(row, tally)
        except GatewayError as error:
            tally.failed.append((row.path, str(error)))
        finally:
            release()

    async def _bring_one(self, row: FileRow, tally: _Tally) -> None:
        same = await asyncio.to_thread(
            self.tree.is_same,
            row.path,
            size=row.size,
            mtime_ns=mtime_ns_of(row),
            content=row.content or "",
            read=self.checksum,
        )
        if same:
            tally.unchanged += 1
            self.report(Progress(row.path, Stage.UNCHANGED, row.size, row.size))
            return
        target: Path = await asyncio.to_thread(self.tree.target, row.path)
        await self.downloads.download(row, target, report=self.report)
        tally.fetched += 1
        tally.bytes += row.size

    async def _remove_others(self, prefix: str, tally: _Tally, *, allow_empty: bool) -> None:
        there = await asyncio.to_thread(lambda: list(self.tree.files(prefix)))
        if there and not tally.listed and not allow_empty:
            raise NotFoundError(
                f"the gateway tells no file below {prefix!r}: {NOTHING_SEEN}. {counted(len(there), 'file')} "
                "here would be removed: look at prefix and token, or say `--allow-empty` (allow_empty=True)"
            )
        tally.passed_over = await asyncio.to_thread(lambda: tuple(self.tree.passed_over(prefix)))
        for path in there:
            if path not in tally.listed:
                await asyncio.to_thread(self.tree.remove, path)
                self._note_removed([path], tally)

    def _note_removed(self, paths: Iterable[str], tally: _Tally) -> None:
        for path in paths:
            tally.removed += 1
            self.report(Progress(path, Stage.REMOVED, 0, 0))
