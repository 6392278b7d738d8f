"""The answer to one question: whether an execution runs, as far as this process can tell."""

from enum import Enum

from services.workflow.executions.journal import Journal
from services.workflow.executions.store import SummaryStore
from services.workflow.executions.summary import RUNNING


class Standing(Enum):
    """How an execution stands, as far as a process can tell."""

    MAY_RUN = "may-run"
    """It runs, or has begun and was not heard of yet."""
    ENDED = "ended"
    NONE = "none"
    """It was never begun, or is forgotten with its log."""


async def standing_of(store: SummaryStore, journal: Journal, execution: str) -> Standing:
    """Return how an execution stands. Raises BusError."""
    known = store.get(execution)
    if known is not None:
        return Standing.MAY_RUN if known.status == RUNNING else Standing.ENDED
    return Standing.MAY_RUN if await journal.is_begun("*", execution) else Standing.NONE


async def may_run(store: SummaryStore, journal: Journal, execution: str) -> bool:
    """Tell whether an execution may run. Raises BusError."""
    return await standing_of(store, journal, execution) is Standing.MAY_RUN
