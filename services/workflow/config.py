"""Settings of the workflow service."""

from pydantic import Field

from services.workflow.rules.pending import GENERATIONS_MAX
from shared.contracts.messages.workflow import DEFINITION_BYTES_MAX
from shared.model.names import SiteName
from shared.roots.local_root import LocalRoot
from shared.service.config import ServiceConfig
from shared.states.limits import Limits


class WorkflowConfig(ServiceConfig):
    """`SPICERACK_*` of the workflow service."""

    site: SiteName
    root: LocalRoot | None = None
    """Told to all services of a site alike; this one does not need it."""
    receive_only: bool = False
    """As `root`."""
    workflow_at_once: int = Field(default=32, ge=1, le=1000)
    """Executions that are carried on at a time: each waits for the bus most of it."""
    workflow_loaded: int = Field(default=5_000, ge=1)
    """Executions kept in memory between two facts; others are read again from their logs."""
    workflow_lease_seconds: float = Field(default=10.0, ge=1, le=300)
    """After which another process goes on with what a dead one left."""

    workflow_queue_seconds: float = Field(default=7 * 86400.0, ge=1)
    """A step that no runner takes up for so long fails; a site may be away for days."""
    workflow_generations: int = Field(default=GENERATIONS_MAX, ge=0, le=1000)
    """Executions in a row of which each made the file that started the next; one more ends at once."""
    workflow_evaluation_bytes: int = Field(default=512 * 1024**2, ge=128 * 1024**2)
    """Address space of the process that evaluates JSONata: an expression can build a text that fills any."""

    def limits(self) -> Limits:
        """Return the bounds of definitions and executions."""
        return Limits(definition_bytes=DEFINITION_BYTES_MAX)
