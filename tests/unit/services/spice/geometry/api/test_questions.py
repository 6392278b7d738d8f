"""Geometry is asked over HTTP: answers name their kernels, and errors what to do."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from shared.contracts.http.knowledge.kernels import MissingPart
from tests.kernels.made import made
from tests.unit.services.spice.geometry.api.doors import Door, door_of
from tests.unit.services.spice.geometry.process.asking import leap_seconds

MOON: dict[str, Any] = {"target": "-999", "observer": "399", "times": {"at": [1000.0, 2000.0]}}


ENDS = ("complete", "failed")


def lay_all(door: Door) -> None:
    """Lay leap seconds and an ephemeris."""
    door.laid.lay("a.tls", leap_seconds())
    door.laid.lay("a.bsp", made("craft_v1.bsp"))


async def test_an_answer_names_its_kernels_and_is_the_same_each_time(tmp_path: Path) -> None:
    """In the order of loading, and by another process too (I13)."""
    async with door_of(tmp_path) as door:
        lay_all(door)
        first = await door.ask("states", **MOON)
        await door.geometry.pool.stop()
        second = await door.ask("states", **MOON)

    assert first.status_code == 200, first.text
    assert [one["path"] for one in first.json()["kernels"]] == ["a.tls", "a.bsp"]
    assert first.headers["SpiceRack-Revision"] == "9"
    assert first.headers["SpiceRack-Kernel-Set"] == first.json()["kernel_set"]
    assert len(first.json()["rows"]) == 2
    assert first.content == second.content


async def test_kernels_are_chosen_by_a_meta_kernel_by_paths_or_for_the_question(tmp_path: Path) -> None:
    """What is not named is found for what the question needs."""
    async with door_of(tmp_path) as door:
        lay_all(door)
        mk = await door.ask("states", **MOON, kernels={"meta_kernel": "mk/all.tm"})
        named = await door.ask("states", **MOON, kernels={"paths": ["a.bsp", "a.tls"]})
        found = await door.ask("states", **MOON)
        none = await door.ask("states", **MOON, kernels={"meta_kernel": "mk/none.tm"})
        both = await door.ask("states", **MOON, kernels={"meta_kernel": "a", "paths": ["a"]})

    assert [one["path"] for one in named.json()["kernels"]] == ["a.bsp", "a.tls"]
    assert [one.status_code for one in (mk, named, found, none, both)] == [200, 200, 200, 404, 422]
    assert door.laid.asked[0].bodies == ("-999", "399")


async def test_answers_come_in_the_form_that_is_asked_for(tmp_path: Path) -> None:
    """By the query, or by `Accept`."""
    async with door_of(tmp_path) as door:
        lay_all(door)
        text = await door.ask("states", **MOON, form="csv")
        body = {"question": {"calculation": "states", **MOON}}
        arrow = await door.client.post(
            "/api/v1/spice/geometry", json=body, headers={"Accept": "application/vnd.apache.arrow.stream"}
        )

    assert text.headers["content-type"].startswith("text/csv")
    assert "# kernel: a.bsp" in text.text
    assert pa.ipc.open_stream(arrow.content).read_all().num_rows == 2


@pytest.mark.parametrize(
    ("fields", "status", "reason", "spice"),
    [
        ({"target": "VULCAN"}, 404, "unknown-name", "SPICE(IDCODENOTFOUND)"),
        ({"frame": "NOWHERE"}, 404, "unknown-frame", "SPICE(UNKNOWNFRAME)"),
        ({"times": {"at": "2020-13-01"}}, 422, "unparsable-time", "SPICE(BADTIMESTRING)"),
        ({"times": {"at": 2.5 * 86400}}, 409, "no-coverage", "SPICE(SPKINSUFFDATA)"),
        ({"times": {"start": 0.0, "stop": 1e9, "step": 1.0}}, 422, "too-many", ""),
    ],
)
async def test_each_error_is_one_precise_problem(
    tmp_path: Path, fields: dict[str, Any], status: int, reason: str, spice: str
) -> None:
    """Status, reason, CSPICE's short error, and one line."""
    async with door_of(tmp_path) as door:
        lay_all(door)
        answer = await door.ask("states", **{**MOON, **fields})

    told = answer.json()
    assert (answer.status_code, told["reason"], told["spice"]) == (status, reason, spice)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "\n" not in told["detail"]


async def test_a_time_without_coverage_is_told_with_its_gap(tmp_path: Path) -> None:
    """The kernel has data for the second day and the fourth."""
    async with door_of(tmp_path) as door:
        lay_all(door)
        answer = await door.ask("states", **{**MOON, "times": {"at": 2.5 * 86400}})

    assert answer.json()["body"] == -999
    assert (answer.json()["gap"]["start"], answer.json()["gap"]["stop"]) == (2 * 86400, 3 * 86400)


async def test_a_set_that_lacks_a_part_says_which(tmp_path: Path) -> None:
    """Before anything is loaded."""
    async with door_of(tmp_path) as door:
        lay_all(door)
        door.laid.lacking = (MissingPart(what="body -999", kind="spk"),)
        answer = await door.ask("states", **MOON)

    assert answer.status_code == 409
    assert "lacks spk for body -999" in answer.json()["detail"]


async def test_a_misspelt_field_is_refused(tmp_path: Path) -> None:
    """It would have answered another question."""
    async with door_of(tmp_path) as door:
        answer = await door.ask("states", **MOON, abcorr="LT")

    assert answer.status_code == 422
    assert "abcorr" in answer.json()["detail"]


async def test_a_question_that_takes_too_long_is_told_to_be_a_job(tmp_path: Path) -> None:
    """And its process is ended."""
    async with door_of(tmp_path, geometry_seconds=0.01) as door:
        lay_all(door)
        answer = await door.ask("states", **{**MOON, "times": {"start": 0.0, "stop": 8e4, "count": 90_000}})

    assert answer.status_code == 503
    assert "as a job" in answer.json()["detail"]


async def test_a_job_is_submitted_followed_fetched_and_removed(tmp_path: Path) -> None:
    """Its answer is that of the same question at once."""
    async with door_of(tmp_path) as door:
        lay_all(door)
        body = {"question": {"calculation": "states", **MOON}}
        submitted = await door.client.post("/api/v1/spice/geometry/jobs", json=body)
        place = submitted.headers["Location"]
        early = await door.client.get(f"{place}/answer")
        async with asyncio.timeout(60):
            while (await door.client.get(place)).json()["phase"] not in ENDS:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        answer = await door.client.get(f"{place}/answer")
        at_once = await door.ask("states", **MOON)
        removed = await door.client.delete(place)
        gone = await door.client.get(place)

    assert (submitted.status_code, early.status_code) == (202, 409)
    assert json.loads(answer.content)["rows"] == at_once.json()["rows"]
    assert answer.content == at_once.content
    assert (removed.status_code, gone.status_code) == (204, 404)
