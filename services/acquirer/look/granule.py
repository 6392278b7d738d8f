"""Granules: files that belong together, whether all are there, and since when they stand still. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from services.acquirer.feeds.model import Feed, Sidecars
from services.acquirer.feeds.patterns import identity, matches

SIDECAR_SUFFIXES = (".sha512", ".sha256", ".sha1", ".md5", ".cksum")
"""The strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """A file as looks have seen it. Times are seconds since 1970, by our own clock."""

    path: str
    token: str
    """The same for as long as the provider tells the same of it."""
    size: int
    first_seen: float
    changed_at: float
    """When it was seen to be another than before."""
    last_seen: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A granule, and why it is not fetched yet."""

    granule: str
    files: tuple[SeenFile, ...]
    waits_for: str = ""
    """Empty: it is complete."""

    @property
    def signature(self) -> str:
        """The same for as long as all of its files are the same."""
        digest = sha256()
        for one in self.files:
            digest.update(f"{one.path}\0{one.token}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()


def granule_of(feed: Feed, path: str) -> str | None:
    """Return the granule that a file belongs to; None for one that is passed over."""
    name = path.rpartition("/")[2]
    if feed.marker and name.endswith(feed.marker):
        return None
    if feed.sidecars is not Sidecars.OFF and name.endswith(SIDECAR_SUFFIXES):
        return None
    if feed.files and not any(matches(rule.pattern, name) for rule in feed.files):
        return None
    return identity(feed.granule, name) if feed.granule else path


def group(feed: Feed, files: Iterable[SeenFile]) -> Mapping[str, tuple[SeenFile, ...]]:
    """Return the files of each granule, in order of their paths."""
    found: dict[str, list[SeenFile]] = {}
    for one in files:
        granule = granule_of(feed, one.path)
        if granule is not None:
            found.setdefault(granule, []).append(one)
    return {name: tuple(sorted(some, key=lambda one: one.path)) for name, some in found.items()}


def assess(feed: Feed, granule: str, files: tuple[SeenFile, ...], *, listed: Collection[str]) -> Assessed:
    """Tell whether a granule is complete.

    Args:
        feed: says what it needs.
        granule: its name.
        files: that belong to it, as of the last look.
        listed: every path that the last look saw, with sidecars and markers.
    """
    return Assessed(granule=granule, files=files, waits_for=_waits_for(feed, files, listed))


def gone(granule: str) -> Assessed:
    """Return a granule of which a look saw nothing, before it was complete."""
    return Assessed(granule=granule, files=(), waits_for="the provider, or `path`, lists none of its files")


def _waits_for(feed: Feed, files: tuple[SeenFile, ...], listed: Collection[str]) -> str:
    names = [one.path.rpartition("/")[2] for one in files]
    for rule in feed.files:
        if rule.required and not any(matches(rule.pattern, name) for name in names):
            return f"a file that fits {rule.pattern!r} is missing"
    for one in files:
        if feed.marker and one.path + feed.marker not in listed:
            return f"{one.path}{feed.marker} is missing, which says that the file is complete"
        if feed.sidecars is Sidecars.REQUIRED and sidecar_of(one.path, listed) is None:
            return f"{one.path} has no file with its checksum beside it"
        if feed.quiet and one.last_seen - one.changed_at < feed.quiet:
            return (
                f"{one.path} has been the same for {one.last_seen - one.changed_at:.0f} s, not yet for "
                + (f"{feed.quiet:g} s")
            )
    return meeting_of(feed, files)


def meeting_of(feed: Feed, files: tuple[SeenFile, ...]) -> str:
    """Return why files of a granule cannot all be placed; empty: they can."""
    targets = [target_of(feed, one.path) for one in files]
    twice = next((target for target in targets if targets.count(target) > 1), None)
    return f"two of its files would go to {twice}: say keep_directories" if twice else ""


def sidecar_of(path: str, listed: Collection[str]) -> str | None:
    """Return the file with the strongest checksum of another; None where there is none."""
    return next((path + suffix for suffix in SIDECAR_SUFFIXES if path + suffix in listed), None)


def target_of(feed: Feed, path: str) -> str:
    """Return the place of a provider's file in the collection."""
    kept = path if feed.keep_directories else path.rpartition("/")[2]
    return f"{feed.into}/{kept}" if feed.into else kept
