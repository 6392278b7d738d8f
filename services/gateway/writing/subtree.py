"""Plans that remove, copy or move a file, or a directory with all that lies in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from services.gateway.writing.plan import Planned
from services.gateway.writing.plans import copied, moved_away
from services.gateway.writing.writer import Writer
from shared.catalog.store.projection_view import ProjectionView
from shared.catalog.store.rows import beginning_with
from shared.model.entry import Entry, Kind
from shared.model.paths import ancestors
from shared.web.problem import RefusedError

NOTHING = {"if-none-match": "*"}

PATHS_MAX = 1000
"""Of one request: a directory is changed as one group, which the log takes as one commit."""

LOOKED_MAX = 10 * PATHS_MAX
"""Paths that are looked at for one request, hidden ones among them: meanwhile the event loop waits."""


@dataclass(frozen=True, slots=True)
class Subtree:
    """A path, and what lies below it, in the order of the paths."""

    path: str
    entries: tuple[Entry, ...]
    """All that the caller sees of it."""
    kept: frozenset[str] = frozenset()
    """Directories in which something lies that rules hide from the caller: they stay where they are."""

    @property
    def left(self) -> tuple[str, ...]:
        """The paths that stay when it is removed."""
        return tuple(entry.path for entry in self.entries if entry.path in self.kept)

    def removed(self) -> list[Planned]:
        """Return the plan that removes it as it is: what lies deepest goes first."""
        return [moved_away(entry) for entry in reversed(self.entries) if entry.path not in self.kept]

    def copied(self, writer: Writer, target: str, *, new: bool) -> list[Planned]:
        """Return the plan that makes the same at another path: directories before what is in them.

        Where it is new, nothing may stand there when it is written either.
        """
        return [self._copied(writer, entry, target, NOTHING if new else {}) for entry in self.entries]

    def _copied(self, writer: Writer, entry: Entry, target: str, conditions: Mapping[str, str]) -> Planned:
        at = target + entry.path[len(self.path) :]
        if entry.state.kind is Kind.DIRECTORY:
            return Planned(path=at, kind=Kind.DIRECTORY)
        return copied(writer.demands.head(entry.path), at, conditions=conditions)


def subtree_of(view: ProjectionView, head: Entry, *, sees: Callable[[Entry], bool]) -> Subtree:
    """Return a path with all that its caller sees below it.

    Args:
        view: the fold that has it.
        head: what stands at the path.
        sees: tells whether an entry exists for the caller.

    Raises:
        RefusedError: it is too much for one request.
    """
    if head.state.kind is not Kind.DIRECTORY:
        return Subtree(head.path, (head,))
    seen, kept = [head], set[str]()
    for looked, entry in enumerate(_below(view, head.path)):
        is_seen = sees(entry)
        if looked == LOOKED_MAX or (is_seen and len(seen) == PATHS_MAX):
            raise RefusedError(
                f"{head.path!r} holds {PATHS_MAX} paths or more: change its directories one after the other"
            )
        if is_seen:
            seen.append(entry)
        else:
            kept.update(ancestors(entry.path))
    return Subtree(head.path, tuple(seen), frozenset(kept))


def _below(view: ProjectionView, directory: str) -> Iterator[Entry]:
    """Yield what lies below a directory, in the order of the paths."""
    first, end = beginning_with(f"{directory}/")
    while page := view.live_between(first, end, limit=PATHS_MAX):
        yield from page
        first = f"{page[-1].path}\0"
