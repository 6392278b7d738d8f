"""Caps of a rule: its own, and one of a queue that several rules share. What is full is said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from services.workflow.executions.journal import OutrunError
from services.workflow.executions.running import Standing
from services.workflow.rules.slots import Slots

BEGINS_WITHIN = 60.0
"""Seconds, of a slot that another rule, or a person, has taken: between slot and execution lies one append. A
process that stood still for longer has lost its lease."""

Stands = Callable[[str], Awaitable[Standing]]
"""Tells how an execution stands. Raises BusError."""


@dataclass(slots=True)
class Cap:
    """At most so many executions run at a time, by slots that each name one."""

    slots: Slots
    most: int
    stands: Stands
    monotonic: Callable[[], float]
    """Seconds by a clock that nobody sets: a day's clock that jumps would free a slot too early."""
    queue: str = ""
    """The queue that it is of; empty: the rule's own."""
    _idle: dict[tuple[int, str], float] = field(default_factory=dict)
    """Since when slots have been seen with executions that have not begun."""

    async def take(self, execution: str) -> str:
        """Have an execution in a slot; return for what it waits, empty where it is in one.

        Raises:
            BusError: begin again.
            OutrunError: another process takes slots: begin again.
        """
        if self.queue:
            # Other rules take slots, too.
            await self.slots.look()
        if execution in self.slots.holders.values():
            return ""
        for number in range(self.most):
            if await self._is_free(number):
                if not await self.slots.put(number, execution):
                    raise OutrunError(f"another process takes slots of {self.queue or 'this rule'}")
                return ""
        busy = ", ".join(sorted(self.slots.holders.values())[:3])
        of = f" of queue {self.queue}" if self.queue else ""
        return f"a slot{of}: {self.most} of {self.most} run ({busy} ...)"

    async def _is_free(self, number: int) -> bool:
        holder = self.slots.holders.get(number)
        if holder is None:
            return True
        standing = await self.stands(holder)
        if standing is Standing.NONE:
            # It was taken by a process that died before it began; or somebody else is about to begin it.
            since = self._idle.setdefault((number, holder), self.monotonic())
            return self.monotonic() - since >= BEGINS_WITHIN
        self._idle.pop((number, holder), None)
        return standing is not Standing.MAY_RUN
