"""The mission of a kernel, by its name, else by the folder that archives keep it in."""

import re
from types import MappingProxyType

_PREFIXES = {
    "em16": "em16 tgo",
    "mro": "mro",
    "m01": "m01 orb1",
    "cassini": "cas cpck",
    "juno": "juno jno",
    "maven": "mvn maven",
    "mex": "mex atnm orhm ormm",
    "rosetta": "ros ratt rorb",
    "orx": "orx",
    "m2020": "m2020",
    "msl": "msl",
    "insight": "insight nsy marcoa marcob",
    "clipper": "clipper europaclipper",
    "lro": "lro lrolc fdf29 fdf29r moc42 moc42r soc31",
    "imap": "imap",
    "psp": "spp",
    "messenger": "messenger msgr",
    "nh": "nh",
    "ladee": "ladee",
    "kplo": "kplo",
    "clps": "clps",
    "dart": "dart licia didymos",
    "juice": "juice",
    "bepicolombo": "bc",
    "vco": "vco",
    "phx": "phoenix",
    "esa": "rssd estrack",
}
_EPHEMERIDES = frozenset({"de", "mar", "jup", "sat", "ura", "nep", "plu", "outerplanets"})
_GENERIC = _EPHEMERIDES | {"naif", "pck", "gm", "dsn", "latest", "earth", "earthstns", "moon", "lunar"}
GENERIC = "generic"
"""In the place of a mission, of kernels that serve all."""

_FIRST = re.compile(r"([a-z]+)\d*[a-z]?(?![a-z0-9])|([a-z]+)")
_CASSINI = re.compile(r"\d{5}_\d{5}[rp][a-z]?\.|\d{6}[rp]_scpse")
_CLIPPER = re.compile(r"trj_\d{6}")

BY_PREFIX = MappingProxyType(
    {prefix: mission for mission, prefixes in _PREFIXES.items() for prefix in prefixes.split()}
)
"""Missions by the first part of their kernels' names."""
MISSIONS = frozenset(BY_PREFIX.values())


def mission_of(path: str) -> str | None:
    """Return the mission of a kernel, `generic` of what serves all, None where nothing tells it."""
    *folders, base = path.lower().split("/")
    found = _by_name(base)
    if found is not None:
        return found
    for folder in reversed(folders):
        code = folder.removesuffix("_spice")
        if code in BY_PREFIX:
            return BY_PREFIX[code]
        if code in MISSIONS:
            return code
    return None


def _by_name(base: str) -> str | None:
    if _CASSINI.match(base):
        return "cassini"
    if _CLIPPER.match(base):
        return "clipper"
    if base.startswith("new_horizons"):
        return "nh"
    match = _FIRST.match(base)
    if match is None:
        return None
    letters = match[1] or match[2]
    for candidate in (match[0], letters):
        if candidate in BY_PREFIX:
            return BY_PREFIX[candidate]
    return GENERIC if letters in _GENERIC else None
