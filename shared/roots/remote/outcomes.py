"""The outcomes of publications, from what a store raised."""

from collections.abc import Callable, Sequence

from shared.model.paths import PathError, belongs_to_site, check_path
from shared.roots.errors import ChangedError, CorruptError, MissingError, NoSpaceError, StorageError
from shared.roots.port import Outcome, Publication, Refusal, Stat

REFUSALS: tuple[tuple[type[Exception], Refusal], ...] = (
    (ChangedError, Refusal.CHANGED),
    (CorruptError, Refusal.CORRUPT),
    (NoSpaceError, Refusal.NO_SPACE),
    (PathError, Refusal.FAILED),
    (StorageError, Refusal.FAILED),
)
"""The first class that fits tells the refusal."""


def publish_each(
    group: Sequence[Publication], publish: Callable[[Publication], Outcome]
) -> Sequence[Outcome]:
    """Publish one after another; what one of them raises is its own outcome."""
    return [_outcome(one, publish) for one in group]


def check_ours(path: str) -> str:
    """Return the path. Raises PathError for one that leaves the root or belongs to the site alone."""
    check_path(path)
    if belongs_to_site(path):
        raise PathError(f"{path!r} is a name that each site keeps for itself")
    return path


def check_prior(stat: Callable[[str], Stat], path: str, prior: str | None) -> None:
    """Raise ChangedError unless the prior stands there; None: unless nothing does."""
    try:
        found: str | None = stat(path).version
    except MissingError:
        found = None
    if found != prior:
        raise ChangedError(f"{path!r} is another version than the one that was to be there")


def _outcome(one: Publication, publish: Callable[[Publication], Outcome]) -> Outcome:
    try:
        check_ours(one.path)
        return publish(one)
    except (PathError, StorageError) as error:
        refusal = next(found for kind, found in REFUSALS if isinstance(error, kind))
        return Outcome(path=one.path, refusal=refusal, detail=str(error))
