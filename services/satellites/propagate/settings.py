"""The settings of the geometry, each with its reason."""

from pydantic import Field

from shared.model.base import FrozenModel

CONFIDENCE = 0.95
"""Of the margins, where none is set."""


class GeometrySettings(FrozenModel, extra="forbid"):
    """The bounds and widths of the geometry."""

    confidence: float = Field(default=CONFIDENCE, ge=0.5, le=0.99)
    """The share of real objects that the margin of their element set's age must cover."""
    step_seconds: float = Field(default=1.0, gt=0.0, le=1.0)
    """The longest time between two samples of a track: at 1 s its arcs are within 0.23 arcseconds."""
    trail_half_width_arcsec: float = Field(default=12.0, ge=0.0, le=3600.0)
    """What the image makes of a point: seeing, defocus of a near object, refraction (2 arcseconds)."""
    clock_error_seconds: float = Field(default=0.01, ge=0.0, le=10.0)
    """The error of the exposure's times; a satellite moves 2 arcseconds in a millisecond."""
    longest_exposure_seconds: float = Field(default=1200.0, gt=0.0, le=3600.0)
    """Longer exposures are refused: their work would not be bounded."""
    largest_field_radius_deg: float = Field(default=5.0, gt=0.0, le=20.0)
    """Wider fields are refused: their work would not be bounded."""
    largest_box_radius_deg: float = Field(default=0.5, gt=0.0, le=5.0)
    """A box with a corner further from its middle is no source, and is never allowed."""
    largest_along_seconds: float = Field(default=300.0, gt=0.0, le=3600.0)
    """An object that may be earlier or later than this is taken to be anywhere on its orbit."""
    decayed_after_days: float = Field(default=3.0, ge=0.0)
    """An object that SGP4 sees inside the Earth has decayed if its set is older than this."""
    unusable_limit: int = Field(default=0, ge=0)
    """More records than this without a possible orbit, and the catalogue is refused."""
    furthest_epoch_days: float = Field(default=60.0, gt=0.0)
    """A set whose epoch is further away tells no place: its object may be anywhere on its orbit."""
