"""The route of kernel sets, over kernels that CSPICE made."""

from pathlib import Path
from typing import Any

import pytest
import spiceypy

from shared.contracts.messages.sites.replica_rules import SiteRule
from spicerack.commands.science.lines.catalogue_lines import rule_lines
from spicerack.commands.sites.rules.rule_file import parse_rules
from tests.kernels.made import made
from tests.unit.services.spice.rack import Rack

FILES = {
    "lsk/naif9.tls": made("naif9.tls"),
    "sclk/craft_9.tsc": made("craft_9.tsc"),
    "fk/craft_v1.tf": made("craft_v1.tf"),
    "spk/craft_v1.bsp": made("craft_v1.bsp"),
    "ck/craft_v1.bc": made("craft_v1.bc"),
    "pck/frame_v1.bpc": made("frame_v1.bpc"),
}
RECORDS = b"".join(b" %d.5 %d.0 1.0\n" % (65_536_000 + 65_536 * at, at - 42_136) for at in range(1, 13_400))
"""Of a clock, more than a description has room for: parts of ticks are not packed."""

DAY = (["2000-01-01T13:00:00", "2000-01-01T14:00:00"],)


async def ask(rack: Rack, **question: object) -> Any:
    """Return the set of a question."""
    answer = await rack.client.post("/api/v1/spice/kernel-sets", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def paths(found: Any) -> list[str]:
    """Return the paths of a set."""
    return [one["path"] for one in found["members"]]


async def test_a_body_needs_its_ephemeris_and_leap_seconds(rack: Rack) -> None:
    """And nothing else of what is there."""
    revision = await rack.commit(FILES)
    found = await ask(rack, bodies=["-999", "EARTH"], times=DAY)

    assert paths(found) == ["lsk/naif9.tls", "spk/craft_v1.bsp"]
    assert (found["complete"], found["revision"], found["undescribed"]) == (True, revision, 0)
    assert found["members"][1]["needed_for"] == ["body -999"]
    assert await ask(rack, bodies=["-999", "EARTH"], times=[[3600, 7200.0]]) == found
    without = await ask(rack, bodies=[-999], times=DAY, leap_seconds=False)
    assert paths(without) == ["spk/craft_v1.bsp"]
    assert without["hash"] != found["hash"]


async def test_a_frame_of_a_spacecraft_needs_pointing_clock_and_its_definition(rack: Rack) -> None:
    """In the order in which they are loaded: text before what is asked by time."""
    await rack.commit(FILES)
    ck = (await rack.get("/coverage", instrument=-999000))["spans"][0]
    span = [str(ck["start"]), str(ck["stop"])]
    found = await ask(rack, frames=["TESTCRAFT"], times=[span])

    assert paths(found) == ["lsk/naif9.tls", "fk/craft_v1.tf", "sclk/craft_9.tsc", "ck/craft_v1.bc"]
    assert found["complete"]


async def test_what_is_missing_is_told_with_its_gap(rack: Rack) -> None:
    """The third day of the spacecraft; and a frame whose constants nobody has."""
    await rack.commit(FILES)
    found = await ask(rack, bodies=[-999], frames=["IAU_MARS"], times=[["2000-01-02", "2000-01-05"]])

    assert [(one["what"], one["kind"]) for one in found["missing"]] == [
        ("ephemeris of body -999", "spk"),
        ("orientation of body 499", "pck"),
    ]
    assert [round(one["stop"] - one["start"]) for one in found["missing"][0]["gaps"]] == [86400]
    assert not found["complete"]


async def test_the_mass_of_a_body_is_found_by_itself(rack: Rack) -> None:
    """In a kernel that has no radii, beside one that has radii alone; a barycenter has nothing else."""
    await rack.commit(
        {
            "pck/gm_v1.tpc": b"KPL/PCK\n\\begindata\nBODY499_GM = ( 42828.4 )\nBODY4_GM = ( 42828.4 )\n",
            "pck/radii_v1.tpc": b"KPL/PCK\n\\begindata\nBODY499_RADII = ( 3396 3396 3376 )\n",
        }
    )
    for body in ("MARS", 4):
        found = await ask(rack, masses=[body], leap_seconds=False)
        assert (paths(found), found["missing"]) == (["pck/gm_v1.tpc"], [])
    lacking = await ask(rack, masses=["SUN"], leap_seconds=False)
    assert [(one["what"], one["kind"]) for one in lacking["missing"]] == [("GM of body 10", "pck")]


async def test_a_set_is_loaded_by_cspice_as_a_meta_kernel(rack: Rack, tmp_path: Path) -> None:
    """With the folder that the caller names."""
    await rack.commit(FILES)
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    answer = await rack.client.post(
        "/api/v1/spice/kernel-sets",
        params={"as": "meta-kernel", "root": str(tmp_path)},
        json={"bodies": [-999, 399], "times": DAY},
    )
    assert answer.headers["content-type"].startswith("text/plain")
    (tmp_path / "set.tm").write_text(answer.text)
    spiceypy.furnsh(str(tmp_path / "set.tm"))
    try:
        assert spiceypy.spkpos("-999", 10.0, "J2000", "NONE", "EARTH")[0][0] == pytest.approx(7010.0)
    finally:
        spiceypy.kclear()


async def test_of_clocks_by_several_names_the_one_that_was_made_last_counts(rack: Rack) -> None:
    """Versions are numbered apart: a seventh of one name is no newer than a third of another."""
    old = made("craft_9.tsc")
    new = old.replace(b"@2026-01-01", b"@2026-03-01").replace(b"-42135.7 ", b"-42130.7 ")
    await rack.commit({**FILES, "sclk/craft_9.tsc": old, "sclk/craft_refit_v3.tsc": new})
    found = await ask(rack, clocks=[-999])
    both = (await rack.get("/coverage", instrument=-999000))["spans"]
    await rack.commit({"sclk/craft_9.tsc": None})
    alone = (await rack.get("/coverage", instrument=-999000))["spans"]

    assert paths(found) == ["lsk/naif9.tls", "sclk/craft_refit_v3.tsc"]
    assert both == alone


async def test_a_quality_that_is_named_comes_before_what_tells_none(rack: Rack) -> None:
    """Which fills what is left: the kernels of planets tell none."""
    other = made("craft_v1.bsp").replace(b"made by a test", b"made by a fast", 1)
    await rack.commit({"spk/craft_v1.bsp": made("craft_v1.bsp"), "spk/craft_predict.bsp": other})

    async def taken(*qualities: str) -> list[str]:
        return paths(await ask(rack, bodies=[-999], times=DAY, qualities=qualities, leap_seconds=False))

    assert await taken("predicted") == await taken("nadir", "predicted") == ["spk/craft_predict.bsp"]
    assert await taken() == await taken("untold") == await taken("smithed") == ["spk/craft_v1.bsp"]
    assert await taken("untold", "predicted") == ["spk/craft_v1.bsp"]


async def test_the_explanation_names_what_was_left_out(rack: Rack) -> None:
    """A broken kernel, an older version, one of a quality that was not asked for, and one not described."""
    other = made("craft_v1.bsp")
    await rack.commit(
        {
            **FILES,
            "spk/cut_v1.bsp": other[:3000],
            "spk/craft_v0.bsp": other.replace(b"made by a test", b"made by a rest", 1),
            "spk/craft_predict.bsp": other.replace(b"made by a test", b"made by a fast", 1),
        }
    )
    await rack.commit({"spk/new.bsp": b"DAF/SPK "}, describe=False)
    found = await ask(rack, bodies=[-999], times=DAY, qualities=["reconstructed"], explain=True)
    why = {one["path"]: one["why"] for one in found["considered"]}

    assert paths(found) == ["lsk/naif9.tls", "spk/craft_v1.bsp"]
    assert why["spk/craft_v1.bsp"] == "needed for body -999"
    assert why["spk/craft_v0.bsp"] == "spk/craft_v1.bsp is a newer version"
    assert why["spk/craft_predict.bsp"] == "its quality is predicted"
    assert found["undescribed"] == 1


@pytest.mark.parametrize(
    ("clock", "missing"),
    [
        (None, "the times of ck/craft_v1.bc"),
        (
            made("craft_9.tsc").replace(b" 6.5536E+9", RECORDS + b" 6.5536E+9"),
            "the times of ck/craft_v1.bc, which sclk/craft_9.tsc does not tell: name these kernels yourself",
        ),
    ],
)
async def test_of_pointings_without_times_the_clock_is_missing(
    rack: Rack, clock: bytes | None, missing: str
) -> None:
    """The pointings are there: whoever adds more of them is not helped."""
    await rack.commit({**FILES, "ck/craft_v1.bc": made("craft_v1.bc"), "fk/craft_v1.tf": made("craft_v1.tf")})
    await rack.commit({"sclk/craft_9.tsc": clock})
    found = await ask(rack, frames=["TESTCRAFT"], times=DAY)
    told = [(one["kind"], one["what"]) for one in found["missing"]]
    assert told == [("sclk", missing), ("ck", "orientation of instrument -999000")]


async def test_where_light_takes_its_time_a_frame_needs_its_center(rack: Rack) -> None:
    """Its orientation is that of when light left, which the body's ephemeris tells."""
    await rack.commit(FILES)
    found = await ask(rack, frames=["TESTCRAFT"], times=DAY)
    corrected = await ask(rack, frames=["TESTCRAFT"], times=DAY, to_barycenter=True)
    assert "spk/craft_v1.bsp" not in paths(found)
    assert "spk/craft_v1.bsp" in paths(corrected)
    await rack.commit({"ik/craft_v1.ti": b"KPL/IK\n\\begindata\nINS-999101_FOV_FRAME = 'TESTCRAFT'\n"})
    ray = await ask(rack, instruments=[-999101], times=DAY, to_barycenter=True)
    assert "spk/craft_v1.bsp" in paths(ray)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ({"bodies": ["NOBODY"], "times": DAY}, 404),
        ({"frames": ["NOWHERE"], "times": DAY}, 404),
        ({"bodies": ["MARS"]}, 422),
        ({"bodies": ["MARS"], "times": [["2000", "2001-01-01"]]}, 422),
        ({"bodies": ["MARS"], "times": [["2001-01-01", "2000-01-01"]]}, 422),
        ({"bodies": ["MARS"], "times": DAY, "qualities": ["good"]}, 422),
        ({"bodies": ["MARS"] * 101, "times": DAY}, 422),
        ({"clocks": [-(2**63) - 1], "times": DAY}, 422),
        ({"bodies": [10**30], "times": DAY}, 404),
        ({"instruments": [-(10**30)], "times": DAY}, 404),
        ({"shapes": [2**63], "masses": [2**63], "times": DAY}, 404),
        ({"frames": [2**63], "times": DAY}, 404),
    ],
)
async def test_odd_questions_are_answered_with_what_is_wrong(
    rack: Rack, question: dict[str, object], status: int
) -> None:
    """One precise problem each."""
    await rack.commit(FILES)
    answer = await rack.client.post("/api/v1/spice/kernel-sets", json=question)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


async def test_a_set_is_told_as_the_request_for_a_zip(rack: Rack) -> None:
    """Paths at the revision that the set is of: a gateway, where one is there, tells these very contents."""
    revision = await rack.commit(FILES)
    body = {"bodies": ["-999", "EARTH"], "times": DAY}
    told = await rack.client.post("/api/v1/spice/kernel-sets", json=body, params={"as": "archive"})
    empty = await rack.client.post(
        "/api/v1/spice/kernel-sets", json={"leap_seconds": False}, params={"as": "archive"}
    )

    found = told.json()
    assert found["request"]["paths"] == ["lsk/naif9.tls", "spk/craft_v1.bsp"]
    assert (found["request"]["at"], found["request"]["format"]) == (str(revision), "zip")
    assert found["url"] == ""
    assert empty.status_code == 409


async def test_a_set_is_the_rule_of_a_site_that_holds_it_and_nothing_else(rack: Rack) -> None:
    """Whatever its paths look like to a pattern; where there are too many kernels it says so."""
    odd = "spk/!odd [1] #*.bsp"
    await rack.commit({"lsk/naif9.tls": made("naif9.tls"), odd: made("craft_v1.bsp")})
    asked = {"bodies": [-999, 399], "times": DAY}
    answer = await rack.client.post("/api/v1/spice/kernel-sets?as=rule&site=zone%3Dlab", json=asked)
    own = await rack.client.post("/api/v1/spice/kernel-sets?as=rule", json=asked)
    none = await rack.client.post("/api/v1/spice/kernel-sets?as=rule", json={"leap_seconds": False})
    rule = SiteRule.model_validate(answer.json())
    (read,) = parse_rules("\n".join(rule_lines(rule))).rules

    assert (rule.sites, own.json()["sites"]) == (("zone=lab",), ["a"])
    assert read == rule
    assert [path for path in ("lsk/naif9.tls", odd) if not rule.filter.follows(path)] == []
    assert [
        path for path in ("naif9.tls", "lsk/naif9.tls2", "spk/xodd 1 #.bsp") if rule.filter.follows(path)
    ] == []
    assert (none.status_code, "a rule names 1 to" in none.text) == (409, True)
