"""Dynamic frames that are built from directions: a set has what they are built from."""

import re
from pathlib import Path

import pytest
import spiceypy
from spiceypy.utils.exceptions import SpiceyError

from tests.kernels.made import made
from tests.unit.services.spice.api.test_kernel_set_routes import DAY, ask, paths
from tests.unit.services.spice.rack import Rack

CONSTANTS = b"""KPL/PCK
\\begindata
BODY399_RADII = ( 6378 6378 6356 )
BODY399_POLE_RA = ( 0 -0.6 0 )
BODY399_POLE_DEC = ( 90 -0.5 0 )
BODY399_PM = ( 190 360.9 0 )
BODY499_POLE_RA = ( 317.7 -0.1 0 )
BODY499_POLE_DEC = ( 52.9 0 0 )
BODY499_PM = ( 176.6 350.9 0 )
\\begintext
"""
POSITION = (
    "{0}_VECTOR_DEF = 'OBSERVER_TARGET_POSITION' {0}_OBSERVER = '-999' {0}_TARGET = 'EARTH' "
    "{0}_ABCORR = 'NONE'"
)
NEAR = POSITION.replace("OBSERVER_TARGET_POSITION", "TARGET_NEAR_POINT")
VELOCITY = POSITION.replace("POSITION", "VELOCITY") + " {0}_FRAME = 'IAU_MARS'"
FIXED = "{0}_VECTOR_DEF = 'CONSTANT' {0}_FRAME = '{1}' {0}_SPEC = 'RECTANGULAR' {0}_VECTOR = ( 0 0 1 )"
AT = 5000.0


def frame(primary: str, secondary: str, *, name: str = "BUILT", code: int = 1_500_999) -> str:
    """Return the definition of a frame by the directions of its axes."""
    own = f"CLASS = 5 CLASS_ID = {code} CENTER = -999 RELATIVE = 'J2000' DEF_STYLE = 'PARAMETERIZED'"
    own += f" FAMILY = 'TWO-VECTOR' PRI_AXIS = 'X' SEC_AXIS = 'Y' {primary} {secondary}"
    fields = re.sub(r"(\w+) = ", rf"\nFRAME_{code}_\1 = ", own)
    return f"FRAME_{name} = {code}\nFRAME_{code}_NAME = '{name}'{fields}\n"


def kernel(*definitions: str) -> bytes:
    """Return a frame kernel."""
    return f"KPL/FK\n\\begindata\n{''.join(definitions)}\\begintext\n".encode()


def turned(folder: Path, loaded: list[str]) -> object:
    """Return how the frame is turned, and turns; None where CSPICE cannot tell."""
    spiceypy.kclear()
    try:
        for path in loaded:
            spiceypy.furnsh(str(folder / path))
        return spiceypy.sxform("J2000", "BUILT", AT).tolist()
    except SpiceyError:
        return None
    finally:
        spiceypy.kclear()


@pytest.mark.parametrize(
    ("definitions", "needed"),
    [
        ([frame(POSITION.format("PRI"), FIXED.format("SEC", "J2000"))], {"spk/craft_v1.bsp"}),
        ([frame(FIXED.format("PRI", "IAU_MARS"), FIXED.format("SEC", "J2000"))], {"pck/own_v1.tpc"}),
        ([frame(NEAR.format("PRI"), FIXED.format("SEC", "J2000"))], {"spk/craft_v1.bsp", "pck/own_v1.tpc"}),
        ([frame(VELOCITY.format("PRI"), POSITION.format("SEC"))], {"spk/craft_v1.bsp", "pck/own_v1.tpc"}),
        (
            [
                frame(FIXED.format("PRI", "INNER"), FIXED.format("SEC", "J2000")),
                frame(POSITION.format("PRI"), FIXED.format("SEC", "J2000"), name="INNER", code=1_500_998),
            ],
            {"spk/craft_v1.bsp"},
        ),
    ],
    ids=["position", "constant", "near-point", "velocity", "of-another"],
)
async def test_a_set_has_what_a_frame_is_built_from(
    rack: Rack, tmp_path: Path, definitions: list[str], needed: set[str]
) -> None:
    """CSPICE turns it as with all kernels, and with one kernel fewer it does not."""
    files = {
        "fk/own_v1.tf": kernel(*definitions),
        "pck/own_v1.tpc": CONSTANTS,
        "spk/craft_v1.bsp": made("craft_v1.bsp"),
    }
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    await rack.commit(files)
    found = await ask(rack, frames=["BUILT"], times=[[AT, AT]], leap_seconds=False)

    assert (found["complete"], set(paths(found))) == (True, {"fk/own_v1.tf", *needed})
    assert turned(tmp_path, paths(found)) == turned(tmp_path, list(files)) is not None
    for left_out in paths(found):
        assert turned(tmp_path, [path for path in paths(found) if path != left_out]) is None


async def test_what_a_frame_is_built_from_is_missing_where_no_kernel_has_it(rack: Rack) -> None:
    """Found by a stranger: the set said that it was complete, of the frame kernel alone."""
    definition = frame(POSITION.format("PRI").replace("EARTH", "NOWHERE"), FIXED.format("SEC", "IAU_MARS"))
    await rack.commit({"fk/own_v1.tf": kernel(definition)})
    unknown = await ask(rack, frames=["BUILT"], times=DAY, leap_seconds=False)
    await rack.commit(
        {"fk/own_v1.tf": kernel(frame(POSITION.format("PRI"), FIXED.format("SEC", "IAU_MARS")))}
    )
    lacking = await ask(rack, frames=["BUILT"], times=DAY, leap_seconds=False)

    assert ("body NOWHERE", "fk") in [(one["what"], one["kind"]) for one in unknown["missing"]]
    assert [(one["what"], one["kind"]) for one in lacking["missing"]] == [
        ("ephemeris of body -999", "spk"),
        ("ephemeris of body 399", "spk"),
        ("orientation of body 499", "pck"),
    ]


async def test_where_light_takes_its_time_a_frame_needs_the_barycenter(rack: Rack) -> None:
    """Bodies are looked up from there; what lacks of the way of light alone is not missing."""
    corrected = POSITION.format("PRI").replace("NONE", "LT+S")
    await rack.commit(
        {
            "fk/own_v1.tf": kernel(frame(corrected, FIXED.format("SEC", "J2000"))),
            "spk/craft_v1.bsp": made("craft_v1.bsp"),
        }
    )
    found = await ask(rack, frames=["BUILT"], times=[[AT, AT]], leap_seconds=False)

    assert [one["what"] for one in found["missing"]] == ["ephemeris of body 399"]


async def test_a_frozen_frame_needs_the_time_that_it_is_as_it_was_at(rack: Rack) -> None:
    """Whatever times it is asked at."""
    definition = frame(POSITION.format("PRI"), FIXED.format("SEC", "J2000"))
    frozen = definition + f"FRAME_1500999_FREEZE_EPOCH = {AT}\n"
    await rack.commit({"fk/own_v1.tf": kernel(frozen), "spk/craft_v1.bsp": made("craft_v1.bsp")})
    found = await ask(rack, frames=["BUILT"], times=[["2030-01-01", "2030-01-02"]], leap_seconds=False)

    assert (found["complete"], paths(found)) == (True, ["fk/own_v1.tf", "spk/craft_v1.bsp"])


async def test_a_frame_whose_name_begins_with_a_digit_is_found(rack: Rack) -> None:
    """Found by a stranger: as those of comets are; by its name and its code."""
    definition = frame(
        FIXED.format("PRI", "J2000"), FIXED.format("SEC", "J2000"), name="67P/C-G_CSO", code=-226_912
    )
    await rack.commit({"fk/own_v1.tf": kernel(definition)})

    for named in ("67P/C-G_CSO", -226_912):
        found = await ask(rack, frames=[named], times=DAY, leap_seconds=False)
        assert (found["complete"], paths(found)) == (True, ["fk/own_v1.tf"])
