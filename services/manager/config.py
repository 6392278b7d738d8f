"""Settings of a manager."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from services.manager.surroundings import VERIFY_BYTES_PER_SECOND
from shared.contracts.messages.batch import BATCH_BYTES_MAX
from shared.heads.quarantine import DEFAULT, parse_policy
from shared.service.site_config import SiteConfig

DAY = 86400.0
"""Seconds."""


def checked_policy(text: str) -> str:
    """Return the text of a policy that names rules alone. Raises ValueError."""
    parse_policy(text)
    return text


class ManagerConfig(SiteConfig):
    """`SPICERACK_*` of a manager."""

    receive_only: bool = False
    """Whether this site never writes back."""
    send_only: bool = False
    """Whether nothing is placed at this site: it publishes its own changes alone."""
    settle_seconds: float = Field(default=1.0, gt=0)
    unfinished_seconds: float = Field(default=300.0, ge=0)
    """How long a file waits that a program has open for writing, or that is a kernel without its last bytes;
    then it is published as it stands. 0 waits for none."""
    quarantine: Annotated[str, AfterValidator(checked_policy)] = DEFAULT
    """Rules by which files that look broken are not published, with commas between them, or `none`."""
    grace_seconds: float = Field(default=1.0, ge=0)
    scan_seconds: float = Field(default=3600.0, gt=0)
    """Between looks at the whole root although it is watched."""
    poll_seconds: float = Field(default=60.0, gt=0)
    """Between looks at the whole root where it cannot be watched."""
    batch_bytes: int = Field(default=BATCH_BYTES_MAX, gt=0, le=8 * 1024 * 1024)
    """Characters of the changes of one batch; a look that saw more becomes several batches and revisions."""
    brake_fraction: float = Field(default=0.25, gt=0, le=1)
    """Of the files, deleted or cut in one window, over which the site is held."""
    brake_rewritten_fraction: float = Field(default=0.8, gt=0, le=1)
    """As above, of those rewritten as well. A file that only grew counts for neither."""
    brake_files: int = Field(default=50, ge=1)
    brake_window_seconds: float = Field(default=600.0, ge=0)
    """Losses of looks within this window are judged together."""
    verify_bytes_per_second: int = Field(default=VERIFY_BYTES_PER_SECOND, ge=1024)
    """Bytes a second that `spicerack verify` has a site read at most."""
    scrub_days: float = Field(default=30.0, ge=0, le=3650)
    """In which the site reads all its files once more by itself, a little at a time, to find what rotted; 0:
    never. At a store, where every byte read is paid for, never unless this is set."""

    @model_validator(mode="after")
    def _goes_one_way_at_most(self) -> Self:
        if self.receive_only and self.send_only:
            raise ValueError("receive_only and send_only are both set: such a site does nothing")
        return self

    @property
    def scrub_seconds(self) -> float:
        """In which all files are read once more; 0: never."""
        is_said = "scrub_days" in self.model_fields_set
        return self.scrub_days * DAY if is_said or not self.root_url else 0.0
