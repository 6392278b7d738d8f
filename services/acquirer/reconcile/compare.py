"""The comparison of a provider's listing with files of the collection, by name, size and content. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from services.acquirer.feeds.model import Feed
from services.acquirer.feeds.patterns import matches
from services.acquirer.look.granule import SeenFile, granule_of, target_of
from services.acquirer.state.rows import FetchedFile

NOTHING: Mapping[str, FetchedFile] = MappingProxyType({})


class Agreement(StrEnum):
    """How one place of the collection stands to the provider."""

    SAME = "same"
    SIZE = "size"
    """Both have it, in different sizes."""
    CONTENT = "content"
    """Both have it, in one size, and other bytes lie there than were fetched."""
    PROVIDER_ONLY = "provider-only"
    COLLECTION_ONLY = "collection-only"
    """The provider lists it no more, or never did."""
    TWICE = "twice"
    """Two files of the provider go to this place."""
    OTHER = "other"
    """It lies below the feed's directory, and cannot have come by the feed."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the site, as its directory tells of it."""

    size: int
    mtime_ns: int
    content: str = ""
    """BLAKE3-256, hexadecimal, where it is known; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One place. A size is None where there is no file, or where the listing tells none that is exact."""

    path: str
    agreement: Agreement
    provider_path: str = ""
    provider_size: int | None = None
    size: int | None = None
    fetched: str = ""
    """The content that was fetched last for the place (BLAKE3-256, hexadecimal); empty: not known."""
    checked_by: str = ""
    """The algorithm of the provider's checksum that it was held to."""
    content: str = ""
    """That lies there, where it was fetched once; empty: not known."""


def compare(
    feed: Feed,
    listed: Iterable[SeenFile],
    held: Mapping[str, Held],
    *,
    exact_sizes: bool,
    fetched: Mapping[str, FetchedFile] = NOTHING,
) -> list[Compared]:
    """Return all places, by path.

    Args:
        feed: says which files count, and where they go.
        listed: files of the last whole look.
        held: the files below the feed's directory of the collection, by path.
        exact_sizes: whether the listing's sizes are those of the files.
        fetched: what was fetched, by the path of the collection.
    """
    found: dict[str, Compared] = {}
    for one in listed:
        if granule_of(feed, one.path) is None:
            continue
        target = target_of(feed, one.path)
        size = one.size if exact_sizes else None
        here, before = held.get(target), fetched.get(target)
        agreement = Agreement.TWICE if target in found else _agreement(size, here, before)
        found[target] = replace(
            _place(target, agreement, here, before), provider_path=one.path, provider_size=size
        )
    for path, here in held.items():
        if path not in found:
            agreement = Agreement.COLLECTION_ONLY if _may_be_of(feed, path) else Agreement.OTHER
            found[path] = _place(path, agreement, here, fetched.get(path))
    return [found[path] for path in sorted(found)]


def _place(path: str, agreement: Agreement, here: Held | None, before: FetchedFile | None) -> Compared:
    return Compared(
        path=path,
        agreement=agreement,
        size=None if here is None else here.size,
        fetched="" if before is None else before.content,
        checked_by="" if before is None else before.checked_by,
        content="" if here is None else here.content,
    )


def _agreement(listed: int | None, here: Held | None, before: FetchedFile | None) -> Agreement:
    if here is None:
        return Agreement.PROVIDER_ONLY
    if listed not in (None, here.size) or (before is not None and before.size != here.size):
        return Agreement.SIZE
    if before is not None and here.content not in ("", before.content):
        return Agreement.CONTENT
    return Agreement.SAME


def _may_be_of(feed: Feed, path: str) -> bool:
    """Tell whether a file of the collection may have come by the feed: older versions of files did not."""
    inside = path.removeprefix(f"{feed.into}/") if feed.into else path
    if not feed.keep_directories and "/" in inside:
        return False
    name = inside.rpartition("/")[2]
    return matches(feed.segments[-1], name) and granule_of(feed, inside) is not None
