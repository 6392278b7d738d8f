"""The difference between files of a collection as they were and as they are. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.contracts.http.files import FileRow
from shared.model.links import is_link
from shared.model.paths import ancestors
from spicerack.client.gateway.selection import is_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """The difference between files as they were and as they are, towards what was."""

    changed: tuple[tuple[FileRow, FileRow | None], ...]
    """Files as they were whose bytes are other ones now, each with what stands there now; None: nothing."""
    removed: tuple[FileRow, ...]
    """Files of now that were not there, where all is to be as it was."""
    in_the_way: tuple[FileRow, ...] = ()
    """Of now: a file where a directory was, and a directory, with all that is in it, where a file was. They
    have to go before anything comes back, the inner ones first."""

    @property
    def count(self) -> int:
        """Paths that change."""
        return len(self.changed) + len(self.removed) + len(self.in_the_way)

    @property
    def size(self) -> int:
        """Bytes of what is brought back."""
        return sum(was.size for was, _ in self.changed)


def restoration(then: Iterable[FileRow], now: Iterable[FileRow], *, exact: bool) -> Restoration:
    """Return what has to change; files whose bytes are the same stay, whatever time they bear.

    Args:
        then: files as they were.
        now: files and directories as they are.
        exact: whether what came later goes.
    """
    was, here = ({row.path: row for row in rows} for rows in (then, now))
    in_the_way = {row.path: row for row in _in_the_way(was, here)}
    stands = {path: row for path, row in here.items() if is_file(row) and path not in in_the_way}
    return Restoration(
        changed=tuple(
            (row, stands.get(path))
            for path, row in sorted(was.items())
            if path not in stands or _differ(row, stands[path])
        ),
        removed=tuple(row for path, row in sorted(stands.items()) if exact and path not in was),
        in_the_way=tuple(row for _, row in sorted(in_the_way.items(), reverse=True)),
    )


def _in_the_way(was: Mapping[str, FileRow], here: Mapping[str, FileRow]) -> Iterator[FileRow]:
    """Yield what stands now where a directory was, or at and below where a file was that is none now."""
    directories = {above for path in was for above in ancestors(path)}
    for path, row in here.items():
        changes_kind = path in (directories if is_file(row) else was)
        if changes_kind or not was.keys().isdisjoint(ancestors(path)):
            yield row


def _differ(was: FileRow, stands: FileRow) -> bool:
    """Tell whether the bytes are others, or those of a link in the one and of a file in the other."""
    return was.content != stands.content or is_link(was.mode) != is_link(stands.mode)
