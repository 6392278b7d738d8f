"""Choosing the changes of the next batch. Pure.

A look may be larger than a batch. The order keeps each batch sensible by itself: first the deletions
that make room for a file where a directory was, then what is new or changed, then other deletions.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from services.manager.state.rules.doubt import ANY, Doubt
from services.manager.state.rules.due import Due
from shared.contracts.messages.batch import BATCH_BYTES_MAX, BaseRef, Change, Condition
from shared.model.entry import Base, Kind
from shared.model.paths import ancestors


@dataclass(frozen=True, slots=True)
class Said:
    """What the author of a change has said beside it."""

    condition: Condition | None = None
    """What it demands."""
    by: str | None = None
    """Who it is."""


NOTHING_SAID = Said()


def nothing_said(_: Due) -> Said:
    """Say nothing, of any change."""
    return NOTHING_SAID


def next_changes(
    puts: Sequence[Due],
    deletes: Sequence[Due],
    *,
    doubt_of: Callable[[str], Doubt],
    said_of: Callable[[Due], Said] = nothing_said,
    general: int = ANY,
    bytes_max: int = BATCH_BYTES_MAX,
) -> tuple[Change, ...]:
    """Return the changes that go into the next batch; the rest waits for the batch after it.

    Args:
        puts: what is new or changed, in the order of the paths.
        deletes: what went away, deepest first.
        doubt_of: what is not known of a path.
        said_of: what the author of a change has said beside it.
        general: up to which revision any path may have been filled unheard.
        bytes_max: how large the changes may be when encoded.
    """
    files = {due.path for due in puts if due.local.kind is Kind.FILE}
    blocking = [due for due in deletes if files.intersection(ancestors(due.path))]
    others = [due for due in deletes if not files.intersection(ancestors(due.path))]
    dues = (*blocking, *puts, *others)
    return _fitting((change_of(due, doubt_of, general, said_of(due)) for due in dues), bytes_max)


def change_of(
    due: Due, doubt_of: Callable[[str], Doubt], general: int = ANY, said: Said = NOTHING_SAID
) -> Change:
    """Return the change that says what the site did at a path."""
    if due.local.kind is Kind.DELETED:
        base = _reference(due.base)
        return Change(path=due.path, state=due.local, base=base, condition=said.condition, by=said.by)
    doubt = doubt_of(due.path)
    base, up_to = _reference(_told(due.base, doubt)), doubt.up_to
    # What holds for all is said once: to repeat it would make a batch of many small changes much longer.
    return Change(
        path=due.path,
        state=due.local,
        base=base,
        maybe_placed=None if up_to == general else up_to,
        condition=said.condition,
        by=said.by,
    )


def _told(base: Base | None, doubt: Doubt) -> Base | None:
    """Return what is known to have stood at a path where something may have been placed unheard.

    A deletion that found nothing to delete here is a base, too. What was asked for before may come after it:
    it is no change then, but what the deletion was about.
    """
    if base is None or base.state.kind is not Kind.DELETED or base.revision < doubt.since:
        return base
    return base.model_copy(update={"revision": doubt.since - 1}) if doubt.since > 1 else None


def _reference(base: Base | None) -> BaseRef | None:
    """Return what the site had at the path: what lost was never the tree's, so nothing is based on it.

    Its revision is that of the refusal. An older content that was placed since would seem unknown by it.
    """
    if base is None or base.elsewhere:
        return None
    # The log says what the content was at that revision: to repeat it would make a rename twice as long.
    return BaseRef(revision=base.revision)


def _fitting(changes: Iterable[Change], bytes_max: int) -> tuple[Change, ...]:
    chosen: list[Change] = []
    used = 0
    for change in changes:
        used += len(change.model_dump_json(exclude_none=True))
        if chosen and used > bytes_max:
            break
        chosen.append(change)
    return tuple(chosen)
