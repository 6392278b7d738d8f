"""The place of a file on the sky: of its telling part, else of all its images, else where it was pointed."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.describer.fits.footprint.footprint import footprint_of, square_around
from services.describer.fits.footprint.scales import NoSkyError
from services.describer.fits.headers import Part
from shared.contracts.messages.frames.frame_facts import Footprint
from shared.fits.frame.pointing import pointing_of
from shared.fits.frame.settings import FrameSettings


@dataclass(frozen=True, slots=True)
class Place:
    """A footprint, or why there is none."""

    footprint: Footprint | None
    reason: str = ""


def place_of(parts: Sequence[Part], telling: Part, settings: FrameSettings) -> Place:
    """Return what a file shows of the sky."""
    try:
        return Place(_by_system(parts, telling))
    except NoSkyError as error:
        pointing = pointing_of(telling.values, settings)
        if pointing is None:
            return Place(None, error.reason)
    try:
        return Place(square_around(pointing.ra, pointing.dec, pointing.radius))
    except NoSkyError as error:
        return Place(None, error.reason)


def _by_system(parts: Sequence[Part], telling: Part) -> Footprint:
    if telling.hdu.is_image:
        try:
            return footprint_of([(telling.header, telling.hdu.shape)])
        except NoSkyError:
            if all(part is telling or not part.hdu.is_image for part in parts):
                raise
    images = [(part.header, part.hdu.shape) for part in parts if part.hdu.is_image]
    if not images:
        raise NoSkyError("no-image")
    return footprint_of(images)
