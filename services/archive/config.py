"""Settings of an archive."""

from pathlib import Path

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
    hooks_file: Path | None = None
    """A TOML file with the receivers that are told of frames: see docs/archive.md."""
    followers: int = Field(default=64, ge=1, le=10_000)
    """Of events at a time: each takes one of the requests that are handled at once (256)."""
    wait_seconds: float = Field(default=15.0, ge=0, le=60)
    """That a caller may wait for a revision, or for what it posted."""
    vo_authority: str = Field(default="spicerack.invalid", pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{2,100}$")
    """What identifiers of frames begin with in the virtual observatory, `ivo://AUTHORITY/COLLECTION?NAME`: a
    name that the observatory owns, once it publishes any."""
    terms_url: str = Field(default="", pattern=r"^(https?://[^\s\"<>]{1,500})?$")
    """Terms of service that pages for people lead to: OCS' TERMS_OF_SERVICE_URL."""
    documentation_url: str = Field(default="", pattern=r"^(https?://[^\s\"<>]{1,500})?$")
    """Documentation of the observatory that they lead to: OCS' DOCUMENTATION_URL."""
    title: str = Field(default="", max_length=100)
    """Of the pages; `Archive of COLLECTION` where it is empty: OCS' NAVBAR_TITLE_TEXT."""
    tell_hidden: bool = False
    """Whether our own list says how many frames it left out as proprietary, for questions of time and place
    alone: of an observatory whose schedule is public. Otherwise what is hidden does not exist."""
    export_frames: int = Field(default=1_000_000, ge=1, le=100_000_000)
    """Of one stream of frames: minutes of a database's time."""
    link_hours: int = Field(default=48, ge=1, le=24 * 90)
    """That the addresses of files in OCS' lists are good at least: OCS signs them for as long."""
    work_processes: int = Field(default=1, ge=1, le=32)
    """That make pictures, cut-outs and unpacked files, each of one frame at a time."""
    work_memory_bytes: int = Field(default=3 * 1024**3, ge=512 * 1024**2)
    """Address space of each: a frame of `work_file_bytes`, unpacked, and what is made of it."""
    work_file_bytes: int = Field(default=512 * 1024**2, ge=2880)
    """Of a frame of which something is made."""
    work_seconds: float = Field(default=60.0, gt=0, le=600)
    """For one frame."""
    thumbnail_bytes: int = Field(default=1024**3, ge=1024**2)
    """Of all pictures that are kept: some 50 000 small ones."""
    posted_thumbnail_bytes: int = Field(default=4 * 1024**2, ge=1024, le=64 * 1024**2)
    """Of one picture that an ingester posted, which is held in memory; of larger ones the archive's own is
    told."""
    zip_files: int = Field(default=10_000, ge=1, le=100_000)
    """Of one zip."""
    zip_bytes: int = Field(default=200 * 1024**3, ge=1)
    """Of one zip: a night of a large camera."""
    zip_unpacked_files: int = Field(default=10, ge=1, le=1000)
    """Of one zip whose files are unpacked: OCS' own bound, since each takes a processor's seconds."""
    zip_base: str = Field(default="ocs_archive_data", pattern=r"^[A-Za-z0-9._-]{1,80}$")
    """What names of zips begin with: OCS' ZIP_DOWNLOAD_FILENAME_BASE."""
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
