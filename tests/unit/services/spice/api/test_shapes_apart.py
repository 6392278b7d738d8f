"""Kernels of shapes beside those of positions: a DSK tells a body's surface, and never where the body is."""

from tests.kernels.made import made
from tests.unit.services.spice.api.test_kernel_set_routes import DAY, ask, paths
from tests.unit.services.spice.rack import Rack

SHAPE = {"dsk/phobos_v1.bds": made("phobos_v1.bds"), "lsk/naif9.tls": made("naif9.tls")}


async def test_a_shape_is_no_coverage_of_its_body_and_is_listed_as_its_kernel(rack: Rack) -> None:
    """The answer says why the kernel of the shape is not counted."""
    await rack.commit(SHAPE)
    told = await rack.get("/coverage", body="PHOBOS")

    assert (told["spans"], told["kernels"]) == ([], [])
    assert told["notes"] == ["kernels of its shape (DSK) are not counted: they do not tell where it is"]
    assert await rack.paths(body="PHOBOS") == ["dsk/phobos_v1.bds"]
    (listed,) = (await rack.get("/kernels", body="PHOBOS", covers="2000-01-01T13:00:00"))["kernels"]
    assert [(one["subject"], one["code"], one["name"]) for one in listed["coverage"]] == [
        ("shape", 401, "PHOBOS")
    ]


async def test_a_set_that_has_the_shape_alone_lacks_the_ephemeris_of_the_body(rack: Rack) -> None:
    """Nothing is told of the frame that the shape is in."""
    await rack.commit(SHAPE)
    found = await ask(rack, bodies=["PHOBOS", "MARS"], times=DAY)

    assert paths(found) == ["lsk/naif9.tls"]
    assert [(one["what"], one["kind"]) for one in found["missing"]] == [
        ("ephemeris of body 401", "spk"),
        ("ephemeris of body 499", "spk"),
    ]


async def test_a_shape_is_found_for_who_asks_for_one_and_missing_where_there_is_none(rack: Rack) -> None:
    """With what its frame needs; over the times that no kernel of a shape has it is told as missing."""
    constants = b"KPL/PCK\n\\begindata\nBODY401_POLE_RA = ( 0 0 0 )\nBODY401_PM = ( 0 0 0 )\n"
    await rack.commit({**SHAPE, "pck/phobos_v1.tpc": constants})
    found = await ask(rack, shapes=["PHOBOS"], times=DAY)
    lacking = await ask(rack, shapes=["PHOBOS", "DEIMOS"], times=[["2001-01-01", "2001-01-02"]])

    assert paths(found) == ["lsk/naif9.tls", "pck/phobos_v1.tpc", "dsk/phobos_v1.bds"]
    assert found["members"][-1]["needed_for"] == ["shape 401"]
    assert [(one["what"], one["kind"]) for one in lacking["missing"]] == [
        ("shape of body 401", "dsk"),
        ("shape of body 402", "dsk"),
    ]


async def test_a_shape_in_tiles_is_all_of_them_and_one_of_those_that_cover_the_same(rack: Rack) -> None:
    """A newer tile of the same part is taken in its place; where one file has the whole, it is enough."""
    constants = b"KPL/PCK\n\\begindata\nBODY401_POLE_RA = ( 0 0 0 )\nBODY401_PM = ( 0 0 0 )\n"
    east, west = made("phobos_east_v1.bds"), made("phobos_west_v1.bds")
    await rack.commit(
        {
            "lsk/naif9.tls": made("naif9.tls"),
            "pck/phobos_v1.tpc": constants,
            "dsk/phobos_east_v1.bds": east,
            "dsk/phobos_west_v1.bds": west,
            "dsk/phobos_west_v2.bds": west + bytes(1024),
        }
    )
    tiled = await ask(rack, shapes=["PHOBOS"], times=DAY)
    await rack.commit({"dsk/phobos_whole_v1.bds": made("phobos_v1.bds")})
    whole = await ask(rack, shapes=["PHOBOS"], times=DAY)

    assert [one for one in paths(tiled) if one.startswith("dsk/")] == [
        "dsk/phobos_east_v1.bds",
        "dsk/phobos_west_v2.bds",
    ]
    assert (tiled["complete"], [one["needed_for"] for one in tiled["members"][-2:]]) == (
        True,
        [["shape 401"], ["shape 401"]],
    )
    assert [one for one in paths(whole) if one.startswith("dsk/")] == ["dsk/phobos_whole_v1.bds"]


async def test_tiles_that_have_all_that_the_whole_has_count_at_all_their_times(rack: Rack) -> None:
    """The kernel of the whole has less time: the same shapes count, whatever times are asked for."""
    tiles = ["dsk/phobos_east_v1.bds", "dsk/phobos_west_v1.bds"]
    constants = b"KPL/PCK\n\\begindata\nBODY401_POLE_RA = ( 0 0 0 )\nBODY401_PM = ( 0 0 0 )\n"
    files = {path: made(path.removeprefix("dsk/")) for path in (*tiles, "dsk/phobos_early_v1.bds")}
    await rack.commit({"lsk/naif9.tls": made("naif9.tls"), "pck/phobos_v1.tpc": constants, **files})

    for times in ([[-1000.0, -500.0]], [[-1000.0, 1000.0]], [[500.0, 1000.0]]):
        found = await ask(rack, shapes=["PHOBOS"], times=times)
        assert (found["complete"], sorted(one for one in paths(found) if one.startswith("dsk/"))) == (
            True,
            tiles,
        )


async def test_parts_of_a_surface_that_are_numbered_as_versions_replace_none_of_another(rack: Rack) -> None:
    """Of one part the newer one is a version; of the whole it is one of all."""
    constants = b"KPL/PCK\n\\begindata\nBODY401_POLE_RA = ( 0 0 0 )\nBODY401_PM = ( 0 0 0 )\n"
    east, west = made("phobos_east_v1.bds"), made("phobos_west_v1.bds")
    parts = {"dsk/p_v01.bds": east, "dsk/p_v02.bds": west, "dsk/p_v03.bds": west + bytes(1024)}
    await rack.commit({"lsk/naif9.tls": made("naif9.tls"), "pck/phobos_v1.tpc": constants, **parts})
    tiled = await ask(rack, shapes=["PHOBOS"], times=DAY)
    await rack.commit({"dsk/p_v04.bds": made("phobos_v1.bds")})
    whole = await ask(rack, shapes=["PHOBOS"], times=DAY)

    assert [one for one in paths(tiled) if one.startswith("dsk/")] == ["dsk/p_v01.bds", "dsk/p_v03.bds"]
    assert [one for one in paths(whole) if one.startswith("dsk/")] == ["dsk/p_v04.bds"]
