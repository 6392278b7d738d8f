"""The choice of the part of a file that tells its frame, and of what of its header is kept."""

from collections.abc import Sequence

from shared.fits.frame.settings import FrameSettings
from shared.fits.frame.values import Headers
from shared.fits.structure.hdu import Hdu


def telling_part(headers: Sequence[Headers], hdus: Sequence[Hdu], settings: FrameSettings) -> int:
    """Return the number of the part: the first with all required keywords, or an image, or the first.

    Args:
        headers: of each part that was read, in order; at least one.
        hdus: the parts themselves.
        settings: the configuration.
    """
    for number, each in enumerate(headers):
        if not missing(each, settings):
            return number
    return next((hdu.number for hdu in hdus[: len(headers)] if hdu.is_image), 0)


def missing(headers: Headers, settings: FrameSettings) -> tuple[str, ...]:
    """Return the required keywords that a header lacks."""
    return tuple(keyword for keyword in settings.required_headers if keyword not in headers)


def kept(headers: Headers, settings: FrameSettings) -> Headers:
    """Return a header without keywords that are not kept."""
    left_out = {"", *settings.header_blacklist}
    return {keyword: value for keyword, value in headers.items() if keyword not in left_out}
