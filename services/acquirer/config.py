"""Settings of an acquirer."""

from pathlib import Path

from pydantic import Field

from shared.service.site_config import SiteConfig


class AcquirerConfig(SiteConfig):
    """`SPICERACK_*` of an acquirer."""

    receive_only: bool = False
    """Whether the site publishes nothing: then nothing is fetched, either."""
    acquirer_file: Path
    """A TOML file with the providers and their feeds: see docs/guide/acquire.md."""
    acquirer_tries: int = Field(default=6, ge=1, le=1000)
    """Of one granule, before it waits for a person or for other bytes. A provider that is away costs none."""
    acquirer_lease_seconds: float = Field(default=30.0, ge=1, le=300)
    """After which another acquirer of the collection asks the providers that a dead one asked."""
    acquirer_retry_seconds: float = Field(default=30.0, gt=0, le=86_400)
    """Before the second try; each more doubles it, up to an hour."""
