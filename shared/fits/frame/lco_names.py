"""File names as Las Cumbres Observatory gives them, e.g. `cpt1m010-kb70-20150420-0001-e00.fits.fz`.

They tell what a header may lack: site and telescope, camera, night, number, type and reduction level.
"""

import re

_TYPES = {
    "b": ("BIAS",),
    "d": ("DARK",),
    "f": ("SKYFLAT",),
    "g": ("GUIDE",),
    "s": ("STANDARD",),
    "w": ("LAMPFLAT",),
    "x": ("EXPERIMENTAL",),
    "e": ("EXPOSE", "SPECTRUM", "TARGET"),
    "a": ("ARC", "DOUBLE"),
}
"""By the first letter of the fifth part."""

_LEVEL = re.compile(r"\d\d$")

CATALOGUE = "_cat"
PACKED_LEVEL = 90
"""Of a packed archive whose name tells no level."""


def basename(path: str) -> str:
    """Return a file name up to its first dot: the identity of a frame."""
    return path.rpartition("/")[2].partition(".")[0]


def is_catalogue(path: str) -> bool:
    """Tell whether a name is that of the catalogue of another frame."""
    return CATALOGUE in basename(path)


def catalogued(path: str) -> str:
    """Return the frame whose catalogue a file is by its name."""
    return basename(path).replace(CATALOGUE, "")


def configuration_type(path: str) -> str:
    """Return the type that a name tells; '' where it tells none."""
    name = basename(path).lower()
    parts = name.split("-")
    if is_catalogue(path):
        return "CATALOG"
    if name.startswith(("trace", "arc")):
        return "LAMPFLAT" if name.startswith("trace") else "ARC"
    if len(parts) > 3 and parts[3] in ("bias", "bpm"):
        return parts[3].upper()
    letter = parts[4][:1] if len(parts) > 4 else ""
    return _TYPES.get(letter, ("",))[0]


def reduction_level(path: str) -> int:
    """Return the level that a name tells, 0 (raw) where it tells none."""
    match = _LEVEL.search(basename(path)) if basename(path).count("-") >= 4 else None
    if match:
        return int(match[0])
    return PACKED_LEVEL if path.lower().endswith(".tar.gz") else 0
