"""A site's directory as a table of paths: what people and transfer workers do to it, by their rules."""

from dataclasses import dataclass, field

from shared.contracts.messages.transfers.job import Placement
from shared.contracts.messages.transfers.report import Placed
from shared.model.entry import Fingerprint, Kind, State
from shared.model.paths import ancestors

COARSE_NS = 2_000_000_000
"""FAT keeps times to two seconds."""


@dataclass(frozen=True)
class Item:
    """What stands at a path; the number changes with every touch, as inode and ctime do."""

    state: State
    number: int

    @property
    def fingerprint(self) -> Fingerprint | None:
        """What stat would say; none for a directory."""
        if self.state.kind is Kind.DIRECTORY:
            return None
        state = self.state
        return Fingerprint(size=state.size, mtime_ns=state.mtime_ns, ctime_ns=self.number, inode=self.number)


@dataclass
class Disk:
    """One root directory, and its trash."""

    coarse: bool = False
    items: dict[str, Item] = field(default_factory=dict)
    trash: set[str] = field(default_factory=set)
    stood: dict[str, set[str]] = field(default_factory=dict)
    """Every content that ever stood at a path."""
    removed: set[str] = field(default_factory=set)
    """Paths that a person here ever took away."""
    edited: set[str] = field(default_factory=set)
    """Paths that a person here ever changed in any way."""
    versions: dict[str, int] = field(default_factory=dict)
    numbers: int = 0

    # --- people

    def write(self, path: str, state: State) -> None:
        """Put a file or directory at a path, whatever stands there or above it."""
        for above in ancestors(path):
            if self.kind(above) is Kind.FILE:
                self._person_removes(above)
            if self.kind(above) is Kind.DELETED:
                self._person_puts(above, State(kind=Kind.DIRECTORY, mode=0o755))
        if self.kind(path) is not state.kind:
            self.remove(path)
        self._person_puts(path, state)

    def remove(self, path: str) -> None:
        """Take a path away, with all below it."""
        for below in sorted(self.below(path), reverse=True):
            self._person_removes(below)
        if path in self.items:
            self._person_removes(path)

    def rename(self, source: str, target: str) -> None:
        """Move a path, with all below it, over whatever is at the target."""
        if (
            source not in self.items
            or f"{target}/".startswith(f"{source}/")
            or source.startswith(f"{target}/")
        ):
            return
        moved = {path[len(source) :]: self.items[path].state for path in [source, *self.below(source)]}
        self.remove(source)
        self.remove(target)
        for rest in sorted(moved):
            self.write(target + rest, moved[rest])

    def _person_puts(self, path: str, state: State) -> None:
        self.edited.add(path)
        self._put(path, state)

    def _person_removes(self, path: str) -> None:
        self.edited.add(path)
        self.removed.add(path)
        self._drop(path)

    # --- transfer workers

    def place(self, placement: Placement, version: int, *, staged: bool) -> Placed | None:
        """Publish one placement if its prior is what stands there, else None.

        Args:
            version: of the path when the job was given: stands for the prior's fingerprint.
            staged: whether the content could be had.
        """
        path, state = placement.path, placement.state
        standing = self.items.get(path)
        if standing is not None and standing.state.same_bytes(state):
            self._put(path, state)
        elif state.kind is Kind.DELETED and standing is None:
            pass
        elif not self._is_prior(placement, version) or not self._has_room(placement, staged):
            return None
        else:
            self._displace(path)
            if state.kind is not Kind.DELETED:
                self._make_above(path)
                self._put(path, state)
        item = self.items.get(path)
        as_logged = item is not None and state.kind is Kind.FILE and item.state == state
        return Placed(
            path=path,
            revision=placement.revision,
            state=None if as_logged else item.state if item is not None else state,
            fingerprint=item.fingerprint if item is not None else None,
        )

    def _is_prior(self, placement: Placement, version: int) -> bool:
        path, prior = placement.path, placement.prior
        standing = self.items.get(path)
        held = (standing.state.kind, standing.state.content) if standing else (Kind.DELETED, None)
        return held == (prior.kind, prior.content) and self.version(path) == version

    def _has_room(self, placement: Placement, staged: bool) -> bool:
        path, state = placement.path, placement.state
        if state.content is not None and not staged:
            return False
        if any(self.kind(above) is Kind.FILE for above in ancestors(path)):
            return False
        return state.kind is Kind.DIRECTORY or not self.below(path)

    def _displace(self, path: str) -> None:
        standing = self.items.get(path)
        if standing is not None:
            if standing.state.content is not None:
                self.trash.add(standing.state.content)
            self._drop(path)

    def _make_above(self, path: str) -> None:
        for above in ancestors(path):
            if above not in self.items:
                self._put(above, State(kind=Kind.DIRECTORY, mode=0o755))

    # --- both

    def kind(self, path: str) -> Kind:
        """What stands at a path; DELETED: nothing."""
        return self.items[path].state.kind if path in self.items else Kind.DELETED

    def below(self, path: str) -> list[str]:
        """Paths below a directory."""
        return [at for at in self.items if at.startswith(f"{path}/")]

    def version(self, path: str) -> int:
        """Counts the changes of one path."""
        return self.versions.get(path, 0)

    def contents(self) -> set[str]:
        """Contents that stand somewhere."""
        return {item.state.content for item in self.items.values() if item.state.content is not None}

    def _put(self, path: str, state: State) -> None:
        if self.coarse and state.kind is Kind.FILE:
            state = state.model_copy(update={"mtime_ns": state.mtime_ns // COARSE_NS * COARSE_NS})
        self._touch(path)
        self.items[path] = Item(state, self.numbers)
        if state.content is not None:
            self.stood.setdefault(path, set()).add(state.content)

    def _drop(self, path: str) -> None:
        self._touch(path)
        del self.items[path]

    def _touch(self, path: str) -> None:
        self.numbers += 1
        self.versions[path] = self.version(path) + 1
