"""Room for executions that a person begins for those of a rule: its caps hold for them, too."""

import asyncio

from services.workflow.context import WorkflowContext
from services.workflow.executions.journal import OutrunError
from services.workflow.executions.summary import Summary
from services.workflow.rules.caps import caps_of, waits_for
from shared.bus.port import BusError
from shared.web.problem import BusyError, RefusedError


async def demand_room(context: WorkflowContext, known: Summary, execution: str) -> None:
    """Have an execution in the slots of the rule that started another one, which it goes on for.

    Raises:
        RefusedError: somebody has gone on for it already, or the rule's caps are full.
        BusyError: ask again.
    """
    if known.continued_by:
        raise RefusedError(
            f"execution {known.execution} was gone on with as {known.continued_by}: act on that one"
        )
    rule = context.book.rule(known.rule) if known.rule else None
    if rule is None:
        return
    caps = caps_of(
        rule,
        bus=context.bus,
        store=context.store,
        journal=context.journal,
        monotonic=asyncio.get_running_loop().time,
    )
    try:
        await caps[0].slots.look()
        waits = await waits_for(caps, execution)
    except (OutrunError, BusError) as error:
        raise BusyError(
            f"slots of rule {rule.rule} cannot be had in this instant, ask again: {error}"
        ) from error
    if waits:
        raise RefusedError(f"it waits for {waits}: ask again when one of them has ended")
