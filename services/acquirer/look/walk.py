"""The walk over a provider's directories by the patterns of a feed. Pure: what lists is passed in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from services.acquirer.feeds.patterns import literal, matches
from shared.model.entry import Kind
from shared.model.paths import PathError, check_path
from shared.roots.errors import StorageError
from shared.roots.port import Stat

Names = Callable[[str], Sequence[Stat]]
"""Lists one directory."""

ODD_MAX = 20
"""Names that are told of those that no collection can hold."""


class TooManyEntriesError(StorageError):
    """A look met more entries than a feed allows."""


@dataclass(slots=True)
class Listing:
    """What one look has found."""

    files: list[Stat] = field(default_factory=list)
    """In no order."""
    beside: set[str] = field(default_factory=set)
    """All other files of the directories that hold them: sidecars and markers."""
    entries: int = 0
    odd: list[str] = field(default_factory=list)
    """Names that cannot be part of a collection, the first of them."""


def look(names: Names, segments: Sequence[str], *, entries_max: int) -> Listing:
    """List the files that patterns of names lead to, outermost first.

    Raises:
        StorageError: a part of it could not be listed: what was not seen may be there all the same.
    """
    found = Listing()
    *directories, last = segments
    for directory in _directories(names, directories, "", found, entries_max):
        for one in _listed(names, directory, found, entries_max):
            if one.kind is not Kind.FILE:
                continue
            if matches(last, _name(one.path)):
                found.files.append(one)
            else:
                found.beside.add(one.path)
    return found


def _directories(
    names: Names, segments: Sequence[str], above: str, found: Listing, entries_max: int
) -> Iterator[str]:
    if not segments:
        yield above
        return
    first, *rest = segments
    plain = literal(first)
    if plain is not None:
        # What has one name is entered without a look: a server may let nobody list what is above it.
        yield from _directories(names, rest, _join(above, plain), found, entries_max)
        return
    for one in _listed(names, above, found, entries_max):
        if one.kind is Kind.DIRECTORY and matches(first, _name(one.path)):
            yield from _directories(names, rest, one.path, found, entries_max)


def _listed(names: Names, directory: str, found: Listing, entries_max: int) -> Iterator[Stat]:
    for one in names(directory):
        found.entries += 1
        if found.entries > entries_max:
            raise TooManyEntriesError(
                f"there are more than {entries_max} entries: narrow `path`, or raise `files_max`"
            )
        try:
            check_path(one.path)
        except PathError:
            if len(found.odd) < ODD_MAX:
                found.odd.append(repr(one.path))
            continue
        yield one


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _join(above: str, name: str) -> str:
    return f"{above}/{name}" if above else name
