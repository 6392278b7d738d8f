"""Routes about kernels."""

from pathlib import Path

import pytest

from tests.kernels.long_clock import long_clock
from tests.kernels.made import FK, made
from tests.unit.services.spice.rack import Rack, open_rack

FILES = {
    "lsk/naif9.tls": made("naif9.tls"),
    "sclk/craft_9.tsc": made("craft_9.tsc"),
    "fk/craft_v1.tf": made("craft_v1.tf"),
    "spk/craft_v1.bsp": made("craft_v1.bsp"),
    "ck/craft_v1.bc": made("craft_v1.bc"),
    "pck/frame_v1.bpc": made("frame_v1.bpc"),
    "readme.txt": b"no kernel",
}


async def test_kernels_are_found_by_kind_body_instrument_and_frame(rack: Rack) -> None:
    """By what their bytes tell; prose is no kernel, and an instrument is named by a frame kernel."""
    revision = await rack.commit(FILES)
    found = await rack.get("/kernels")

    assert found["revision"] == revision
    assert [one["path"] for one in found["kernels"]] == sorted(FILES.keys() - {"readme.txt"})
    assert await rack.paths(kind="spk") == ["spk/craft_v1.bsp"]
    assert await rack.paths(body="MOON") == ["spk/craft_v1.bsp"]
    assert await rack.paths(body="-999") == ["spk/craft_v1.bsp"]
    assert await rack.paths(instrument=-999000) == ["ck/craft_v1.bc"]
    assert await rack.paths(frame="ITRF93") == ["pck/frame_v1.bpc"]


async def test_the_answer_says_its_revision_and_can_be_waited_for(rack: Rack) -> None:
    """A revision that is not there in time is told to be late, with when to ask again."""
    revision = await rack.commit(FILES)
    answer = await rack.client.get("/api/v1/spice/kernels", params={"wait_for": revision})
    assert answer.headers["SpiceRack-Revision"] == str(revision)
    rack.context.config.__dict__["wait_seconds"] = 0.0
    late = await rack.client.get("/api/v1/spice/kernels", params={"wait_for": revision + 1})
    assert (late.status_code, late.headers["Retry-After"]) == (503, "1")


async def test_a_service_that_does_not_know_all_kernels_yet_is_not_asked(rack: Rack) -> None:
    """It would lack some, and nothing would say so: whoever asks comes again, or asks another replica."""
    await rack.commit(FILES)
    rack.context.known.clear()
    for path in ("kernels", "coverage?body=MOON", "missions", "metakernels"):
        answer = await rack.client.get(f"/api/v1/spice/{path}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1"), path
    rack.context.known.set()
    assert await rack.paths(kind="spk") == ["spk/craft_v1.bsp"]


async def test_times_select_by_what_is_covered_with_gaps(rack: Rack) -> None:
    """Third day of the spacecraft's SPK is a gap of it; the clock turns a CK's ticks into times."""
    await rack.commit(FILES)

    assert await rack.paths(body="-999", covers="2000-01-02/2000-01-03") == ["spk/craft_v1.bsp"]
    assert await rack.paths(body="-999", covers="2000-01-04T00:00/2000-01-04T10:00") == []
    ck = (await rack.get("/kernels", instrument=-999000))["kernels"][0]
    assert ck["coverage"][0]["timed"]
    span = ck["coverage"][0]["spans"][0]
    assert await rack.paths(instrument=-999000, covers=f"{span['start']}/{span['stop']}") == [
        "ck/craft_v1.bc"
    ]
    await rack.commit({"sclk/craft_9.tsc": None})
    assert await rack.paths(instrument=-999000, covers=f"{span['start']}/{span['stop']}") == []


async def test_a_clock_with_very_many_records_turns_ticks_into_times(rack: Rack) -> None:
    """As LRO's has: the newest of several counts, as with any other."""
    await rack.commit(FILES | {"sclk/craft_9.tsc": None, "sclk/craft_9_v1.tsc": made("craft_9.tsc")})
    before = (await rack.get("/coverage", instrument=-999000))["spans"]
    await rack.commit({"sclk/craft_9_v2.tsc": long_clock()})
    after = await rack.get("/coverage", instrument=-999000)

    assert after["untimed"] == []
    moved = after["spans"][0]["start"] - before[0]["start"]
    assert moved == pytest.approx(-0.0170685425, abs=1e-6)  # as CSPICE has it by the two clocks
    await rack.commit({"sclk/craft_9_v2.tsc": None})
    assert (await rack.get("/coverage", instrument=-999000))["spans"] == before


async def test_problems_are_listed_by_their_code(rack: Rack) -> None:
    """A kernel that lacks its end is told with what is wrong."""
    await rack.commit(FILES | {"spk/cut.bsp": made("craft_v1.bsp")[:3000]})
    found = (await rack.get("/kernels", problem="any"))["kernels"]

    assert [one["path"] for one in found] == ["spk/cut.bsp"]
    code = found[0]["problems"][0]["code"]
    assert await rack.paths(problem=code) == ["spk/cut.bsp"]
    assert await rack.paths(problem="nothing-so") == []


async def test_the_latest_are_those_that_no_newer_version_replaced(rack: Rack) -> None:
    """Version 10 is newer than version 9, and says so of the older one."""
    await rack.commit({"fk/craft_v9.tf": FK.encode(), "fk/craft_v10.tf": FK.encode() + b"\n"})
    found = (await rack.get("/kernels"))["kernels"]

    assert await rack.paths(latest=True) == ["fk/craft_v10.tf"]
    assert [one["superseded_by"] for one in found] == [None, "fk/craft_v10.tf"]


async def test_the_latest_at_a_time_are_those_that_no_newer_version_replaced_then(rack: Rack) -> None:
    """Found by a stranger: a prediction of a day was hidden by a reconstruction that has other days."""
    early, late = made("craft_v1.bsp"), made("many_v1.bsp")
    await rack.commit({"spk/craft_pred_v1.bsp": late, "spk/craft_rec_v1.bsp": early})

    async def latest(covers: str) -> list[str]:
        return await rack.paths(body=-999, latest=True, covers=covers)

    assert await latest("2000-01-01T12:05") == ["spk/craft_rec_v1.bsp"]
    assert await latest("2000-01-08") == ["spk/craft_pred_v1.bsp"]
    assert await rack.paths(body=-999, latest=True) == ["spk/craft_rec_v1.bsp"]


async def test_pages_go_on_where_the_one_before_ended(rack: Rack) -> None:
    """Each kernel comes once, and the last page has no next."""
    await rack.commit(FILES)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = await rack.get("/kernels", limit=2, after=after)
        seen += [one["path"] for one in page["kernels"]]
        after = page["next"]

    assert seen == sorted(FILES.keys() - {"readme.txt"})


async def test_odd_questions_are_answered_with_what_is_wrong(rack: Rack) -> None:
    """A name that nobody knows is not found; a time that is none is malformed."""
    for parameters, status in (
        ({"body": "NOBODY"}, 404),
        ({"covers": "yesterday"}, 422),
        ({"covers": "2001-01-01/2000-01-01"}, 422),
        ({"kind": "film"}, 422),
        ({"quality": "good"}, 422),
    ):
        answer = await rack.client.get("/api/v1/spice/kernels", params=parameters)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


async def test_what_is_known_survives_a_restart_and_is_made_anew_when_dropped(tmp_path: Path) -> None:
    """The same answer from the file, from nothing but the bus, and after what was deleted meanwhile."""
    async with open_rack(tmp_path) as first:
        await first.commit(FILES)
        told, bus, tree = await first.get("/kernels"), first.bus, first.tree
    async with open_rack(tmp_path, bus=bus) as again:
        assert await again.get("/kernels") == told
    for file in (tmp_path / "state").glob("*.db*"):
        file.unlink()
    async with open_rack(tmp_path, bus=bus) as anew:
        assert await anew.get("/kernels") == told
        anew.tree, anew.number = tree, 1
        await anew.commit({"ck/craft_v1.bc": None})
        assert "ck/craft_v1.bc" not in await anew.paths()
