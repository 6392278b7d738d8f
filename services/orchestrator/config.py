"""Settings of an orchestrator."""

from pydantic import Field

from services.orchestrator.upkeep.checkpoints import CHECKPOINT_COMMITS
from shared.service.config import ServiceConfig


class OrchestratorConfig(ServiceConfig):
    """`SPICERACK_*` of an orchestrator. It serves every collection that has a site."""

    pack_bytes: int = Field(default=256 * 1024**2, gt=0)
    """Contents of one pack, uncompressed; a larger file travels alone."""
    lease_seconds: float = Field(default=10.0, gt=0)
    """After which another orchestrator may take over the collections of one that is gone."""
    silence_seconds: float = Field(default=600.0, gt=0)
    """After which a pack whose workers do not report is given up."""
    checkpoint_commits: int = Field(default=CHECKPOINT_COMMITS, ge=1)
    """Commits between two checkpoints of a collection's log, at which new readers begin."""
