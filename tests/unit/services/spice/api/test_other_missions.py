"""Kernels of another mission than that of the spacecraft that they tell of."""

from pathlib import Path

import numpy as np
import spiceypy

from tests.kernels.made import DAY, made
from tests.unit.services.spice.api.test_shapes_apart import ask, paths
from tests.unit.services.spice.rack import Rack

ROVER, MARS = -168, 499


def spk(folder: Path, name: str, days: int) -> bytes:
    """Return an SPK of the rover from day 0 on."""
    path = folder / name
    handle = spiceypy.spkopn(str(path), name, 0)
    epochs = np.linspace(0.0, days * DAY, 10)
    states = np.zeros((len(epochs), 6)) + 1.0
    spiceypy.spkw09(handle, ROVER, MARS, "J2000", 0.0, days * DAY, name, 3, len(epochs), states, epochs)
    spiceypy.spkcls(handle)
    return path.read_bytes()


async def test_the_own_kernels_of_a_mission_count_and_others_fill_what_they_leave(
    rack: Rack, tmp_path: Path
) -> None:
    """Found by a stranger: a landing site of another team's was the place of a rover on its way to Mars."""
    own, other = "spk/m2020_cruise_v1.bsp", "spk/em16_tgo_relay_locations_v02.bsp"
    files = {own: spk(tmp_path, "own.bsp", 2), other: spk(tmp_path, "other.bsp", 9)}
    await rack.commit({"lsk/naif9.tls": made("naif9.tls"), **files})
    within = await ask(rack, bodies=["M2020", "MARS"], times=[["3600.0", "7200.0"]])
    beyond = await ask(rack, bodies=["M2020", "MARS"], times=[["3600.0", str(3 * DAY)]])

    assert [one for one in paths(within) if one.startswith("spk/")] == [own]
    # The last has priority.
    assert [one for one in paths(beyond) if one.startswith("spk/")] == [other, own]
    assert (within["notes"], [other in note for note in beyond["notes"]]) == ([], [True])
