"""Geometry in a whole SPICE service: kernels of the log, found by what they cover, loaded by contents."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from blake3 import blake3

from services.spice.geometry.jobs.jobs import JobBounds
from tests.kernels.made import made
from tests.unit.services.spice.rack import Rack, open_rack

KERNELS = {"lsk/naif9.tls": "naif9.tls", "spk/craft_v1.bsp": "craft_v1.bsp", "fk/craft_v1.tf": "craft_v1.tf"}
ENDED = ("COMPLETE", "FAILED")
D = "\\begindata\n"
CAMERA_NAME = f"KPL/FK\n{D}NAIF_BODY_NAME += ( 'CAMERA' )\nNAIF_BODY_CODE += ( -999101 )\n".encode()
CAMERA = (
    f"KPL/IK\n{D}INS-999101_FOV_FRAME = 'LENS'\nINS-999101_FOV_SHAPE = 'RECTANGLE'\n"
    "INS-999101_BORESIGHT = ( 0 0 1 )\nINS-999101_FOV_BOUNDARY_CORNERS = ( 1 1 9 -1 1 9 -1 -1 9 1 -1 9 )\n"
).encode()
ADDENDUM = f"KPL/IK\n{D}INS-999101_PIXEL_SIZE = ( 14 )\n".encode()
STATES: dict[str, Any] = {
    "calculation": "states",
    "target": "-999",
    "observer": "399",
    "times": {"at": [1000.0, 2000.0]},
}


async def commit(rack: Rack, root: Path) -> int:
    """Lay kernels into the site's directory, and have them committed and described."""
    files = {path: made(name) for path, name in KERNELS.items()}
    for path, data in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(data)
    return await rack.commit(files)  # type: ignore[arg-type]


async def ask(rack: Rack, question: dict[str, Any], **kernels: Any) -> Any:
    """Ask a question."""
    body = {"question": question, "kernels": kernels}
    return await rack.client.post("/api/v1/spice/geometry", json=body)


async def test_a_question_finds_the_kernels_that_it_needs(tmp_path: Path) -> None:
    """And no others: the frames kernel is not loaded. Each is named with its hash and revision (I13)."""
    async with open_rack(tmp_path) as rack:
        revision = await commit(rack, tmp_path)
        answer = await ask(rack, STATES)

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [one["path"] for one in told["kernels"]] == ["lsk/naif9.tls", "spk/craft_v1.bsp"]
    assert {one["revision"] for one in told["kernels"]} == {revision}
    assert told["revision"] == int(answer.headers["SpiceRack-Revision"]) == revision
    assert len(told["rows"]) == 2


async def test_a_field_of_view_is_found_by_its_instrument_alone(tmp_path: Path) -> None:
    """At no time: neither pointing nor leap seconds are needed, nor what else tells of the instrument."""
    field = {"calculation": "field-of-view", "instrument": "CAMERA"}
    files = {"fk/name_v1.tf": CAMERA_NAME, "ik/camera_v1.ti": CAMERA, "ik/camera_v2_addendum.ti": ADDENDUM}
    async with open_rack(tmp_path) as rack:
        for path, data in files.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(data)
        await rack.commit(files)
        found = await ask(rack, field)
        unknown = await ask(rack, {**field, "instrument": "CAMERAS"})
        lacking = await ask(rack, {**field, "instrument": -999102})

    assert found.status_code == 200, found.text
    assert [one["path"] for one in found.json()["kernels"]] == ["fk/name_v1.tf", "ik/camera_v1.ti"]
    assert found.json()["rows"][0][1:] == [0.0, 0.0, 1.0]
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "unknown-name")
    assert "did you mean 'CAMERA'?" in unknown.json()["detail"]
    assert (lacking.status_code, lacking.json()["detail"].split(":")[0]) == (
        409,
        "the collection lacks ik for instrument -999102",
    )


async def test_names_are_those_that_kernels_have_before_those_of_cspice(tmp_path: Path) -> None:
    """Each way, of bodies and of frames; of what nobody knows the row is empty."""
    named = b"KPL/FK\n\\begindata\nNAIF_BODY_NAME += ( 'MARS' )\nNAIF_BODY_CODE += ( -999002 )\n"
    files = {"fk/craft_v1.tf": made("craft_v1.tf"), "fk/name_v1.tf": CAMERA_NAME, "fk/odd_v1.tf": named}
    async with open_rack(tmp_path) as rack:
        for path, data in files.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(data)
        await rack.commit(files)
        bodies = await ask(rack, {"calculation": "names", "names": ["camera", -999101, "EARTH", "NOBODY"]})
        taken = await ask(rack, {"calculation": "names", "names": ["MARS"]})
        known = await ask(rack, {"calculation": "names", "names": ["EARTH"]})
        spiceql = await rack.client.get("/spiceql/translateNameToCode", params={"frame": "MARS"})
        frames = await ask(rack, {"calculation": "names", "of": "frames", "names": ["TESTCRAFT", -999000]})

    assert bodies.status_code == 200, bodies.text
    assert [one["path"] for one in bodies.json()["kernels"]] == ["fk/name_v1.tf"]
    assert bodies.json()["rows"] == [
        ["camera", -999101, "CAMERA"],
        ["-999101", -999101, "CAMERA"],
        ["EARTH", 399, "EARTH"],
        ["NOBODY", None, ""],
    ]
    assert taken.json()["rows"] == [["MARS", -999002, "MARS"]]
    assert taken.json()["notes"] == ["MARS is -999002 by a kernel, and 499 by CSPICE itself"]
    assert (spiceql.json()["body"]["return"], spiceql.json()["body"]["notes"]) == (
        -999002,
        taken.json()["notes"],
    )
    assert (known.json()["kernels"], known.json()["rows"]) == ([], [["EARTH", 399, "EARTH"]])
    assert [row[:3] for row in frames.json()["rows"]] == [
        ["TESTCRAFT", -999000, "TESTCRAFT"],
        ["-999000", -999000, "TESTCRAFT"],
    ]


@pytest.mark.parametrize(("one", "other"), [("TESTCRAFT", "LENS"), ("LENS", "TESTCRAFT")])
async def test_frames_mounted_on_one_another_are_turned_where_nothing_points_both(
    tmp_path: Path, one: str, other: str
) -> None:
    """The way from what they have in common to J2000 is needed for frames apart, and not for these."""
    lens = (
        f"KPL/FK\n{D}FRAME_LENS = -999100\nFRAME_-999100_NAME = 'LENS'\nFRAME_-999100_CLASS = 4\n"
        "FRAME_-999100_CLASS_ID = -999100\nFRAME_-999100_CENTER = -999\n"
        "TKFRAME_-999100_RELATIVE = 'TESTCRAFT'\n"
        "TKFRAME_-999100_SPEC = 'MATRIX'\nTKFRAME_-999100_MATRIX = ( 1 0 0 0 1 0 0 0 1 )\n"
    ).encode()
    asked = {"calculation": "orientation", "representation": "MATRIX", "times": {"at": [1000.0]}}
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        (tmp_path / "fk/lens_v1.tf").write_bytes(lens)
        await rack.commit({"fk/lens_v1.tf": lens})
        answer = await ask(rack, {**asked, "from_frame": one, "to_frame": other})
        apart = await ask(rack, {**asked, "from_frame": one, "to_frame": "J2000"})

    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"][0][2:] == [1, 0, 0, 0, 1, 0, 0, 0, 1]
    assert apart.status_code == 409
    assert "lacks ck for orientation of instrument -999000" in apart.json()["detail"]


async def test_a_frame_is_the_same_by_its_name_whatever_else_is_asked(tmp_path: Path) -> None:
    """Of two kernels that give it two codes one counts; the other is noted, and told by its own code."""
    files = {
        f"zz/{name}.tf": (
            f"KPL/FK\n{D}FRAME_ODD = {code}\nFRAME_{code}_NAME = 'ODD'\nFRAME_{code}_CLASS = 4\n"
            f"FRAME_{code}_CLASS_ID = {code}\nFRAME_{code}_CENTER = 499\nTKFRAME_{code}_RELATIVE = 'J2000'\n"
        ).encode()
        for name, code in (("c", 1_999_001), ("d", 1_999_002))
    }
    named = {"calculation": "names", "of": "frames"}
    async with open_rack(tmp_path) as rack:
        (tmp_path / "zz").mkdir()
        for path, data in files.items():
            (tmp_path / path).write_bytes(data)
        await rack.commit(files)
        alone = (await ask(rack, {**named, "names": ["ODD"]})).json()
        both = (await ask(rack, {**named, "names": ["ODD", 1_999_002]})).json()

    assert alone["rows"][0][1] == both["rows"][0][1] == 1_999_001
    assert both["rows"][1][1:3] == [1_999_002, "ODD"]
    assert alone["notes"] == ["zz/c.tf has other values than zz/d.tf for FRAME_ODD: those of zz/c.tf count"]


async def test_kernels_are_named_by_the_caller(tmp_path: Path) -> None:
    """By their paths; one that is not there, or not the caller's to see, is not found."""
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        named = await ask(rack, STATES, paths=["spk/craft_v1.bsp", "lsk/naif9.tls"])
        none = await ask(rack, STATES, paths=["spk/none.bsp"])

    assert [one["path"] for one in named.json()["kernels"]] == ["spk/craft_v1.bsp", "lsk/naif9.tls"]
    assert none.status_code == 404


async def test_times_are_readings_of_a_clock_whose_kernel_the_catalogue_finds(tmp_path: Path) -> None:
    """The newest of it counts, and so do the kernels of the times that it tells."""
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        lacking = await ask(rack, {**STATES, "times": {"at": "2/0050000.00000", "clock": -999}})
        for path in ("sclk/craft_8.tsc", "sclk/craft_9.tsc"):
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(made("craft_9.tsc") + path.encode() + b"\n")
            await rack.commit({path: (tmp_path / path).read_bytes()})
        read = await ask(rack, {**STATES, "times": {"at": "2/0050000.00000", "clock": -999}})
        et = read.json()["rows"][0][1]
        same = await ask(rack, {**STATES, "times": {"at": et}})
        wrong = await ask(rack, {**STATES, "times": {"at": "no reading", "clock": -999}})

    assert lacking.status_code == 409
    assert "lacks sclk for clock -999" in lacking.json()["detail"]
    assert [one["path"] for one in read.json()["kernels"]] == [
        "lsk/naif9.tls",
        "sclk/craft_9.tsc",
        "spk/craft_v1.bsp",
    ]
    assert 0 < et < 86_400
    assert same.json()["rows"] == read.json()["rows"]
    assert wrong.status_code == 422


async def test_a_kernel_that_is_named_again_and_again_is_loaded_once(tmp_path: Path) -> None:
    """Where it is named last, as it counts for CSPICE; CSPICE itself would have no room for so many."""
    paths = ["lsk/naif9.tls", *["spk/craft_v1.bsp"] * 3998, "lsk/naif9.tls"]
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        answer = await ask(rack, STATES, paths=paths)
        many = await ask(rack, STATES, paths=[*paths, "spk/craft_v1.bsp"])
        unknown = await ask(rack, STATES, paths=["spk/none.bsp"] * 4000)

    assert [one["path"] for one in answer.json()["kernels"]] == ["spk/craft_v1.bsp", "lsk/naif9.tls"]
    assert (many.status_code, unknown.status_code) == (422, 404)
    assert max(len(many.text), len(unknown.text)) < 1000


async def test_a_time_that_nothing_covers_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    """With what is lacking, and when."""
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        answer = await ask(rack, {**STATES, "times": {"at": 2.5 * 86400}})

    assert answer.status_code == 409
    assert "lacks spk for ephemeris of body -999" in answer.json()["detail"]


async def test_lists_of_times_are_answered_over_a_gap_and_refused_within(tmp_path: Path) -> None:
    """However many, as numbers, texts, or dates that CSPICE alone reads; the moment that lacks is told."""
    days = [at / 40 * 86_400 for at in (*range(80), *range(121, 160))]  # the third day is the gap
    many, few = ([repr(one) for one in days], [repr(one) for one in days[70:100]])
    julian = [f"{2451545 + one / 86_400:.6f} JD TDB" for one in days]
    within = "2000-01-04T00:00:00 TDB"
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        lists: dict[str, list[Any]] = {
            "numbers": days,
            "few": [f"SECONDS {one} TDB" for one in few],
            "many": [f"SECONDS {one} TDB" for one in many],
            "julian": julian,
        }
        told = {name: await ask(rack, {**STATES, "times": {"at": at}}) for name, at in lists.items()}
        lacking = [await ask(rack, {**STATES, "times": {"at": [*at, within]}}) for at in lists.values()]
        alike = [await ask(rack, {**STATES, "times": {"at": [within] * count}}) for count in (1, 60)]
        over = {"start": 1000.0, "stop": 300_000.0}
        past = await ask(rack, {**STATES, "times": {**over, "step": 299_000.0}})
        meeting = await ask(rack, {**STATES, "times": {**over, "step": 100_000.0}})
        no_time = await ask(rack, {**STATES, "times": {"at": ["6 jul 2021", "soon"]}})

    assert {name: len(one.json().get("rows", ())) for name, one in told.items()} == {
        name: len(at) for name, at in lists.items()
    }
    assert {one.status_code for one in (*lacking, *alike)} == {409}
    gap = {"start": 216_000.0, "stop": 216_000.0}
    assert all(gap.items() <= one.json()["gap"].items() for one in (*lacking, *alike))
    assert {one.json()["detail"].split(",")[0] for one in (*lacking, *alike)} == {
        "the collection lacks spk for ephemeris of body -999 at 2000-01-03T23:58:55.816000Z"
    }
    assert [row[1] for row in past.json()["rows"]] == [1000.0, 300_000.0]
    assert {"start": 172_800.0, "stop": 259_200.0}.items() <= meeting.json()["gap"].items()
    assert (no_time.status_code, no_time.json()["reason"]) == (422, "unparsable-time")
    assert "'soon'" in no_time.json()["detail"]


async def test_a_kernel_that_is_edited_by_hand_is_not_loaded(tmp_path: Path) -> None:
    """Its bytes are not those of the log: the answer would be another's."""
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        (tmp_path / "spk/craft_v1.bsp").write_bytes(made("many_v1.bsp"))
        answer = await ask(rack, STATES)

    assert answer.status_code == 503
    assert "spk/craft_v1.bsp is not at this site" in answer.json()["detail"]


async def test_a_job_that_waits_is_answered_from_the_kernels_that_it_was_taken_with(tmp_path: Path) -> None:
    """Whatever replaces or removes them meanwhile; what nobody has any more is not taken."""
    jobs = "/api/v1/spice/geometry/jobs"
    body = {"question": STATES}
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        rack.geometry.jobs.bounds = JobBounds(at_once=0)
        waits = (await rack.client.post(jobs, json=body)).json()["id"]
        (tmp_path / "spk/craft_v1.bsp").write_bytes(made("many_v1.bsp"))
        (tmp_path / "lsk/naif9.tls").unlink()
        await rack.commit({"spk/craft_v1.bsp": made("many_v1.bsp"), "lsk/naif9.tls": None})
        rack.geometry.jobs.bounds = JobBounds()
        rack.geometry.jobs.book.changed.set()
        async with asyncio.timeout(30):
            while rack.geometry.jobs.book.entries()[waits].record.phase.name not in ENDED:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        state = (await rack.client.get(f"{jobs}/{waits}")).json()
        answer = await rack.client.get(f"{jobs}/{waits}/answer")

    assert state["detail"] == ""
    used = [(one["path"], one["content"]) for one in answer.json()["kernels"]]
    taken_with = ("lsk/naif9.tls", "spk/craft_v1.bsp")
    assert used == [(path, blake3(made(KERNELS[path])).hexdigest()) for path in taken_with]


@pytest.mark.parametrize(
    "said",
    [
        "OBJECT_499_FRAME = 'MARS_OWN'",
        "OBJECT_MARS_FRAME = 'MARS_OWN'",
        "OBJECT_499_FRAME = 1999001",
        "OBJECT_MARS_FRAME = 'NONE_SUCH'\nOBJECT_499_FRAME = 'MARS_OWN'",
    ],
)
async def test_the_frame_of_a_body_is_that_which_a_kernel_says(tmp_path: Path, said: str) -> None:
    """By the body's code or its name, as CSPICE looks for it; else that which CSPICE has."""
    files = {
        "fk/own.tf": f"KPL/FK\n{D}{said}\n".encode(),
        "fk/frame.tf": (
            f"KPL/FK\n{D}FRAME_MARS_OWN = 1999001\nFRAME_1999001_NAME = 'MARS_OWN'\n"
            "FRAME_1999001_CLASS = 4\nFRAME_1999001_CLASS_ID = 1999001\nFRAME_1999001_CENTER = 499\n"
            "TKFRAME_1999001_RELATIVE = 'IAU_MARS'\n"
        ).encode(),
    }
    async with open_rack(tmp_path) as rack:
        (tmp_path / "fk").mkdir()
        for path, data in files.items():
            (tmp_path / path).write_bytes(data)
        await rack.commit(files)
        named = {"calculation": "names", "of": "body-frames"}
        told = await ask(rack, {**named, "names": ["MARS", 499, "PHOBOS", "NOBODY"]})
        spiceql = await rack.client.get("/spiceql/getTargetFrameInfo", params={"targetId": 499})

    assert told.status_code == 200, told.text
    assert sorted(one["path"] for one in told.json()["kernels"]) == ["fk/frame.tf", "fk/own.tf"]
    assert [row[2] for row in told.json()["rows"]] == ["MARS_OWN", "MARS_OWN", "IAU_PHOBOS", ""]
    assert spiceql.json()["body"]["return"] == {"frameCode": 1_999_001, "frameName": "MARS_OWN"}


async def test_the_frame_of_a_body_is_that_of_what_it_is_asked_for_by(tmp_path: Path) -> None:
    """A kernel may say one of its name and one of its code; and notes tell of others that say another."""
    frames = "".join(
        f"FRAME_{name} = {code}\nFRAME_{code}_NAME = '{name}'\nFRAME_{code}_CLASS = 4\n"
        f"FRAME_{code}_CLASS_ID = {code}\nFRAME_{code}_CENTER = 499\nTKFRAME_{code}_RELATIVE = 'IAU_MARS'\n"
        for name, code in (("BY_NAME", 1_999_001), ("BY_CODE", 1_999_002))
    )
    said = "OBJECT_MARS_FRAME = 'BY_NAME'\nOBJECT_499_FRAME = 'BY_CODE'\n"
    files = {
        "z.tf": f"KPL/FK\n{D}{frames}OBJECT_499_FRAME = 'BY_NAME'\n".encode(),
        "b.tf": f"KPL/FK\n{D}{frames}{said}".encode(),
    }
    async with open_rack(tmp_path) as rack:
        for path, data in files.items():
            (tmp_path / path).write_bytes(data)
        await rack.commit(files)
        named = {"calculation": "names", "of": "body-frames"}
        told = (await ask(rack, {**named, "names": ["MARS", 499]})).json()
        alone = (await ask(rack, {**named, "names": ["mars"]})).json()

    assert [row[2] for row in told["rows"]] == ["BY_NAME", "BY_CODE"]
    assert [one["path"] for one in told["kernels"]] == ["b.tf"]
    assert "b.tf has other values than z.tf for OBJECT_499_FRAME: those of b.tf count" in told["notes"]
    assert [row[2] for row in alone["rows"]] == ["BY_NAME"]


async def test_many_spans_are_answered_over_a_gap_as_few_are(tmp_path: Path) -> None:
    """As steps and as windows of a search; one that meets the gap is told it."""
    spans = [[at / 40 * 86_400, at / 40 * 86_400 + 60] for at in (*range(79), *range(121, 159))]
    julian = [[f"{2451545 + one / 86_400:.6f} JD TDB" for one in span] for span in spans]
    search = {
        "calculation": "search-distance",
        "target": "-999",
        "observer": "399",
        "aberration": "NONE",
        "condition": {"relation": ">", "value": 1},
        "step": 30,
    }
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        stepped = [
            await ask(rack, {**STATES, "times": {"spans": one, "count": 2}}) for one in (spans, julian)
        ]
        searched = await ask(rack, {**search, "window": {"spans": spans}})
        lacking = await ask(rack, {**STATES, "times": {"spans": [*spans, [216_000, 216_060]], "count": 2}})

    assert [len(one.json().get("rows", ())) for one in stepped] == [2 * len(spans)] * 2
    assert searched.status_code == 200, searched.text
    assert lacking.status_code == 409
    assert {"start": 216_000.0, "stop": 216_060.0}.items() <= lacking.json()["gap"].items()


async def test_the_pointings_of_a_window_are_told_though_it_has_gaps(tmp_path: Path) -> None:
    """Found by a stranger: what a CK holds now and then was refused; a window without any still is."""
    files = {"sclk/craft_9.tsc": "craft_9.tsc", "ck/craft_v1.bc": "craft_v1.bc"}
    pointings = {"calculation": "pointing-times", "frame": "TESTCRAFT"}
    async with open_rack(tmp_path) as rack:
        await commit(rack, tmp_path)
        for path, name in files.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(made(name))
        await rack.commit({path: made(name) for path, name in files.items()})
        told = await ask(rack, {**pointings, "window": {"spans": [[-42_990.0, -42_700.0]]}})
        none = await ask(rack, {**pointings, "window": {"spans": [[0.0, 100.0]]}})
    assert told.status_code == 200, told.text
    assert len(told.json()["rows"]) > 2
    assert none.status_code == 409
