"""The state of a path: in the tree, in a change, in a directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pydantic import Field, model_validator

from shared.model.base import FrozenModel, trusted
from shared.model.content import ContentId
from shared.model.links import LINK_MODE, PERMISSIONS, is_link, is_mode
from shared.model.numbers import ByteCount, InodeNumber, Nanoseconds, Revision


class Kind(StrEnum):
    """What stands at a path. DELETED is a tombstone: something stood there once."""

    FILE = "file"
    DIRECTORY = "directory"
    DELETED = "deleted"


class State(FrozenModel):
    """What stands at one path, without its place in a log: kind, content and metadata."""

    kind: Kind
    content: ContentId | None = None
    """BLAKE3-256 of a file's bytes; none for a directory or a tombstone."""
    size: ByteCount = 0
    """Bytes."""
    mtime_ns: Nanoseconds = 0
    """Last modification, nanoseconds since 1970 by the author's clock; never compared between hosts."""
    mode: int = Field(default=0, ge=0, le=LINK_MODE)
    """Permission bits; `LINK_MODE` of a file whose bytes are the target of a symbolic link."""

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> "State":
        # First what nearly every state is: a file is said and read a dozen times on its way to another site.
        if (self.kind is Kind.FILE) is (self.content is None) or self.mode > PERMISSIONS:
            self._demand_kind()
        return self

    def _demand_kind(self) -> None:
        if (self.kind is Kind.FILE) != (self.content is not None):
            raise ValueError(f"a {self.kind} has {'no' if self.content is None else 'a'} content")
        if not is_mode(self.mode) or (self.is_link and self.kind is not Kind.FILE):
            raise ValueError(f"a {self.kind} has no mode {self.mode:o}")

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link, and its bytes are the target."""
        return is_link(self.mode)

    @property
    def is_plain_file(self) -> bool:
        """Whether it is a file whose bytes mean what its name says: no symbolic link."""
        return self.kind is Kind.FILE and not self.is_link

    def same_bytes(self, other: "State | None") -> bool:
        """Tell whether both are the same kind with the same content, metadata aside."""
        return other is not None and (self.kind, self.content) == (other.kind, other.content)

    def same(self, other: "State | None") -> bool:
        """Tell whether both are the same, the metadata that travels included."""
        if other is None or not self.same_bytes(other) or self.kind is Kind.DELETED:
            return self.same_bytes(other)
        if self.kind is Kind.DIRECTORY:
            return self.mode == other.mode
        return (self.mtime_ns, self.mode) == (other.mtime_ns, other.mode)


DELETED = State(kind=Kind.DELETED)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.value: kind for kind in Kind})


def kept_state(kind: str, content: str | None, size: int, mtime_ns: int, mode: int) -> State:
    """Return a state that was checked before it was kept, as columns of a row."""
    values = {
        "kind": KINDS[kind],
        "content": content,
        "size": size,
        "mtime_ns": mtime_ns,
        "mode": mode,
    }
    return trusted(State, values)


class Entry(FrozenModel):
    """One path of a tree: its state, and the revision that put it there."""

    path: str
    revision: Revision
    author: str
    """The site whose batch made this entry."""
    state: State

    @property
    def live(self) -> bool:
        """Whether something stands here, that is, it is no tombstone."""
        return self.state.kind is not Kind.DELETED


def kept_entry(path: str, revision: int, author: str, state: State) -> Entry:
    """Return an entry that was checked before it was kept."""
    return trusted(Entry, {"path": path, "revision": revision, "author": author, "state": state})


class Base(FrozenModel):
    """The (revision, state) last placed at, or accepted from, a site at one path. Folding never moves it."""

    revision: Revision
    state: State
    elsewhere: bool = False
    """The site's state lost: it was committed under a conflict name, or refused; the head's is due here."""


def kept_base(revision: int, state: State, *, elsewhere: bool) -> Base:
    """Return a base that was checked before it was kept."""
    return trusted(Base, {"revision": revision, "state": state, "elsewhere": elsewhere})


# No model, but what a model may hold: a look at 100 000 files makes two for each, and compares them.
@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What stat says of a file, as evidence that it has not been touched since it was looked at."""

    size: ByteCount
    mtime_ns: Nanoseconds
    ctime_ns: Nanoseconds
    inode: InodeNumber
