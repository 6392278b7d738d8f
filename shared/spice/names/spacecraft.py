"""The mission of a spacecraft, and of what is on it or left by it, by NAIF's code."""

from collections.abc import Iterable
from types import MappingProxyType

PARTS = 1_000
"""What belongs to a spacecraft has its code times so much, and a number (NAIF Integer ID Codes)."""

_SPACECRAFT = {
    "em16": (-143, -117),
    "mro": (-74,),
    "m01": (-53,),
    "cassini": (-82, -150),
    "juno": (-61,),
    "maven": (-202,),
    "mex": (-41,),
    "rosetta": (-226,),
    "orx": (-64,),
    "m2020": (-168,),
    "msl": (-76,),
    "insight": (-189, -65, -66),
    "clipper": (-159,),
    "lro": (-85,),
    "imap": (-43,),
    "psp": (-96,),
    "messenger": (-236,),
    "nh": (-98,),
    "ladee": (-12,),
    "kplo": (-155,),
    "dart": (-135, -210),
    "juice": (-28,),
    "bepicolombo": (-121, -68, -652),
    "vco": (-5,),
    "phx": (-84,),
}
MISSION_OF = MappingProxyType({code: mission for mission, codes in _SPACECRAFT.items() for code in codes})
"""Missions as `missions` has them, by the code of each spacecraft."""


def mission_of_body(code: int) -> str | None:
    """Return the mission that a spacecraft, or what belongs to it, is of; None of all else."""
    return MISSION_OF.get(code if code > -PARTS else -(-code // PARTS))


def guests(mission: str, codes: Iterable[int]) -> frozenset[int]:
    """Return those of codes that are of another mission's spacecraft than kernels of a mission tell of."""
    if mission not in MISSION_OF.values():
        return frozenset()
    return frozenset(code for code in codes if mission_of_body(code) not in (None, mission))
