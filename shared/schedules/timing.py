"""Timings, as a person says them: a cron expression in a zone, a rate, or one time. Pure."""

from datetime import UTC
from typing import Final, Self

from pydantic import Field, model_validator

from shared.model.base import FrozenModel
from shared.model.numbers import Instant

EXPRESSION_MAX: Final = 200
"""Characters of a cron expression: five fields with long lists have less."""

ZONE_MAX: Final = 64
"""Characters of a zone's name; the longest of the tz database has half of them."""

RATE_MIN: Final = 0.2
"""Seconds: what is asked more often wants to be told, and not to ask."""

RATE_MAX: Final = 366 * 86_400.0

JITTER_MAX: Final = 86_400
"""Seconds: a day spreads whatever is due daily."""

CATCH_UP_MAX: Final = 100
"""Missed times that are made up, at most: each is an execution, and all come at once."""


class Timing(FrozenModel):
    """When something is due: exactly one of `cron`, `every_seconds` and `at` says it."""

    cron: str | None = Field(default=None, max_length=EXPRESSION_MAX)
    """Five fields: minute, hour, day of month, month, day of week; as Debian's cron understands them."""
    zone: str = Field(default="UTC", max_length=ZONE_MAX)
    """Whose clock `cron` is read by: a name of the tz database, as Europe/Berlin."""
    every_seconds: float | None = Field(default=None, ge=RATE_MIN, le=RATE_MAX)
    """From one time to the next, counted from when the schedule began."""
    at: Instant | None = None
    """The one time."""
    jitter_seconds: int = Field(default=0, ge=0, le=JITTER_MAX)
    """Each time is put off by up to so many seconds; all processes put it off alike."""
    catch_up: int = Field(default=1, ge=0, le=CATCH_UP_MAX)
    """Missed times that are made up, the newest of them; 0: none."""

    @model_validator(mode="after")
    def _says_one(self) -> Self:
        said = [one for one in (self.cron, self.every_seconds, self.at) if one is not None]
        if len(said) != 1:
            raise ValueError("say exactly one of cron, every_seconds and at")
        if self.at is not None and self.at.tzinfo is None:
            raise ValueError("at: say the time with its offset from UTC, as 2027-01-01T03:00:00Z")
        if self.zone != "UTC" and self.cron is None:
            raise ValueError("zone: it is that of cron, and there is none")
        return self

    @property
    def due(self) -> tuple[object, ...]:
        """The part that says when: two timings with the same one have the same times."""
        return (self.cron, self.zone, self.every_seconds, self.at)

    def words(self) -> str:
        """Return the timing in a line."""
        if self.cron is not None:
            return f"{self.cron} {self.zone}"
        if self.every_seconds is not None:
            return f"every {self.every_seconds:g} s"
        assert self.at is not None
        return f"once at {self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
