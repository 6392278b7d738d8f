"""Settings of the SPICE service."""

from pydantic import Field

from services.spice.geometry.settings import GeometryConfig
from shared.model.names import SiteName
from shared.roots.local_root import LocalRoot


class SpiceConfig(GeometryConfig):
    """`SPICERACK_*` of the SPICE service."""

    site: SiteName
    root: LocalRoot
    """The directory that holds the collection at this site. It is only read: mount it so."""
    receive_only: bool = False
    """Told to all services of a site alike; this one does not need it."""
    wait_seconds: float = Field(default=10.0, ge=0, le=60)
    """The longest that a question waits for a revision that it names."""
