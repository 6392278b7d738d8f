"""The reading of many files at a pace, in threads, until it is ended."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import closing
from dataclasses import dataclass

from services.manager.state.database.rows import IndexRow
from services.manager.verify.rehash import Portion, next_portion, rehash
from services.manager.verify.verdict import Expected
from shared.roots.posix.files.port import Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads files of the index once more."""

    open_files: Callable[[], Files]
    bytes_per_second: float
    """At most: what is left of the disk is for transfers and for people."""

    async def read(self, rows: Iterable[IndexRow]) -> AsyncGenerator[Portion, None]:
        """Yield what was read, portion by portion. Raises StorageError: there is no root."""
        loop = asyncio.get_running_loop()
        with closing(await asyncio.to_thread(self.open_files)) as files:
            steps = rehash(files, [_expected(row) for row in rows])
            while True:
                began = loop.time()
                portion = await asyncio.to_thread(next_portion, steps)
                if portion is None:
                    return
                yield portion
                due = began + portion.bytes / self.bytes_per_second
                await asyncio.sleep(max(due - loop.time(), 0.0))


def _expected(row: IndexRow) -> Expected:
    replaced = row.base is not None and row.base.elsewhere
    return Expected(row.path, row.local.content or "", row.fingerprint, replaced=replaced)
