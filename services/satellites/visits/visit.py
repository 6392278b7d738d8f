"""One visit as it is announced. Pure."""

from dataclasses import dataclass

from services.satellites.propagate import Exposure

ID_END = 2**63
"""Ids of visits and sources are 64-bit numbers, never put through a float."""

SECONDS_A_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class VisitKey:
    """A visit is one of its number and of its kind: current and historical ones of a number are two."""

    visit_id: int
    historical: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Visit:
    """One exposure. Times are modified Julian dates in TAI, directions ICRS degrees; `repr` shows nothing."""

    visit_id: int
    exposure_start_mjd_tai: float
    exposure_end_mjd_tai: float
    boresight_ra_deg: float
    boresight_dec_deg: float
    historical: bool = False

    def __repr__(self) -> str:
        """Show nothing: pointings are not public before their release."""
        return "Visit(...)"

    @property
    def key(self) -> VisitKey:
        """Return by what it is known."""
        return VisitKey(self.visit_id, self.historical)

    @property
    def seconds(self) -> float:
        """Return the length of the exposure."""
        return (self.exposure_end_mjd_tai - self.exposure_start_mjd_tai) * SECONDS_A_DAY

    @property
    def middle_mjd_tai(self) -> float:
        """Return the middle of the exposure."""
        return (self.exposure_start_mjd_tai + self.exposure_end_mjd_tai) / 2.0

    def exposure(self, field_radius_deg: float) -> Exposure:
        """Return what the geometry is asked about."""
        return Exposure(
            begin_tai_mjd=self.exposure_start_mjd_tai,
            end_tai_mjd=self.exposure_end_mjd_tai,
            ra_deg=self.boresight_ra_deg % 360.0,
            dec_deg=self.boresight_dec_deg,
            field_radius_deg=field_radius_deg,
        )
