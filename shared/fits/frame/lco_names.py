"""File names as Las Cumbres Observatory gives them, e.g. `cpt1m010-kb70-20150420-0001-e00.fits.fz`.

They tell what a header may lack: site and telescope, camera, night, number, type and reduction level.
"""

import re

_TYPES = {
    "b": "BIAS",
    "d": "DARK",
    "f": "SKYFLAT",
    "g": "GUIDE",
    "s": "STANDARD",
    "w": "LAMPFLAT",
    "x": "EXPERIMENTAL",
}
"""By the first letter of the fifth part."""

_SPECTROGRAPH = "en"
"""In the name of a camera behind a slit (FLOYDS)."""

_FIBRES = "igl"
"""In the names of enclosures and telescopes that feed the fibre spectrographs (NRES)."""

PARTS = 5
"""Of a name that tells a level: site and telescope, camera, night, number, type and level."""

_LEVEL = re.compile(r"\d\d$", re.ASCII)

CATALOGUE = "_cat"
PACKED_LEVEL = 90
"""Of a packed archive."""


def basename(path: str) -> str:
    """Return a file name up to its first dot: the identity of a frame."""
    return path.rpartition("/")[2].partition(".")[0]


def is_catalogue(path: str) -> bool:
    """Tell whether a name is that of the catalogue of another frame."""
    return CATALOGUE in basename(path)


def catalogued(path: str) -> str:
    """Return the frame whose catalogue a file is by its name."""
    return basename(path).replace(CATALOGUE, "")


def feeds_fibres(enclosure: str, telescope: str) -> bool:
    """Tell whether a frame is of a fibre spectrograph."""
    return _FIBRES in enclosure or _FIBRES in telescope


def configuration_type(path: str, *, fibres: bool) -> str:
    """Return the type that a name tells; '' where it tells none."""
    if is_catalogue(path):
        return "CATALOG"
    return _by_parts(path, fibres=fibres)


def _by_parts(path: str, *, fibres: bool) -> str:
    first, camera, _, number, kind, *_ = [*basename(path).split("-"), "", "", "", "", ""]
    if first in ("trace", "arc"):
        return first.upper()
    if number in ("bias", "bpm"):
        return number.upper()
    match kind[:1]:
        case "e" if fibres:
            return "TARGET"
        case "e":
            return "SPECTRUM" if _SPECTROGRAPH in camera else "EXPOSE"
        case "a":
            return "DOUBLE" if fibres else "ARC"
        case letter:
            return _TYPES.get(letter, "")


def reduction_level(path: str) -> int:
    """Return the level that a name tells, 0 (raw) where it tells none."""
    if path.lower().endswith(".tar.gz"):
        return PACKED_LEVEL
    name = catalogued(path)
    match = _LEVEL.search(name) if name.count("-") >= PARTS - 1 else None
    return int(match[0]) if match else 0
