"""Settings of a runner."""

from pathlib import Path

from pydantic import Field

from shared.service.site_config import SiteConfig


class RunnerConfig(SiteConfig):
    """`SPICERACK_*` of a runner."""

    receive_only: bool = False
    """Whether steps may not publish: the site accepts nothing of its own."""
    runner_at_once: int = Field(default=4, ge=1, le=256)
    """Steps at a time of each of the two queues: the site's own, and the one of all sites."""
    runner_file: Path | None = None
    """A TOML file with the commands and addresses that steps may use: see docs/workflows.md."""
