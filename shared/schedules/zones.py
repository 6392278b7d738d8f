"""Time zones by name: those of the locked package, so that all hosts of one version agree. Pure.

The zones of a host are those of its last update: two hosts could start one execution at two times.
"""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

ZONES_KEPT = 64


class ZoneError(ValueError):
    """There is no zone of this name: the caller must act."""


@lru_cache(maxsize=ZONES_KEPT)
def zone_of(name: str) -> ZoneInfo:
    """Return a zone of the tz database. Raises ZoneError."""
    if name not in _names():
        raise ZoneError(f"there is no time zone {name!r}: say one of the tz database, as Europe/Berlin")
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text().split())
