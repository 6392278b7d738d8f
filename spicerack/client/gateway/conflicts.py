"""Conflicts of a collection: files of which two sites made different contents, and how one is settled.

A conflict is a name with the content that was decided first, and the copies that stand beside it. To settle
it is one commit: the content that is taken gets the name, and all copies go. No byte travels, and the history
keeps what was not taken.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from shared.contracts.http.files import FileRow
from shared.model.conflict_name import MARK, read_mark
from spicerack.client.gateway.changing import Change, Delete, Move
from spicerack.client.gateway.conflict import Conflict, Version, join, originals
from spicerack.client.gateway.errors import NotFoundError
from spicerack.client.gateway.selection import Selection

FILES = f"*{MARK}*"
"""The pattern of names that may be conflict copies."""

BELOW_DIRECTORIES = f"**/*{MARK}*/**"
"""What lies below directories that lost their name: they are told of by no prefix of the name they had."""


class Reader(Protocol):
    """What is asked of a gateway."""

    def files(self, selection: Selection | None = None) -> AsyncIterator[FileRow]:
        """Yield the files of a selection."""
        ...

    async def row(self, path: str) -> FileRow:
        """Return one file. Raises NotFoundError."""
        ...

    async def is_directory(self, path: str) -> bool:
        """Tell whether a directory stands at a path."""
        ...


async def find_conflicts(reader: Reader, *, prefix: str = "") -> list[Conflict]:
    """Return the conflicts about names that begin with a prefix, by name."""
    selections = (Selection(prefix=prefix, glob=FILES), Selection(glob=BELOW_DIRECTORIES))
    found = [row for one in selections async for row in reader.files(one)]
    copies = [
        row for row in found if (mark := read_mark(row.path)) is not None and mark.original.startswith(prefix)
    ]
    heads: dict[str, FileRow] = {}
    directories: set[str] = set()
    for path in originals(copies):
        try:
            heads[path] = await reader.row(path)
        except NotFoundError:
            directories |= {path} if await reader.is_directory(path) else set()
    return join(copies, heads, directories=directories)


def settle(conflict: Conflict, taken: Version | None) -> Sequence[Change]:
    """Return the changes of one commit that leave a single content, under the name.

    Each is made only where what it knows of still stands. Where nothing is taken, all copies go.
    """
    head = conflict.head
    others = [copy for copy in conflict.copies if copy != taken]
    gone = [Delete(path=copy.path, if_match=copy.content) for copy in others]
    if taken is None or taken == head:
        return gone
    only = None if head is None else head.content
    return [Move(source=taken.path, target=conflict.path, if_match=only, create=head is None), *gone]
