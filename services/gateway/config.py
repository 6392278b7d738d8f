"""Settings of a gateway."""

from pydantic import Field

from shared.model.names import SiteName
from shared.roots.local_root import LocalRoot
from shared.service.config import ServiceConfig

MIB = 1024 * 1024


class GatewayConfig(ServiceConfig):
    """`SPICERACK_*` of a gateway."""

    site: SiteName
    root: LocalRoot
    """The directory that holds the collection at this site."""
    open_files: int = Field(default=256, ge=1, le=100_000)
    """Contents kept open between requests: half of the open files that a process may have by default, and
    as many for connections."""
    verify_first_bytes: int = Field(default=64 * MIB, ge=0)
    """Contents up to this size are read and hashed before they are first told, in a fraction of a second. A
    larger one whose size and time are the log's is told at once, and hashed beside."""
