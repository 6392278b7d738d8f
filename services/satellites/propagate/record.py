"""One mean element set, as an OMM gives it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRecord:
    """One mean element set in the units of a CCSDS OMM (502.0-B) with the SGP4 theory.

    The record checks nothing: `ElementSets.from_records` marks what SGP4 cannot take as unusable, so that one
    bad record never hides the others. No field is shown by `repr`, since element sets must reach no log.
    """

    catalog_number: int = field(repr=False)
    """NORAD_CAT_ID, up to nine digits."""
    epoch: datetime = field(repr=False)
    """EPOCH, UTC. A naive value is read as UTC."""
    mean_motion: float = field(repr=False)
    """MEAN_MOTION, revolutions a day (Kozai)."""
    eccentricity: float = field(repr=False)
    inclination: float = field(repr=False)
    """INCLINATION, degrees, TEME."""
    ra_of_ascending_node: float = field(repr=False)
    """RA_OF_ASC_NODE, degrees, TEME."""
    argument_of_pericenter: float = field(repr=False)
    """ARG_OF_PERICENTER, degrees."""
    mean_anomaly: float = field(repr=False)
    """MEAN_ANOMALY, degrees."""
    bstar: float = field(repr=False)
    """BSTAR, 1/Earth radii."""
    mean_motion_dot: float = field(default=0.0, repr=False)
    """MEAN_MOTION_DOT, revolutions/day^2, halved as in a TLE. SGP4 does not use it."""
    mean_motion_ddot: float = field(default=0.0, repr=False)
    """MEAN_MOTION_DDOT, revolutions/day^3, divided by six as in a TLE. SGP4 does not use it."""
    ephemeris_type: int = field(default=0, repr=False)
    """EPHEMERIS_TYPE: 0 or 2 are for SGP4; 4 is SGP4-XP, which must not go through SGP4."""
    source: str = field(default="", repr=False)
    """The name of the provider that gave this set."""
