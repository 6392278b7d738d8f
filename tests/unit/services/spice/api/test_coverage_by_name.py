"""Coverage by the names that people say: of frames, of instruments and of spacecraft."""

import struct
from typing import Any

import pytest

from tests.kernels.made import BUS, made
from tests.unit.services.spice.rack import Rack

D = "\\begindata\n"
CAMERA = (
    f"KPL/IK\n{D}FRAME_CAMERA = -999100\nFRAME_-999100_NAME = 'CAMERA'\nFRAME_-999100_CLASS = 4\n"
    "FRAME_-999100_CLASS_ID = -999100\nFRAME_-999100_CENTER = -999\nTKFRAME_-999100_RELATIVE = 'TESTCRAFT'\n"
    "TKFRAME_-999100_SPEC = 'MATRIX'\nTKFRAME_-999100_MATRIX = ( 1 0 0 0 1 0 0 0 1 )\n"
    "INS-999101_FOV_FRAME = 'CAMERA'\nNAIF_BODY_NAME += ( 'LENS' )\nNAIF_BODY_CODE += ( -999101 )\n"
).encode()
POINTING = {
    "lsk/naif9.tls": made("naif9.tls"),
    "sclk/craft_9.tsc": made("craft_9.tsc"),
    "ck/craft_v1.bc": made("craft_v1.bc"),
}
OF_DATE = (
    f"KPL/FK\n{D}FRAME_OFDATE = -999300\nFRAME_-999300_NAME = 'OFDATE'\nFRAME_-999300_CLASS = 5\n"
    "FRAME_-999300_CLASS_ID = -999300\nFRAME_-999300_CENTER = 399\nFRAME_-999300_RELATIVE = 'J2000'\n"
).encode()
FRAMES = {"fk/date_v1.tf": OF_DATE, "fk/craft_v1.tf": made("craft_v1.tf"), "ik/camera_v1.ti": CAMERA}


async def covered(rack: Rack, **asked: object) -> tuple[str, int, Any]:
    """Return the subject of a coverage, its code and its spans."""
    told = await rack.get("/coverage", **asked)
    return told["subject"], told["code"], told["spans"]


@pytest.mark.parametrize(
    "asked",
    [
        {"frame": "TESTCRAFT"},
        {"frame": BUS},
        {"instrument": "testcraft"},
        {"frame": "CAMERA"},
        {"instrument": "CAMERA"},
        {"instrument": "LENS"},
        {"instrument": -999101},
        {"instrument": -999},
    ],
    ids=str,
)
async def test_a_structure_is_found_by_name_and_code_of_all_that_it_turns(
    rack: Rack, asked: dict[str, object]
) -> None:
    """By its frame, by frames that are fixed to it, by their instruments, and by its spacecraft."""
    await rack.commit({**POINTING, **FRAMES})
    own = await covered(rack, instrument=BUS)

    assert own[2]
    assert await covered(rack, **asked) == own
    assert await rack.paths(**asked) == ["ck/craft_v1.bc"]


async def test_a_name_is_the_same_however_many_blanks_stand_in_it(rack: Rack) -> None:
    """In a kernel and in a question: CSPICE compares names with one blank for many."""
    names = f"KPL/FK\n{D}NAIF_BODY_NAME += ( ' foo   ship ' )\nNAIF_BODY_CODE += ( -999 )\n"
    await rack.commit({"fk/name_v1.tf": names.encode()})

    for asked in ("FOO SHIP", "foo   ship"):
        assert await covered(rack, body=asked) == ("body", -999, [])
    near = await rack.client.get("/api/v1/spice/coverage", params={"body": "FOO SHIPS"})
    assert near.json()["detail"].endswith("did you mean 'FOO SHIP'?")


async def test_a_structure_that_no_frame_kernel_names_is_found_by_its_code_alone(rack: Rack) -> None:
    """As a frame, too; what nothing here knows is not found."""
    await rack.commit(POINTING)

    assert await covered(rack, frame=BUS) == await covered(rack, instrument=BUS)
    for asked in ({"frame": -999001}, {"frame": "TESTCRAFT"}, {"instrument": "TESTCRAFT"}):
        answer = await rack.client.get("/api/v1/spice/coverage", params=asked)  # type: ignore[arg-type]
        assert answer.status_code == 404, asked


async def test_notes_say_what_a_frame_is_fixed_to_or_that_it_is_defined_for_all_times(rack: Rack) -> None:
    """Where nothing covers a frame over time, nothing is missing."""
    await rack.commit(
        {**POINTING, **FRAMES, "pck/earth_v1.tpc": b"KPL/PCK\n\\begindata\nBODY399_PM = ( 1 )\n"}
    )

    async def notes(**asked: object) -> Any:
        return (await rack.get("/coverage", **asked))["notes"]

    assert await notes(frame="TESTCRAFT") == []
    assert await notes(frame="CAMERA") == ["CAMERA is fixed to TESTCRAFT, and covered as that is"]
    assert await notes(frame="J2000") == [
        "no kernel covers J2000 over time: it is defined once for all times"
    ]
    assert await notes(frame="OFDATE") == [
        "no kernel covers OFDATE over time: "
        "it is built from bodies or a formula, ask for those that its frame kernel names"
    ]
    assert await notes(frame="IAU_EARTH") == [
        "IAU_EARTH goes by constants of text kernels, which hold at any time"
    ]
    assert await notes(instrument=-999) == [
        "-999 is a spacecraft: this is the pointing of its structure -999000"
    ]


async def test_a_kernel_set_takes_a_structure_by_name_and_a_spacecraft_for_an_instrument(rack: Rack) -> None:
    """As it takes the structure's code."""
    await rack.commit({**POINTING, **FRAMES})
    span = (await rack.get("/coverage", instrument=BUS))["spans"][0]
    found = []
    for one in ("TESTCRAFT", BUS, -999):
        body = {"instruments": [one], "times": [[str(span["start"]), str(span["stop"])]]}
        answer = await rack.client.post("/api/v1/spice/kernel-sets", json=body)
        assert answer.status_code == 200, answer.text
        found.append([member["path"] for member in answer.json()["members"]])
    assert found[0] == found[1] == found[2]
    assert "ck/craft_v1.bc" in found[0]


MAST = BUS - 7
MAST_FRAME = (
    f"KPL/FK\n{D}FRAME_MAST = {MAST}\nFRAME_{MAST}_NAME = 'MAST'\nFRAME_{MAST}_CLASS = 3\n"
    f"FRAME_{MAST}_CLASS_ID = {MAST}\nFRAME_{MAST}_CENTER = -999\nCK_{MAST}_SCLK = -999\n"
).encode()


def mast() -> bytes:
    """Return a CK of a mast on the bus, that holds the times of the bus' own."""
    data = bytearray(made("craft_v1.bc"))
    (record,) = struct.unpack_from("<i", data, 76)
    (count,) = struct.unpack_from("<d", data, (record - 1) * 1024 + 16)
    for at in range(int(count)):
        place = (record - 1) * 1024 + 24 + at * 40
        struct.pack_into("<2i", data, place + 16, MAST, BUS)
    return bytes(data)


async def test_a_mast_on_what_turns_is_covered_as_its_kernels_say_and_in_space_where_both_are(
    rack: Rack,
) -> None:
    """A note says of the one that there is the other; in space what the bus lacks is a gap."""
    await rack.commit({**POINTING, **FRAMES, "fk/mast_v1.tf": MAST_FRAME, "ck/mast_v1.bc": mast()})
    own = await rack.get("/coverage", frame="MAST")
    bus = await rack.get("/coverage", frame="TESTCRAFT")
    half = [bus["spans"][0]["start"], (bus["spans"][0]["start"] + bus["spans"][0]["stop"]) / 2]
    within = f"{half[0]!r}/{half[1]!r}"
    whole = await rack.get("/coverage", frame="MAST", to_inertial=True)
    both = await rack.get("/coverage", frame="MAST", to_inertial=True, covers=within)
    await rack.commit({"ck/craft_v1.bc": None})
    alone = await rack.get("/coverage", frame="MAST")
    in_space = await rack.get("/coverage", frame="MAST", to_inertial=True)

    assert [one for one in own["spans"] if one["start"] == one["stop"]]
    assert whole["spans"] == own["spans"]
    assert (own["code"], own["spans"]) == (MAST, bus["spans"])
    assert "it is mounted on TESTCRAFT, which turns, too" in " ".join(own["notes"])
    assert bus["notes"] == []
    assert [(one["start"], one["stop"]) for one in both["spans"]] == [tuple(half)]
    assert alone["spans"] == own["spans"]
    assert (in_space["spans"], in_space["kernels"]) == ([], alone["kernels"])
