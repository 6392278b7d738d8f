"""A conflict: one name, and the contents that sites meant for it. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.http.files import FileRow
from shared.model.conflict_name import read_mark
from shared.model.links import is_link

NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One content of a conflict."""

    path: str
    """Where it stands now."""
    content: str
    """BLAKE3-256."""
    size: int
    """Bytes."""
    mtime: datetime
    """UTC, to the microsecond."""
    site: str
    """That it comes from."""
    link: bool = False
    """Whether it is the target of a symbolic link: who takes it has a link under the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One name, and what was meant for it."""

    path: str
    head: Version | None
    """What stands under the name; None where nothing does, or a directory."""
    directory: bool = False
    """Whether a directory has the name: it keeps that, or a person moves it away."""
    copies: tuple[Version, ...]
    """What lost, in the order of their names; at least one."""

    @property
    def versions(self) -> tuple[Version, ...]:
        """All contents."""
        return self.copies if self.head is None else (self.head, *self.copies)


class ChoiceError(ValueError):
    """No content, or no single one, is what was chosen; the message names those that are there."""


def originals(copies: Iterable[FileRow]) -> list[str]:
    """Return the names that copies were meant for, each once."""
    return sorted({mark.original for row in copies if (mark := read_mark(row.path)) is not None})


def join(
    copies: Iterable[FileRow], heads: Mapping[str, FileRow], *, directories: Container[str] = ()
) -> list[Conflict]:
    """Return the conflicts that copies make with what stands under their names."""
    found: dict[str, dict[str, Version]] = {}
    for row in copies:
        mark = read_mark(row.path)
        if mark is not None:
            found.setdefault(mark.original, {})[row.path] = _version(row, mark.site)
    return [
        Conflict(
            path=path,
            head=_version(heads[path], heads[path].author) if path in heads else None,
            directory=path in directories,
            copies=tuple(versions[name] for name in sorted(versions)),
        )
        for path, versions in sorted(found.items())
    ]


def choose(conflict: Conflict, choice: str) -> Version | None:
    """Return the content that was chosen: the newest, that at a path, or that of a site; None: the directory.

    Raises:
        ChoiceError: none is, or several are.
    """
    if conflict.directory:
        if choice == conflict.path:
            return None
        raise ChoiceError(_in_the_way(conflict))
    if choice == NEWEST:
        return max(conflict.versions, key=lambda version: version.mtime)
    named = [version for version in conflict.versions if version.path == choice]
    found = named or [version for version in conflict.versions if version.site == choice]
    if len(found) != 1:
        raise ChoiceError(_which(conflict, choice, found))
    return found[0]


def _version(row: FileRow, site: str) -> Version:
    return Version(
        path=row.path,
        content=row.content or "",
        size=row.size,
        mtime=row.mtime,
        site=site,
        link=is_link(row.mode),
    )


def _in_the_way(conflict: Conflict) -> str:
    path, copy = conflict.path, conflict.copies[0].path
    return (
        f"{path}: a directory has the name, and no file can take its place: `--take {path}` keeps it, and "
        f"the copies go; to keep a copy, give it a name of its own first (`spicerack mv {copy} NAME`)"
    )


def _which(conflict: Conflict, choice: str, found: Sequence[Version]) -> str:
    there = ", ".join(f"{version.path} (of {version.site})" for version in conflict.versions)
    many = f"{len(found)} contents come from {choice}" if found else f"no content is, or comes from, {choice}"
    look = "or look again: somebody may have settled it just now"
    return f"{conflict.path}: {many}: take one of {there}, {look}"
