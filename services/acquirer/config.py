"""Settings of an acquirer."""

from pathlib import Path

from pydantic import Field

from shared.service.site_config import SiteConfig


class AcquirerConfig(SiteConfig):
    """`SPICERACK_*` of an acquirer."""

    receive_only: bool = False
    """Whether the site publishes nothing: then nothing is fetched, either."""
    acquirer_file: Path | None = None
    """A TOML file with providers and feeds: see docs/guide/acquire.md. Others are saved over the API."""
    acquirer_secrets: Path | None = None
    """A directory: providers that are saved over the API may name files of it, and no others."""
    acquirer_saved_max: int = Field(default=1000, ge=1, le=100_000)
    """Providers, and feeds, that are saved over the API: each feed is looked at by a task of its own."""
    acquirer_threads: int = Field(default=128, ge=8, le=1024)
    """That fetch and publish: connections beyond so many in use wait for one."""
    acquirer_publish_at_once: int = Field(default=2, ge=1, le=32)
    """Publications at a time: one brings its bytes while another waits for the disk."""
    acquirer_publish_granules: int = Field(default=100, ge=1, le=1000)
    """Of one publication: those that wait at one moment share it."""
    acquirer_publish_files: int = Field(default=1000, ge=1, le=10_000)
    """Of one publication with more than one granule: the last of them waits for all the others."""
    acquirer_publish_bytes: int = Field(default=256 * 1024**2, ge=1, le=1024**4)
    """Of one publication with more than one granule."""
    acquirer_tries: int = Field(default=6, ge=1, le=1000)
    """Of one granule, before it waits for a person or for other bytes. A provider that is away costs none."""
    acquirer_lease_seconds: float = Field(default=30.0, ge=1, le=300)
    """After which another acquirer of the collection asks the providers that a dead one asked."""
    acquirer_retry_seconds: float = Field(default=30.0, gt=0, le=86_400)
    """Before the second try; each more doubles it, up to an hour."""
