"""Settings of an archive."""

from pydantic import Field, SecretStr

from shared.access.public_dates import PublicDates
from shared.model.names import SiteName
from shared.roots.local_root import LocalRoot
from shared.service.config import ServiceConfig


class ArchiveConfig(ServiceConfig):
    """`SPICERACK_*` of an archive."""

    site: SiteName
    root: LocalRoot | None = None
    """Told to all services of a site alike; an archive does not need it."""
    receive_only: bool = False
    """As `root`."""
    database_url: SecretStr = SecretStr("")
    """A PostgreSQL database with PostGIS, e.g. `postgresql://user:password@host/archive`. Where it is empty
    the archive starts a server of its own, in its state directory."""
    database_replica_url: SecretStr = SecretStr("")
    """A streaming replica of it, which answers reads as long as it is not behind; none where it is empty."""
    database_connections: int = Field(default=8, ge=2, le=100)
    """To each database at a time: PostgreSQL takes 100 by default, from all who ask."""
    query_seconds: float = Field(default=10.0, gt=0, le=600)
    """That one statement may take: a person waits no longer, and no question may slow the others down."""
    followers: int = Field(default=64, ge=1, le=10_000)
    """Of events at a time: each takes one of the requests that are handled at once (256)."""
    wait_seconds: float = Field(default=15.0, ge=0, le=60)
    """That a caller may wait for a revision, or for what it posted."""
    calibration_types: str = ",".join(PublicDates().calibration_types)
    """Configuration types that are public at once, separated by commas."""
    public_proposals: str = ",".join(PublicDates().public_proposals)
    """Parts of names of proposals that are public at once."""
    private_proposals: str = ",".join(PublicDates().private_proposals)
    """Parts of names of proposals that are never public."""
    private_file_types: str = ",".join(PublicDates().private_files)
    """Parts of file names that are never public."""
    days_until_public: int = Field(default=PublicDates().days, ge=0, le=365_000)
    """For all other frames whose header names no date."""

    def public_dates(self) -> PublicDates:
        """Return the rules of public dates."""
        return PublicDates(
            calibration_types=_listed(self.calibration_types),
            public_proposals=_listed(self.public_proposals),
            private_proposals=_listed(self.private_proposals),
            private_files=_listed(self.private_file_types),
            days=self.days_until_public,
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())
