"""Everything that the routes and tasks of the workflow service share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from services.workflow.definitions.book import DefinitionBook
from services.workflow.executions.engine import Engine
from services.workflow.executions.journal import Journal
from services.workflow.executions.steps import Steps
from services.workflow.executions.store import SummaryStore
from services.workflow.rules.dispatch import Dispatch
from services.workflow.schedules.dispatch import Figures, ScheduleDispatch
from services.workflow.share.dispatcher import Dispatcher
from shared.bus.port import Bus
from shared.catalog.follow.followed_log import FollowedLog
from shared.contracts.messages.workflow import WorkflowRule, WorkflowSchedule
from shared.contracts.topology import Topology
from shared.observability.clock import Clock
from shared.states.expressions.engine import Engine as Evaluator
from shared.states.limits import Limits

SERVICE = "workflow"
"""As `spicerack serve` names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowContext:
    """One collection, for one process; wired in `app`."""

    bus: Bus
    topology: Topology
    collection: str
    site: str
    limits: Limits
    followed: FollowedLog
    book: DefinitionBook
    journal: Journal
    store: SummaryStore
    steps: Steps
    engine: Engine
    dispatcher: Dispatcher[WorkflowRule, Dispatch]
    """Of rules."""
    schedules: Dispatcher[WorkflowSchedule, ScheduleDispatch]
    schedule_figures: Figures
    evaluator: Evaluator
    """Of JSONata."""
    clock: Clock
    new_id: Callable[[], str]
    """Makes ids of executions."""
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    """Set at each record that is heard; whoever waits for one clears it first."""
