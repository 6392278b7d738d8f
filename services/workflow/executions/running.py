"""The answer to one question: whether an execution runs, as far as this process can tell."""

from services.workflow.executions.journal import Journal
from services.workflow.executions.store import SummaryStore
from services.workflow.executions.summary import RUNNING


async def may_run(store: SummaryStore, journal: Journal, execution: str) -> bool:
    """Tell whether an execution may run: it runs, or has begun and was not heard of yet. Raises BusError.

    One that is forgotten with its log does not; nor does one that was never begun.
    """
    known = store.get(execution)
    return known.status == RUNNING if known is not None else await journal.is_begun("*", execution)
