"""The plan of a write: what shall stand at each path, and what must stand there before. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from services.gateway.reading.conditions import Validators, Verdict, verdict
from services.gateway.reading.content_headers import validators_of
from shared.contracts.messages.batch import Condition
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Entry, Kind, State
from shared.model.links import LINK_MODE
from shared.roots.posix.groups.sources import InRoot

ONLY_NEW: Mapping[str, str] = MappingProxyType({"if-none-match": "*"})
"""The one condition of who hands files in and may not read: that no file is replaced."""

FILE_MODE = 0o644
DIRECTORY_MODE = 0o755


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One path of a write."""

    path: str
    kind: Kind
    """DELETED removes."""
    content: str | None = None
    size: int = 0
    mtime_ns: int | None = None
    """None: now, or as it is where the bytes stay."""
    source: InRoot | None = None
    """The bytes of a file."""
    link: bool = False
    """Whether the bytes are the target of a symbolic link."""
    conditions: Mapping[str, str] = field(default_factory=dict)
    """`if-match`, `if-none-match` and `if-unmodified-since` of the request."""

    by: str | None = None
    """Who writes it, as the log shall say; None: nobody has said who it is."""

    told: bool = True
    """Whether its author may read there: one who only hands files in is not told what stands there."""

    hidden: bool = False
    """Whether rules hide the path from the caller: it is judged as one where nothing stands, and refused."""

    @property
    def conditional(self) -> bool:
        """Whether the caller said what must stand there."""
        return bool(self.conditions)

    @property
    def asks_what_stands(self) -> bool:
        """Whether its conditions try a guess of what stands there, by one who may not read it."""
        return not self.told and bool(self.conditions) and self.conditions != ONLY_NEW

    @property
    def is_to_be_weighed(self) -> bool:
        """Whether its conditions are weighed now: of one who may not read, with the bytes in hand alone.

        An answer before them would tell what stands there, as often as it is asked for, and change nothing.
        """
        return self.told or self.content is not None or self.kind is not Kind.FILE


def permits(planned: Planned, head: Entry | None) -> bool:
    """Tell whether what stands at a path fulfils the conditions of a write."""
    is_file = head is not None and head.state.kind is Kind.FILE
    validators = validators_of(head.state) if head is not None and is_file else Validators(etag=None)
    return verdict(planned.conditions, validators, reads=False) is Verdict.PROCEED


def changes_nothing(planned: Planned, head: Entry | None) -> bool:
    """Tell whether what stands at a path is what a write wants there."""
    state = head.state if head is not None else DELETED
    if (planned.kind, planned.content) != (state.kind, state.content):
        return False
    same_time = planned.mtime_ns in (None, state.mtime_ns)
    return planned.kind is not Kind.FILE or (same_time and planned.link == state.is_link)


def state_of(planned: Planned, head: Entry | None, *, now_ns: int) -> State:
    """Return what shall stand at a path; a file that is replaced keeps its permission bits."""
    if planned.kind is Kind.DELETED:
        return DELETED
    if planned.kind is Kind.DIRECTORY:
        return State(kind=Kind.DIRECTORY, mode=DIRECTORY_MODE)
    return State(
        kind=Kind.FILE,
        content=planned.content,
        size=planned.size,
        mtime_ns=now_ns if planned.mtime_ns is None else planned.mtime_ns,
        mode=_mode_of(planned, head),
    )


def _mode_of(planned: Planned, head: Entry | None) -> int:
    if planned.link:
        return LINK_MODE
    return head.state.mode if head is not None and head.state.is_plain_file else FILE_MODE


def prior_of(head: Entry | None) -> Held:
    """Return what must stand in the directory: what the tree has."""
    if head is None:
        return Held(kind=Kind.DELETED)
    return Held(kind=head.state.kind, content=head.state.content)


def condition_of(planned: Planned, head: Entry | None) -> Condition | None:
    """Return what the collection must still have when the log decides on a write; None: no matter what.

    Its caller said what must stand there, and that stands there now. Another site may be quicker.
    """
    if not planned.conditional:
        return None
    if head is None or not head.live:
        return Condition()
    return Condition(content=head.state.content) if head.state.kind is Kind.FILE else None
