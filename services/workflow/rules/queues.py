"""The queue of a rule, by what it starts executions for."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from services.workflow.rules.described_queue import DescribedQueue, Descriptions
from services.workflow.rules.file_queues import FileQueue, GroupQueue
from services.workflow.rules.queue import Queue
from shared.contracts.messages.workflow import Each, WorkflowRule


def queue_of(
    rule: WorkflowRule, database: Path, descriptions: Descriptions, now: Callable[[], datetime]
) -> Queue:
    """Return the queue of a rule."""
    match rule.each:
        case Each.FILE:
            return FileQueue(database, rule)
        case Each.GROUP:
            return GroupQueue(database, rule)
        case Each.DESCRIPTION:
            return DescribedQueue(database, rule, descriptions, now)
