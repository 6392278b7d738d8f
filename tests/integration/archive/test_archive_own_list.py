"""Our own list of frames, and the values that frames have."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.archive.desk import Desk, open_desk
from tests.integration.archive.world import BEGAN, facts_of, square

LIST = "/api/v1/archive/frames"


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with six frames."""
    async with open_desk(tmp_path, database) as opened:
        for number in range(6):
            facts = facts_of(
                f"f{number}",
                observation_date=BEGAN + timedelta(minutes=number // 2),
                footprint=square(359.8, 89.0 - number * 30),
                headers={"AIRMASS": 1.0 + number / 10, "NOTE": str(number), "GAIN": number},
                instrument_id="" if number == 0 else "fa01",
                target_name="=1+1",
            )
            await opened.add(f"f{number}", facts)
        await opened.settle()
        yield opened


async def names(desk: Desk, query: str) -> list[str]:
    """Return the basenames of a list."""
    answer = await desk.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.text
    return sorted(row["basename"] for row in answer.json()["frames"])


async def test_any_header_keyword_is_asked_for(desk: Desk) -> None:
    """By value, whatever its type, and by range."""
    assert await names(desk, "header.NOTE=3") == ["f3"]
    assert await names(desk, "header.GAIN=4") == ["f4"]
    assert await names(desk, "header.AIRMASS.min=1.15&header.AIRMASS.max=1.35") == ["f2", "f3"]
    assert await names(desk, "header.NOTE.min=0") == []
    assert await names(desk, "header.NO-SUCH=1") == []


async def test_a_cone_is_exact_at_the_pole_and_across_right_ascension_zero(desk: Desk) -> None:
    """A circle that misses a footprint by a little does not find it."""
    assert await names(desk, "cone=179.8,89.9,0.5") == []
    assert await names(desk, "cone=179.8,89.9,0.7") == ["f0"]
    assert await names(desk, "cone=0.1,59,0") == ["f1"]
    assert await names(desk, "cone=0.1,59,31") == ["f0", "f1", "f2"]


async def test_pages_follow_each_other_and_say_where(desk: Desk) -> None:
    """In the body and in the head."""
    seen: list[str] = []
    path: str | None = f"{LIST}?limit=2&columns=basename"
    while path:
        answer = await desk.get(path)
        seen += [row["basename"] for row in answer.json()["frames"]]
        path = answer.links.get("next", {}).get("url")
        assert (path is None) == (answer.json()["next"] is None)
        assert int(answer.headers["SpiceRack-Revision"]) > 0
    assert sorted(seen) == [f"f{number}" for number in range(6)]


async def test_csv_is_read_by_a_reader_of_csv(desk: Desk) -> None:
    """And is no formula of a spreadsheet."""
    answer = await desk.get(f"{LIST}?format=csv&columns=basename,target_name,area&header.NOTE=3")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["basename", "target_name", "area"]
    assert rows[1][:2] == ["f3", "'=1+1"]
    assert answer.headers["content-type"].startswith("text/csv")


async def test_an_unknown_parameter_is_refused_with_the_nearest_name(desk: Desk) -> None:
    """So that a filter with a slip of the pen does not find everything."""
    answer = await desk.get(f"{LIST}?instrument=fa01")
    assert (answer.status_code, "instrument_id" in answer.json()["detail"]) == (422, True)
    for query in ("header.A%22B=1", "cone=1,2", "cone=1,2,200", "columns=x", "format=xml", "cone=a,b,c"):
        assert (await desk.get(f"{LIST}?{query}")).status_code in (400, 422), query


async def test_the_values_of_frames_are_told(desk: Desk) -> None:
    """Without empty ones, of a window of time where one is asked for, which then has two ends."""
    found = (await desk.get("/frames/aggregate/")).json()
    assert (found["sites"], found["instruments"], found["proposals"]) == (["tst"], ["fa01"], ["P1"])
    later = await desk.get("/frames/aggregate/?start=2027-01-01&end=2027-02-01")
    assert later.json()["sites"] == []
    for query in ("site_id=tst", "start=2020-01-01&end=2026-01-01", "query_timeout=90000"):
        assert (await desk.get(f"/frames/aggregate/?{query}")).status_code == 400, query
