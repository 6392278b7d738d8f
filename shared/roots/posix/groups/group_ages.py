"""Ages of groups, by the clock of the process that looks at them. Pure.

What a file says of its time is by its writer's clock, and no two hosts agree on a time: a reader whose clock
is ahead would take the half of a group whose writer has just died.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.roots.posix.groups.group import SECONDS_MAX, Group, Stage


@dataclass(frozen=True, slots=True)
class GroupAges:
    """Since when this process has seen groups as they are; one that begins counts anew."""

    _since: dict[tuple[str, Stage], float] = field(default_factory=dict)
    """Seconds of a clock that never jumps, by id and stage."""

    def is_over(self, group: Group, *, now: float) -> bool:
        """Tell whether a group has bound this process for as long as it may; then it is counted anew."""
        seen = (group.id, group.stage)
        is_over = now - self._since.setdefault(seen, now) > SECONDS_MAX[group.stage]
        if is_over:
            self._since[seen] = now
        return is_over

    def keep_only(self, groups: Iterable[Group]) -> None:
        """Forget what is not there any more."""
        there = {(group.id, group.stage) for group in groups}
        for seen in self._since.keys() - there:
            del self._since[seen]
