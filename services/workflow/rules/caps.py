"""The caps that executions of a rule begin under, whoever starts them."""

from collections.abc import Callable, Sequence
from functools import partial

from services.workflow.executions.journal import Journal
from services.workflow.executions.running import standing_of
from services.workflow.executions.store import SummaryStore
from services.workflow.rules.cap import Cap
from services.workflow.rules.slots import Slots
from shared.bus.port import Bus
from shared.contracts.bucket_keys import workflow_key
from shared.contracts.messages.workflow import WorkflowRule


def caps_of(
    rule: WorkflowRule, *, bus: Bus, store: SummaryStore, journal: Journal, monotonic: Callable[[], float]
) -> Sequence[Cap]:
    """Return a rule's own cap, and that of its queue where it names one."""

    def cap(kind: str, name: str, most: int, queue: str = "") -> Cap:
        slots = Slots(bus, begin=workflow_key(rule.collection, kind, name))
        return Cap(slots, most, partial(standing_of, store, journal), monotonic, queue)

    own = cap("slot", rule.rule, rule.running_max)
    return (own, cap("queue", rule.queue, rule.queue_max, rule.queue)) if rule.queue else (own,)


async def waits_for(caps: Sequence[Cap], execution: str) -> str:
    """Have an execution in a slot of each cap; return for what it waits, empty where it may begin.

    Raises:
        BusError, OutrunError: begin again.
    """
    for cap in caps:
        waits = await cap.take(execution)
        if waits:
            return waits
    return ""
