"""SpiceQL's functions, asked as its clients ask: states, orientations, times, names, kernels, errors."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.services.spice.faces.laid_rack import laid_rack, made_files, real_files
from tests.unit.services.spice.rack import Rack

CRAFT = {"target": "-999", "observer": "399", "frame": "J2000", "abcorr": "none"}
SCLK = {"mro/sclk/mro_sclkscet_00100_65536.tsc": "npb/kernels/sclk/mro_sclkscet_00100_65536.tsc"}


async def body_of(rack: Rack, function: str, **parameters: Any) -> Any:
    """Return the body of an answer that is right."""
    answer = await rack.client.get(f"/spiceql/{function}", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.json()["statusCode"] == 200, answer.text
    return answer.json()["body"]


async def value_of(rack: Rack, function: str, **parameters: Any) -> Any:
    """Return what a function returns."""
    return (await body_of(rack, function, **parameters))["return"]


async def error_of(rack: Rack, function: str, **parameters: Any) -> Any:
    """Return the body of an answer that tells an error: of HTTP its status is 200."""
    answer = await rack.client.get(f"/spiceql/{function}", params=parameters)
    assert (answer.status_code, answer.json()["statusCode"]) == (200, 500), answer.text
    return answer.json()["body"]


async def test_states_are_told_with_the_kernels_that_they_come_from(tmp_path: Path) -> None:
    """The least set by kind, each kernel with its hash, in the order of loading (I13); so has POST."""
    async with laid_rack(tmp_path, made_files()) as rack:
        told = await body_of(rack, "getTargetStates", ets="[1000.0,2000.0]", **CRAFT)
        ranged = await value_of(
            rack, "getTargetStatesRanged", startEt=1000.0, stopEt=2000.0, numRecords=2, **CRAFT
        )
        repeated = await value_of(rack, "getTargetStates", ets=["1000.0", "2000.0"], **CRAFT)
        texts = {**CRAFT, "ets": "[1000.0, 2000.0]", "searchKernels": "True", "kernelList": "[]"}
        posted = await rack.client.post("/spiceql/getTargetStates", json=texts)
        numbers = {**CRAFT, "startEt": "1000.0", "stopEt": "2000.0", "numRecords": "2"}
        counted = await rack.client.post("/spiceql/getTargetStates", json=numbers)
        around_a_gap = await value_of(rack, "getTargetStates", ets="[1000.0,300000.0]", **CRAFT)
        within = await error_of(rack, "getTargetStates", ets="[1000.0,200000.0,300000.0]", **CRAFT)

    assert [len(row) for row in told["return"]] == [7, 7]
    assert told["return"][0] == pytest.approx([8000, 1001, 2003, 1, 1, 1, 0.0277107], abs=1e-6)
    assert told["kernels"] == {"lsk": ["lsk/naif9.tls"], "spk": ["spk/craft_v1.bsp"]}
    assert [one["path"] for one in told["loaded"]] == ["lsk/naif9.tls", "spk/craft_v1.bsp"]
    assert all(len(one["hash"]) == 64 and one["revision"] > 0 for one in told["loaded"])
    assert told["return"] == ranged == repeated == posted.json()["body"]["return"]
    assert counted.json()["body"]["return"] == ranged
    assert [len(row) for row in around_a_gap] == [7, 7]
    assert "ephemeris of body -999 at 2000-01-03T19:32:15" in within["error"]


async def test_orientations_are_those_of_the_ck_at_its_own_times(tmp_path: Path) -> None:
    """Between two records as CSPICE interpolates; POST, whose frames SpiceQL itself forgets, has the same."""
    async with laid_rack(tmp_path, made_files()) as rack:
        start = await value_of(rack, "doubleSclkToEt", frameCode=-999, sclk=10_010_050.0)
        stop = await value_of(rack, "doubleSclkToEt", frameCode=-999000, sclk=10_010_150.0)
        frames = {"toFrame": -999000, "refFrame": 1}
        one = await value_of(rack, "getTargetOrientations", ets=start, **frames)
        posted = await rack.client.post("/spiceql/getTargetOrientations", json={"ets": start, **frames})
        ranged = await value_of(
            rack, "getTargetOrientationsRanged", startEt=start, stopEt=stop, numRecords=3, **frames
        )
        times = await value_of(
            rack, "extractExactCkTimes", observStart=start, observEnd=stop, targetFrame=-999000
        )
        exact = await value_of(
            rack, "getExactTargetOrientations", startEt=start, stopEt=stop, exactCkFrame=-999000, **frames
        )
        ticks = await value_of(rack, "doubleEtsToSclkTicks", frameCode=-999, ets=str(times))
        chain = await value_of(rack, "frameTrace", et=start, initialFrame=-999000)

    assert len(one) == 1
    assert len(one[0]) == 7
    assert sum(part * part for part in one[0][:4]) == pytest.approx(1.0)
    assert one[0][4:] == pytest.approx([1e-4] * 3)
    assert posted.json()["body"]["return"] == one
    assert [ranged[0], len(ranged)] == [one[0], 3]
    assert ticks == pytest.approx([10_010_000, 10_010_100, 10_010_200], abs=1e-2)
    assert [row[0] for row in exact] == times
    assert {len(row) for row in exact} == {8}
    assert chain == [[-999000, 1], []]


async def test_clocks_and_names_are_found_by_what_kernels_say(tmp_path: Path) -> None:
    """Without a mission: the kernel that defines a clock, a frame or a body is found by it."""
    async with laid_rack(tmp_path, made_files()) as rack:
        et = await value_of(rack, "strSclkToEt", frameCode=-999, sclk="2/0000000100.0")
        back = await value_of(rack, "doubleEtToSclk", frameCode=-999, et=et)
        code = await body_of(rack, "translateNameToCode", frame="testcraft")
        told = [
            await value_of(rack, "translateCodeToName", frame=-999000),
            await value_of(rack, "translateCodeToName", frame=399),
            await value_of(rack, "getFrameInfo", frame=-999000),
        ]

    assert back == "2/0000000100.00000"
    assert (code["return"], code["kernels"]) == (-999000, {"fk": ["fk/craft_v1.tf"]})
    assert told == ["TESTCRAFT", "EARTH", [-999, 3, -999000]]


async def test_kernels_are_searched_and_listed(tmp_path: Path) -> None:
    """By body and times, with the quality; by lists of paths or patterns, whose brackets are kept."""
    listed = '["/craft/spk/craft_v[0-9]\\\\{1\\\\}.bsp", "lsk/naif9.tls"]'
    async with laid_rack(tmp_path, made_files()) as rack:
        found = await body_of(rack, "searchForKernelsets", spiceqlNames='["-999"]', types='["spk","ck"]')
        later = await body_of(
            rack, "searchForKernelsets", spiceqlNames="-999", startEt=2.2 * 86400, stopEt=2.8 * 86400
        )
        told = await body_of(
            rack, "getTargetStates", ets="1000.0", searchKernels="False", kernelList=listed, **CRAFT
        )
        health = await rack.client.get("/spiceql/")

    assert found["return"] == ""
    assert found["kernels"] == {"spk": ["spk/craft_v1.bsp"], "-999_spk_quality": "untold"}
    assert later["kernels"] == {}
    assert told["kernels"] == {"spk": ["spk/craft_v1.bsp"], "lsk": ["lsk/naif9.tls"]}
    assert health.json()["is_healthy"] is True


ERRORS: Iterable[tuple[str, dict[str, Any], str, str]] = [
    ("getTargetStates", {**CRAFT, "ets": "1", "target": "VULCAN"}, "VULCAN", "SPICE(IDCODENOTFOUND)"),
    (
        "getTargetStates",
        {**CRAFT, "ets": "2.5e5"},
        "lacks spk for ephemeris of body -999",
        "SPICE(SPKINSUFFDATA)",
    ),
    ("getTargetStates", {**CRAFT, "ets": "[1"}, "brackets", ""),
    ("getTargetStates", {**CRAFT, "ets": "one"}, "could not convert", ""),
    ("getTargetStates", {**CRAFT, "ets": "[]"}, "at least", ""),
    ("getTargetStates", CRAFT, "say ets", ""),
    ("getTargetStates", {**CRAFT, "ets": "1", "abcorr": "WRONG"}, "aberration", ""),
    ("getTargetStates", {**CRAFT, "ets": "1", "spkQualities": "perfect"}, "'perfect' is no quality", ""),
    ("getTargetStates", {**CRAFT, "ets": "1", "kernelList": "/../../etc/passwd"}, "kernelList", ""),
    ("getTargetStates", {**CRAFT, "ets": "1", "kernelList": "/craft/spk/(a"}, "no pattern", ""),
    ("getTargetStates", {**CRAFT, "ets": "1", "kernelList": "/craft/spk/((((a+)+)+)+)+$"}, "names no", ""),
    ("getTargetStates", {**CRAFT, "ets": "1", "kernelList": "/craft/spk/a{9999}{9999}"}, "no pattern", ""),
    ("utcToEt", {"utc": "gibberish"}, "cannot be understood", "SPICE(UNPARSEDTIME)"),
    ("etToUtc", {"et": 0, "format": "X", "precision": 3}, "none of C", ""),
    ("strSclkToEt", {"frameCode": -77, "sclk": "1/1"}, "SCLK", "SPICE(KERNELVARNOTFOUND)"),
    (
        "getTargetOrientations",
        {"ets": "1e8", "toFrame": -999000, "refFrame": 1},
        "lacks ck",
        "SPICE(CKINSUFFDATA)",
    ),
    (
        "getTargetOrientations",
        {"ets": "1", "toFrame": -5, "refFrame": 1},
        "'-5' names no frame",
        "SPICE(UNKNOWNFRAME)",
    ),
    ("translateNameToCode", {"frame": "NOBODY"}, "NOBODY", ""),
    ("translateCodeToName", {"frame": -777777}, "-777777", ""),
    ("getFrameInfo", {"frame": -777777}, "-777777", ""),
    ("getTargetFrameInfo", {"targetId": -777777}, "-777777", ""),
    ("searchForKernelsets", {"spiceqlNames": "nobody"}, "names no mission", ""),
    ("searchForKernelsets", {}, "say from 1", ""),
]


async def test_errors_are_told_in_the_envelope(tmp_path: Path) -> None:
    """Each in a line that says what was wrong, with CSPICE's short error where it is CSPICE's."""
    async with laid_rack(tmp_path, made_files()) as rack:
        for function, parameters, words, spice in ERRORS:
            told = await error_of(rack, function, **parameters)
            assert words in told["error"], (function, parameters, told)
            assert told.get("spice", "") == spice, told
        wrong = await rack.client.get("/spiceql/getFrameInfo", params={"frame": "no number"})

    assert wrong.status_code == 422


async def test_the_published_numbers_are_told(tmp_path: Path) -> None:
    """What SpiceQL's own remote tests expect, as far as the kernels here go; states to another ephemeris."""
    sun = {"target": "SUN", "observer": "Mars", "frame": "IAU_MARS", "abcorr": "LT+S", "mission": "ctx"}
    async with laid_rack(tmp_path, {**real_files(), **real_files(SCLK)}) as rack:
        et = await value_of(rack, "utcToEt", utc="1971-08-04T16:28:24.9159358")
        told = {
            form: await value_of(rack, "etToUtc", et=et, format=form, precision=10)
            for form in ("C", "D", "J", "ISOC", "ISOD")
        }
        states = await value_of(rack, "getTargetStates", ets="[690201375.8323615]", **sun)
        constants = await value_of(rack, "findTargetKeywords", key="*499*", mission="ctx")
        frame = await value_of(rack, "getTargetFrameInfo", targetId=499)
        clock = await value_of(rack, "strSclkToEt", frameCode=-74, sclk="1321396563:036")
        bare = await value_of(
            rack, "utcToEt", utc="1971-08-04T16:28:24.9159358", searchKernels="false", kernelList="[]"
        )

    assert et == bare == pytest.approx(-896556653.900884, abs=1e-6)
    assert told["C"] == "1971 AUG 04 16:28:24.9159357548"
    assert told["D"].startswith("1971-216 // 16:28:24.91593575")
    assert told["J"].startswith("JD 2441168.18639")
    assert told["ISOC"].startswith("1971-08-04T16:28:24.915935")
    assert told["ISOD"].startswith("1971-216T16:28:24.915935")
    expected = [123515791.9195627, 187209003.7067195, 80611152.03610656, 13251.543112834495]
    assert states[0][:4] == pytest.approx(expected, rel=1e-7)
    assert states[0][6] == pytest.approx(794.9856233875888, rel=1e-8)
    assert constants["BODY499_RADII"] == [3396.19, 3396.19, 3376.2]
    assert frame == {"frameCode": 10014, "frameName": "IAU_MARS"}
    assert clock == pytest.approx(690201375.8323615, abs=0.1)
