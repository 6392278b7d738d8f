"""Choosing the next step of a want, in the order of invariant I10. Pure.

    0. deletions that stand in the way: below a directory that becomes a file, or a file that becomes one
    1. new and changed files and directories
    2. meta-kernels, so that who opens one finds its members
    3. after a grace, the other deletions, meta-kernels first

A step holds one kind only, and the next is asked for when it is placed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType

from services.manager.state.rules.due import Due
from services.manager.state.rules.turn import DIRECTORY, REST
from shared.contracts.messages.transfers.want import NEEDS_MAX, Held, Need, Want, how_many_fit
from shared.model.entry import Kind
from shared.spice.waves import wave_of

NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is to be placed, the next of each kind. Live paths ascend within a turn, deletions descend."""

    blocking: Sequence[Due] = ()
    live: Sequence[Due] = ()
    """Files (no meta-kernels) and directories, in their turns."""
    meta_kernels: Sequence[Due] = ()
    deletions: Sequence[Due] = ()
    grace_over: bool = False
    """Whether all else has been in place long enough for deletions to follow."""


def next_needs(
    backlog: Backlog, *, lacking: Mapping[str, int] = NOTHING, limit: int = NEEDS_MAX
) -> tuple[Need, ...]:
    """Return the next step: the first kind of which there is any.

    Args:
        backlog: what is to be placed.
        lacking: revisions, by path, of which nobody had the content. They are asked for all the same, but
            nothing waits for them: a content that is lost blocks no other (I6).
        limit: needs in all.
    """

    def there(dues: Sequence[Due]) -> list[Due]:
        return [due for due in dues if not _lacks(due, lacking)]

    step = backlog.blocking or there(backlog.live) or there(backlog.meta_kernels)
    if not step and backlog.grace_over:
        step = _meta_first(backlog.deletions)
    others = [due for due in (*backlog.live, *backlog.meta_kernels) if _lacks(due, lacking)]
    chosen = (*step, *others)
    return tuple(need_of(due) for due in chosen[: how_many_fit((due.path for due in chosen), limit=limit)])


def urgent_of(backlog: Backlog, needs: Sequence[Need]) -> int:
    """Return how many of the first needs are of files that come before all others."""
    turns = {due.path: due.turn for due in backlog.live if due.turn < REST}
    ahead = [turns[need.path] for need in takewhile(lambda need: need.path in turns, needs)]
    while ahead and ahead[-1] == DIRECTORY:
        ahead.pop()
    return len(ahead)


def unasked(want: Want) -> Want:
    """Return a want that asks for nothing, and does not say either that what it needs is in place."""
    lowest = min((need.revision for need in want.needs), default=want.placed + 1)
    return want.model_copy(update={"needs": (), "urgent": 0, "placed": min(want.placed, lowest - 1)})


def _lacks(due: Due, lacking: Mapping[str, int]) -> bool:
    return due.head is not None and lacking.get(due.path) == due.head.revision


def need_of(due: Due) -> Need:
    """Return the need for a path, with what the site holds there now."""
    revision = due.head.revision if due.head is not None else due.base.revision if due.base is not None else 1
    return Need(path=due.path, revision=revision, held=_held(due))


def _held(due: Due) -> Held:
    base = due.base
    placed = base is not None and not base.elsewhere and base.state.same_bytes(due.local)
    if base is not None and placed and due.local.content is not None:
        return Held(kind=due.local.kind, revision=base.revision)
    return Held(kind=due.local.kind, content=due.local.content)


def _meta_first(deletions: Iterable[Due]) -> list[Due]:
    """Files alone are meta-kernels: a directory of such a name still goes after what is in it."""
    return sorted(deletions, key=_deletion_rank)


def _deletion_rank(due: Due) -> int:
    return 0 if due.local.kind is Kind.DIRECTORY else -int(wave_of(due.path))
