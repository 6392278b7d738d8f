"""Kernels that take over names and constants, or must not be loaded: in sets, coverage and answers."""

import asyncio
from pathlib import Path
from typing import Any

from tests.kernels.made import SPACECRAFT, made
from tests.unit.services.spice.faces.laid_rack import laid_rack
from tests.unit.services.spice.rack import Rack

D = "\\begindata\n"
NAME = f"KPL/FK\n{D}NAIF_BODY_NAME += ( 'MRO' )\nNAIF_BODY_CODE += ( -999 )\n".encode()
NAME_TOO = NAME.replace(b"-999", b"-998")
RADII = b"KPL/PCK\n\\begindata\nBODY399_RADII = ( 6378 6378 6357 )\n"
FALSE_RADII = RADII.replace(b"6357", b"1")
FILES = {"lsk/naif9.tls": made("naif9.tls"), "spk/craft_v1.bsp": made("craft_v1.bsp")}
SLOW = 120.0
"""Seconds for a job of milliseconds, on a machine that is busy."""

DAY = ["2000-01-01T13:00:00", "2000-01-01T14:00:00"]


def frame(name: str, code: int, relative: str) -> bytes:
    """Return a kernel with one frame of constant offset from another."""
    return (
        f"KPL/FK\n{D}FRAME_{name} = {code}\nFRAME_{code}_NAME = '{name}'\nFRAME_{code}_CLASS = 4\n"
        f"FRAME_{code}_CLASS_ID = {code}\nFRAME_{code}_CENTER = 399\nTKFRAME_{code}_RELATIVE = '{relative}'\n"
        f"TKFRAME_{code}_SPEC = 'MATRIX'\nTKFRAME_{code}_MATRIX = ( 1 0 0 0 1 0 0 0 1 )\n"
    ).encode()


async def post(rack: Rack, path: str, body: object, status: int = 200) -> Any:
    """Ask with a body, and return the answer, which has to have the status."""
    answer = await rack.client.post(f"/api/v1/spice{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_name_and_constants_that_a_kernel_takes_over_are_noted(rack: Rack) -> None:
    """By the kernel set and by coverage; a version that its own folder replaced is no news."""
    await rack.commit({**FILES, "pck/earth_v1.tpc": RADII.replace(b"6357", b"6356")})
    asked = {"bodies": ["MRO", 399], "constants": [399], "times": [DAY]}
    plain = await post(rack, "/kernel-sets", {**asked, "bodies": [SPACECRAFT, 399]})
    assert plain["notes"] == []

    await rack.commit({"pck/earth_v2.tpc": RADII, "fk/a.tf": NAME, "fk/b.tf": NAME_TOO})
    await rack.commit({"visitor/earth_v9.tpc": FALSE_RADII})
    notes = (await post(rack, "/kernel-sets", {**asked, "times": [DAY]}))["notes"]
    own = [
        "MRO is -999 by a kernel, and -74 by CSPICE itself",
        "MRO is -999 by fk/a.tf, and -998 by fk/b.tf",
    ]
    assert notes[:2] == own
    assert [one.split(": ")[0] for one in notes[2:]] == [
        f"visitor/earth_v9.tpc has other values than pck/earth_{version}.tpc for BODY399_RADII"
        for version in ("v1", "v2")
    ]
    assert (await rack.get("/coverage", body="MRO"))["notes"] == own
    assert (await rack.get("/coverage", body=SPACECRAFT))["notes"] == []


async def test_frames_in_a_ring_are_refused_with_both_kernels(rack: Rack) -> None:
    """Whether the set is found or named: CSPICE would follow them until it is killed."""
    ring = {"fk/a.tf": frame("RINGA", 1900001, "RINGB"), "x/b.tf": frame("RINGB", 1900002, "RINGA")}
    await rack.commit({**FILES, **ring})
    answers = [
        await post(rack, "/kernel-sets", {"frames": ["RINGA"], "times": [DAY]}, 409),
        await post(rack, "/geometry", {"question": _turned("RINGA")}, 409),
        await post(rack, "/geometry", {"question": _turned("RINGB"), "kernels": {"paths": list(ring)}}, 409),
    ]
    for one in answers:
        assert all(path in one["detail"] for path in ring), one
    assert [one.get("reason") for one in answers] == [None, "kernels", "kernels"]


async def test_a_kernel_that_is_known_as_broken_is_refused_by_its_path(rack: Rack) -> None:
    """With the words of its problem, before CSPICE sees it."""
    await rack.commit({**FILES, "spk/cut.bsp": made("craft_v1.bsp")[:-2000]})
    question = {"calculation": "states", "target": "-999", "observer": "399", "times": {"at": 1000.0}}
    answer = await post(rack, "/geometry", {"question": question, "kernels": {"paths": ["spk/cut.bsp"]}}, 409)
    assert answer["reason"] == "kernels"
    assert answer["detail"].startswith("spk/cut.bsp is broken (")


def _turned(frame: str) -> dict[str, Any]:
    times = {"at": 1000.0, "text": "NONE"}
    return {"calculation": "orientation", "from_frame": frame, "to_frame": "J2000", "times": times}


async def test_kernels_that_the_caller_names_are_noted_in_every_face(tmp_path: Path) -> None:
    """In an answer of ours, in SpiceQL's envelope, and in WebGeocalc's results; the last loaded counts."""
    files = {**FILES, "pck/a.tpc": RADII, "pck/b.tpc": FALSE_RADII, "fk/a.tf": NAME}
    note = "pck/b.tpc has other values than pck/a.tpc for BODY399_RADII: those of pck/b.tpc count"
    renamed = "MRO is -999 by a kernel, and -74 by CSPICE itself"
    states = {"calculation": "states", "target": "MRO", "observer": "399"}
    async with laid_rack(tmp_path, files) as rack:
        question = {**states, "times": {"at": 1000.0, "text": "NONE"}}
        own = await post(rack, "/geometry", {"question": question, "kernels": {"paths": list(files)}})
        asked = {"target": "MRO", "observer": "399", "frame": "J2000", "abcorr": "NONE", "ets": "1000"}
        listed = {"searchKernels": "false", "kernelList": list(files)}
        spiceql = (await rack.client.get("/spiceql/getTargetStates", params=asked | listed)).json()["body"]
        wgc = await results(rack, [{"type": "KERNEL", "path": path} for path in files])
    assert own["notes"] == spiceql["notes"] == wgc["notes"] == [note, renamed]


async def results(rack: Rack, kernels: object) -> Any:
    """Return WebGeocalc's results of a state."""
    payload = {"calculationType": "STATE_VECTOR", "target": "MRO", "observer": "399", "kernels": kernels}
    times = {"times": ["1000"], "timeSystem": "TDB", "timeFormat": "SECONDS_PAST_J2000"}
    payload |= {"referenceFrame": "J2000", "aberrationCorrection": "NONE", **times}
    address = "/webgeocalc/api/calculation"
    job = (await rack.client.post(f"{address}/new", json=payload)).json()["calculationId"]
    async with asyncio.timeout(SLOW):
        while True:
            told = (await rack.client.get(f"{address}/{job}/results")).json()
            if told["status"] == "OK":
                return told
            await asyncio.sleep(0.05)
