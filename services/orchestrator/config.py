"""Settings of an orchestrator."""

from pydantic import Field

from services.orchestrator.match.ranges import RANGE_BYTES, RANGE_BYTES_MAX, TURN_BYTES
from services.orchestrator.upkeep.checkpoints import CHECKPOINT_COMMITS
from shared.service.config import ServiceConfig


class OrchestratorConfig(ServiceConfig):
    """`SPICERACK_*` of an orchestrator. It serves every collection that has a site."""

    pack_bytes: int = Field(default=256 * 1024**2, gt=0)
    """Contents that a site is brought at a time, uncompressed; a larger file travels alone."""
    packs_at_once: int = Field(default=16, ge=1, le=64)
    """Packs that these are divided into at most, so that several workers of a site have work; 1: never."""
    share_bytes: int = Field(default=8 * 1024**2, ge=1)
    """What one such pack brings at least: less is not divided."""
    range_bytes: int = Field(default=RANGE_BYTES, ge=1, le=RANGE_BYTES_MAX)
    """A file eight times as large, of which no difference can be made, travels in ranges of so many bytes."""
    turn_bytes: int = Field(default=TURN_BYTES, ge=1, le=RANGE_BYTES_MAX)
    """What a site is brought of such a file before what else waits there gets its turn; a range at least."""
    lease_seconds: float = Field(default=10.0, gt=0)
    """After which another orchestrator may take over the collections of one that is gone."""
    silence_seconds: float = Field(default=600.0, gt=0)
    """After which a pack whose workers do not report is given up."""
    checkpoint_commits: int = Field(default=CHECKPOINT_COMMITS, ge=1)
    """Commits between two checkpoints of a collection's log, at which new readers begin."""
