"""Kernel databases of ISIS (`kernels.####.db`), in its PVL. Pure.

ISIS reads groups from the last to the first, and takes the best type first; so a better kernel comes later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shared.spice.coverage.model import Interval
from shared.spice.names.model import Quality
from shared.spice.times.iso import Rounding, tdb_text

OBJECTS = {"ck": "SpacecraftPointing", "spk": "SpacecraftPosition"}
"""What ISIS calls the databases of kinds that it searches by time."""

TYPES = {
    Quality.PREDICTED: "Predicted",
    Quality.NADIR: "Nadir",
    Quality.UNTOLD: "Reconstructed",
    Quality.RECONSTRUCTED: "Reconstructed",
    Quality.SMITHED: "Smithed",
}
"""ISIS knows no kernel without a type: what is published without saying so is what was measured."""

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


@dataclass(frozen=True, slots=True)
class IsisKernel:
    """One kernel that is searched by time."""

    path: str
    """Below the folder of the mission's data."""
    quality: int
    intervals: tuple[Interval, ...]
    """TDB."""


def database_text(
    kind: str, kernels: Iterable[IsisKernel], *, mission: str, leap_seconds: str, clock: str, made: str
) -> str:
    """Return a database.

    Args:
        kind: ck or spk.
        kernels: those in it.
        mission: the name that ISIS has for the mission's data folder, e.g. `mro`.
        leap_seconds: path of the leap seconds below that of the base data.
        clock: path of the clock's kernel below the mission's; empty where there is none.
        made: UTC, for people.
    """
    ordered = sorted(kernels, key=lambda one: (one.quality, one.path))
    lines = [f"Object = {OBJECTS[kind]}", f"  RunTime = {made}", "", "  Group = Dependencies"]
    if clock:
        lines.append(f'    SpacecraftClockKernel = "${mission}/{clock}"')
    lines += [f'    LeapsecondKernel      = "$base/{leap_seconds}"', "  EndGroup"]
    for one in ordered:
        lines += _selection(one, mission)
    return "\n".join([*lines, "EndObject", "End", ""])


def _selection(kernel: IsisKernel, mission: str) -> Iterator[str]:
    yield from ("", "  Group = Selection")
    yield from (f"    Time = ({_ends(one)})" for one in kernel.intervals)
    yield f'    File = "${mission}/{kernel.path}"'
    yield f"    Type = {TYPES[Quality(kernel.quality)]}"
    yield "  EndGroup"


def _ends(interval: Sequence[float]) -> str:
    start, stop = interval
    return f'"{_calendar(start, Rounding.UP)}", "{_calendar(stop, Rounding.DOWN)}"'


def _calendar(tdb: float, rounding: Rounding) -> str:
    day, _, rest = tdb_text(tdb, rounding).partition("T")
    year, month, number = day.split("-")
    return f"{year} {MONTHS[int(month) - 1]} {number} {rest}"
