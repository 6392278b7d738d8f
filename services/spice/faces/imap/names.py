"""Types of IMAP's kernels, by their names, as its own client reads them. Pure."""

import re
from dataclasses import dataclass

_DAYS = r"\d{4}_\d{3}_\d{4}_\d{3}"
_ORBIT = r"(?:od\d{3}_)?\d{8}_\d{8}(?:_v(?P<version>\d+))?\.bsp"

_PATTERNS = {
    "attitude_history": rf"imap_{_DAYS}_(?P<version>\d+)\.ah\.bc",
    "attitude_predict": rf"imap_{_DAYS}_(?P<version>\d+)\.ap\.bc",
    "pointing_attitude": rf"imap_dps_{_DAYS}_(?P<version>\d+)\.ah\.bc",
    "ephemeris_reconstructed": rf"imap_recon_{_ORBIT}",
    "ephemeris_nominal": rf"imap_nom_{_ORBIT}",
    "ephemeris_predicted": rf"imap_pred_{_ORBIT}",
    "ephemeris_90days": rf"imap_90days_{_ORBIT}",
    "ephemeris_long": rf"imap_long_{_ORBIT}",
    "ephemeris_launch": rf"imap_launch_{_ORBIT}",
    "planetary_ephemeris": r"de(?P<version>\d+)\.bsp",
    "lagrange_point": r"l1_de(?P<version>\d+)\.bsp",
    "planetary_constants": r"pck(?P<version>\d+)\.tpc",
    "leapseconds": r"naif(?P<version>\d+)\.tls",
    "spacecraft_clock": r"imap_sclk_(?P<version>\d+)\.tsc",
    "imap_frames": r"imap_(?P<version>\d+)\.tf",
    "science_frames": r"imap_science_(?P<version>\d+)\.tf",
    "metakernel": (
        r"imap_sdc_metakernel_\d{4}_v(?P<version>\d{3})\.tm"
        r"|imap_\d{4}_\d{3}_a(?P<attitude>\d{2})\.spice\.mk"
        r"|imap_\d{4}_\d{3}_e(?P<ephemeris>\d{2})\.mk"
    ),
    "earth_attitude": r"earth_\d{6}_\d{6}_(?P<version>\d{6})\.bpc",
}

PATTERNS = {kind: re.compile(pattern, re.IGNORECASE | re.ASCII) for kind, pattern in _PATTERNS.items()}
"""Those of kernels; IMAP's tables of spins, repointings and thrusters are files, and none of SPICE."""

TYPES = tuple(PATTERNS)


@dataclass(frozen=True, slots=True)
class ImapName:
    """A name, read."""

    kind: str
    version: str
    """Its digits; empty where it has none."""


def imap_name(file: str) -> ImapName | None:
    """Return the type and version of a file's name; None where it is none of IMAP's."""
    for kind, pattern in PATTERNS.items():
        if found := pattern.fullmatch(file):
            return ImapName(kind, next((one for one in found.groups() if one is not None), ""))
    return None
