"""The comparison of a provider's listing with files of the collection, by name and size. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.acquirer.feeds.model import Feed
from services.acquirer.feeds.patterns import matches
from services.acquirer.look.granule import SeenFile, granule_of, target_of


class Agreement(StrEnum):
    """How one place of the collection stands to the provider."""

    SAME = "same"
    SIZE = "size"
    """Both have it, in different sizes."""
    PROVIDER_ONLY = "provider-only"
    COLLECTION_ONLY = "collection-only"
    """The provider lists it no more, or never did."""
    TWICE = "twice"
    """Two files of the provider go to this place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One place. A size is None where there is no file, or where the listing tells none that is exact."""

    path: str
    agreement: Agreement
    provider_path: str = ""
    provider_size: int | None = None
    size: int | None = None


def compare(
    feed: Feed, listed: Iterable[SeenFile], held: Mapping[str, int], *, exact_sizes: bool
) -> list[Compared]:
    """Return all places, by path.

    Args:
        feed: says which files count, and where they go.
        listed: files of the last whole look.
        held: sizes of the files below the feed's directory of the collection, by path.
        exact_sizes: whether the listing's sizes are those of the files.
    """
    found: dict[str, Compared] = {}
    for one in listed:
        if granule_of(feed, one.path) is None:
            continue
        target = target_of(feed, one.path)
        size = one.size if exact_sizes else None
        agreement = Agreement.TWICE if target in found else _agreement(size, held.get(target))
        found[target] = Compared(
            path=target,
            agreement=agreement,
            provider_path=one.path,
            provider_size=size,
            size=held.get(target),
        )
    for path, size in held.items():
        if path not in found and _may_be_of(feed, path):
            found[path] = Compared(path=path, agreement=Agreement.COLLECTION_ONLY, size=size)
    return [found[path] for path in sorted(found)]


def _agreement(listed: int | None, held: int | None) -> Agreement:
    if held is None:
        return Agreement.PROVIDER_ONLY
    return Agreement.SAME if listed in (None, held) else Agreement.SIZE


def _may_be_of(feed: Feed, path: str) -> bool:
    """Tell whether a file of the collection may have come by the feed: older versions of files did not."""
    inside = path.removeprefix(f"{feed.into}/") if feed.into else path
    if not feed.keep_directories and "/" in inside:
        return False
    name = inside.rpartition("/")[2]
    return matches(feed.segments[-1], name) and granule_of(feed, inside) is not None
