"""Settings of a transfer worker."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from services.transfer.pace.timetable import parse_timetable
from services.transfer.pace.window import LEAST, MOST
from shared.service.site_config import SiteConfig

RECENT_BYTES = 4 * 1024**3
RECENT_SECONDS = 30 * 86400.0
"""What a new site's store of recent contents may hold: a few weeks of files that change every day."""

PARTS_MAX = 64
"""32 MiB in memory for each pack under way."""


def checked_timetable(text: str) -> str:
    """Return the text of a timetable that can be read. Raises ValueError."""
    parse_timetable(text)
    return text


TimetableText = Annotated[str, AfterValidator(checked_timetable)]


class TransferConfig(SiteConfig):
    """`SPICERACK_*` of a transfer worker."""

    receive_only: bool = False
    """Told to managers and workers alike; a worker does not need it."""
    jobs_at_once: int = Field(default=2, ge=1, le=16)
    reserve_bytes: int = Field(default=64 * 1024**2, ge=0)
    """Left free on the file system."""
    trash_seconds: float = Field(default=30 * 86400.0, ge=0)
    """How long what was replaced or deleted is kept."""
    trash_bytes: int = Field(default=100 * 1024**3, ge=0)
    """How much of it is kept."""
    recent_bytes: int = Field(default=RECENT_BYTES, ge=0)
    """How much is kept of what files that change held, as bases of deltas; 0 keeps nothing. At a store, where
    each copy is a download, nothing unless this is set."""
    recent_seconds: float = Field(default=RECENT_SECONDS, ge=0)
    """How long such a copy is kept after it was last needed."""
    reads_at_once: int = Field(default=8, ge=1, le=64)
    """Contents that are sent to gateways of other sites at the same time; who asks beyond is told to wait."""
    read_patience_seconds: float = Field(default=15.0, gt=0)
    """How long a reading waits for a word of its asker, who gives one every few seconds."""
    send_rate: TimetableText = ""
    """Bytes a second of packs and signatures that a worker sends at most, by the time of the day in UTC, such
    as `20M, 08:00-18:00=2M`; empty: no bound. What gateways of other sites read is not held back."""
    fetch_rate: TimetableText = ""
    """The same of what it fetches."""
    parts_least: int = Field(default=LEAST, ge=1, le=PARTS_MAX)
    """Parts of a pack, half a MiB each, that are on their way at a time at least, on however slow a line."""
    parts_most: int = Field(default=MOST, ge=1, le=PARTS_MAX)
    """The same at most: their bytes are in memory."""
    patience_seconds: float = Field(default=300.0, gt=0)
    """How long a builder waits for room in a full store of packs."""

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        if self.parts_least > self.parts_most:
            raise ValueError("parts_least is more than parts_most: say at most as much")
        return self

    @property
    def kept_bytes(self) -> int:
        """How much is kept as bases of deltas."""
        return self.recent_bytes if "recent_bytes" in self.model_fields_set or not self.root_url else 0
