"""Bodies that one kernel has relative to each other, and a higher one has not."""

from pathlib import Path

import numpy as np
import spiceypy

from tests.kernels.made import DAY
from tests.unit.services.spice.api.test_kernel_set_routes import ask, paths
from tests.unit.services.spice.rack import Rack

ROVER, SITE, MARS = -999, -998, 499


def spk(folder: Path, name: str, body: int, center: int, *, days: tuple[float, float] = (0, 10)) -> bytes:
    """Return an SPK of some days."""
    path = folder / name
    handle = spiceypy.spkopn(str(path), name, 0)
    epochs = np.linspace(days[0] * DAY, days[1] * DAY, 8)
    states = np.ones((8, 6))
    spiceypy.spkw09(handle, body, center, "J2000", epochs[0], epochs[-1], name, 3, 8, states, epochs)
    spiceypy.spkcls(handle)
    return path.read_bytes()


async def test_bodies_are_connected_by_what_has_them_where_the_highest_kernel_leads_nowhere(
    rack: Rack, tmp_path: Path
) -> None:
    """As a rover from its landing site: once the site has a place, the highest kernel counts."""
    times = [[1.0 * DAY, 1.0 * DAY], [2.0 * DAY, 2.0 * DAY]]
    high, direct = spk(tmp_path, "high", ROVER, MARS), spk(tmp_path, "direct", ROVER, SITE)
    await rack.commit({"spk/a_loc.bsp": high, "spk/b_tlm.bsp": direct})
    alone = await ask(rack, bodies=[ROVER, SITE], times=times, leap_seconds=False)
    with_mars = await ask(rack, bodies=[ROVER, SITE, MARS], times=times, leap_seconds=False)
    await rack.commit({"spk/site.bsp": spk(tmp_path, "site", SITE, MARS)})
    placed = await ask(rack, bodies=[ROVER, SITE], times=times, leap_seconds=False)

    assert (alone["complete"], paths(alone)) == (True, ["spk/b_tlm.bsp"])
    assert f"ephemeris of body {SITE}" in [one["what"] for one in with_mars["missing"]]
    assert (placed["complete"], paths(placed)) == (True, ["spk/site.bsp", "spk/a_loc.bsp"])


async def test_a_higher_kernel_that_is_there_for_another_body_is_not_passed_over(
    rack: Rack, tmp_path: Path
) -> None:
    """Found by a stranger: loaded for the other body it has the rover, too, and counts."""
    path = tmp_path / "high.bsp"
    handle = spiceypy.spkopn(str(path), "high", 0)
    epochs = np.linspace(0.0, 10 * DAY, 8)
    for body, center in ((ROVER, MARS), (-997, SITE)):
        ends = epochs[0], epochs[-1]
        spiceypy.spkw09(handle, body, center, "J2000", *ends, "S", 3, 8, np.ones((8, 6)), epochs)
    spiceypy.spkcls(handle)
    files = {"spk/a_high.bsp": path.read_bytes(), "spk/b_direct.bsp": spk(tmp_path, "direct", ROVER, SITE)}
    await rack.commit(files)
    found = await ask(rack, bodies=[ROVER, SITE, -997], times=[[DAY, DAY]], leap_seconds=False)

    assert not found["complete"]


async def test_of_two_centers_in_one_kernel_that_of_the_later_segment_counts(
    rack: Rack, tmp_path: Path
) -> None:
    """As CSPICE has it; where that leads nowhere, the earlier one does not stand for it."""
    path = tmp_path / "two.bsp"
    handle = spiceypy.spkopn(str(path), "two", 0)
    for center, start, stop in ((MARS, 0.0, 10.0), (399, 3.0, 5.0)):
        epochs = np.linspace(start * DAY, stop * DAY, 8)
        ends = epochs[0], epochs[-1]
        spiceypy.spkw09(handle, ROVER, center, "J2000", *ends, "S", 3, 8, np.ones((8, 6)), epochs)
    spiceypy.spkcls(handle)
    await rack.commit({"spk/two.bsp": path.read_bytes(), "spk/mars.bsp": spk(tmp_path, "mars", MARS, 399)})

    async def taken(day: float, center: int) -> list[str]:
        found = await ask(rack, bodies=[ROVER, center], times=[[day * DAY] * 2], leap_seconds=False)
        return sorted(paths(found)) if found["complete"] else []

    assert await taken(4.0, 399) == ["spk/two.bsp"]
    assert await taken(2.0, 399) == ["spk/mars.bsp", "spk/two.bsp"]
    assert await taken(4.0, MARS) == ["spk/mars.bsp", "spk/two.bsp"]


async def test_a_list_is_connected_so_where_each_of_its_times_has_the_same_kernels_alone(
    rack: Rack, tmp_path: Path
) -> None:
    """Before the higher kernel begins, and within it; not where the site has a place, and that one counts."""
    high = spk(tmp_path, "high", ROVER, MARS, days=(1, 9))
    direct, site = spk(tmp_path, "direct", ROVER, SITE), spk(tmp_path, "site", SITE, MARS, days=(6, 7))
    await rack.commit({"spk/a_loc.bsp": high, "spk/b_tlm.bsp": direct, "spk/site.bsp": site})

    async def taken(*days: float) -> tuple[bool, list[str]]:
        times = [[day * DAY] * 2 for day in days]
        found = await ask(rack, bodies=[ROVER, SITE], times=times, leap_seconds=False)
        return found["complete"], sorted(paths(found))

    assert await taken(0.5) == await taken(3.0) == await taken(0.5, 3.0, 8.0) == (True, ["spk/b_tlm.bsp"])
    assert await taken(6.5) == (True, ["spk/a_loc.bsp", "spk/site.bsp"])
    assert (await taken(3.0, 6.5))[0] is False
