"""Settings of a describer."""

from pathlib import Path

from pydantic import Field

from services.describer.decide.outcome import SECONDS_MIN
from shared.model.names import SiteName
from shared.roots.local_root import LocalRoot
from shared.service.config import ServiceConfig


class DescriberConfig(ServiceConfig):
    """`SPICERACK_*` of a describer."""

    site: SiteName
    root: LocalRoot
    """The directory that holds the collection at this site. It is only read: mount it so."""
    receive_only: bool = False
    """Told to all services of a site alike; a describer does not need it."""
    describe_at_once: int = Field(default=1, ge=1, le=16)
    """Worker processes: each looks at one content at a time."""
    describe_grace_seconds: float = Field(default=30.0, gt=0)
    """How long the author's site, and each describer before this one, is given for a content."""
    describe_seconds: float = Field(default=SECONDS_MIN, gt=0)
    """How long one content may take, besides a second for each 10 MiB."""
    describe_memory_bytes: int = Field(default=2 * 1024**3, ge=256 * 1024**2)
    """Address space of one worker process; libraries of describers map more than they use."""
    describe_file: Path | None = None
    """A TOML file with a table for each describer that is set by one, e.g. `[fits]`: see docs/fits.md."""
    describe_contents: int = Field(default=1000, ge=1)
    """Contents after which a worker process makes way for a new one."""
