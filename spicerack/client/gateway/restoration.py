"""The difference between files of a collection as they were and as they are. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts.http.files import FileRow
from shared.model.links import is_link


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """The difference between files as they were and as they are, towards what was."""

    changed: tuple[tuple[FileRow, FileRow | None], ...]
    """Files as they were whose bytes are other ones now, each with what stands there now; None: nothing."""
    removed: tuple[FileRow, ...]
    """Files of now that were not there, where all is to be as it was."""

    @property
    def count(self) -> int:
        """Files that change."""
        return len(self.changed) + len(self.removed)

    @property
    def size(self) -> int:
        """Bytes of what is brought back."""
        return sum(was.size for was, _ in self.changed)


def restoration(then: Iterable[FileRow], now: Iterable[FileRow], *, exact: bool) -> Restoration:
    """Return what has to change; files whose bytes are the same stay, whatever time they bear.

    Args:
        then: files as they were.
        now: files as they are.
        exact: whether what came later goes.
    """
    was, stands = ({row.path: row for row in rows} for rows in (then, now))
    return Restoration(
        changed=tuple(
            (row, stands.get(path))
            for path, row in sorted(was.items())
            if path not in stands or _differ(row, stands[path])
        ),
        removed=tuple(row for path, row in sorted(stands.items()) if exact and path not in was),
    )


def _differ(was: FileRow, stands: FileRow) -> bool:
    """Tell whether the bytes are others, or those of a link in the one and of a file in the other."""
    return was.content != stands.content or is_link(was.mode) != is_link(stands.mode)
