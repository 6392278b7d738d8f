"""Our own list of frames, and the values that frames have."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
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
                headers={
                    "AIRMASS": 1.0 + number / 10,
                    "NOTE": str(number),
                    "GAIN": number,
                    "EVEN": number % 2 == 0,
                },
                instrument_id="" if number == 0 else "fa01",
                target_name="=1+1",
            )
            await opened.add(f"f{number}", facts)
        await opened.settle()
        yield opened


async def names(desk: Desk, query: str, token: str = "") -> list[str]:
    """Return the basenames of a list."""
    answer = await desk.get(f"{LIST}?{query}", token)
    assert answer.status_code == 200, answer.text
    return sorted(row["basename"] for row in answer.json()["frames"])


async def test_any_header_keyword_is_asked_for(desk: Desk) -> None:
    """By value, whatever its type, and by range."""
    assert await names(desk, "header.NOTE=3") == ["f3"]
    assert await names(desk, "header.GAIN=4") == ["f4"]
    assert await names(desk, "header.AIRMASS.min=1.15&header.AIRMASS.max=1.35") == ["f2", "f3"]
    assert await names(desk, "header.NOTE.min=0") == []
    assert await names(desk, "header.NO-SUCH=1") == []


async def test_keywords_and_logical_values_are_asked_for_as_cards_write_them(desk: Desk) -> None:
    """Keywords have no case in FITS; T and F are true and false."""
    assert await names(desk, "header.EVEN=T") == await names(desk, "header.EVEN=true") == ["f0", "f2", "f4"]
    assert await names(desk, "header.even=F&header.gain.min=2") == ["f3", "f5"]


REFUSED = (
    *(
        "header.GAIN=5&header.GAIN=4",
        "cone=1,2,1&cone=3,4,1",
        "site_id=a&site_id=b",
        "columns=url&columns=id",
    ),
    *("header.GAIN=", "cone=", "columns=", "limit=0", "limit=-1", "limit=1.0", "limit=1001", "limit="),
)


async def test_nothing_is_passed_over(desk: Desk) -> None:
    """What is said twice or not at all, and a page of no size, is refused by its name; lists are repeated."""
    for query in REFUSED:
        answer = await desk.get(f"{LIST}?{query}")
        assert (answer.status_code, query.partition("=")[0] in answer.json()["detail"]) == (422, True), query
    assert await names(desk, "include_instrument_id=fa01&include_instrument_id=x&limit=1000") != []


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


@pytest.mark.parametrize("proposals", [(), ("P1",)])
async def test_what_changed_is_a_loop_that_misses_nothing(desk: Desk, proposals: tuple[str, ...]) -> None:
    """Each round begins where the last one stood, and has what came meanwhile, whatever stream told it."""
    said = desk.admin if not proposals else await desk.token(groups=proposals)
    first = (await desk.get(f"{LIST}?changed_since=0.0.0&limit=1", said)).json()
    place = first["position"]
    assert (await desk.get(f"{LIST}?changed_since={place}", said)).json()["frames"] == []
    await desk.add("new", facts_of("new"))
    await desk.describe("f1", facts_of("f1", target_name="renamed"))
    await desk.settle()
    seen, cursor, places = [], "", list[str]()
    while cursor is not None:
        query = f"changed_since={place}&limit=1{cursor and '&cursor=' + cursor}"
        page = (await desk.get(f"{LIST}?{query}", said)).json()
        seen += [row["basename"] for row in page["frames"]]
        cursor, places = page["next"], [*places, page["position"]]
        if cursor is not None:
            await desk.add("later", facts_of("later"))
            await desk.settle()
    assert {*seen} - {"later"} == {"f1", "new"}
    # Who keeps the last page's position has what came between the pages in the next round.
    assert len({*places}) == (1 if said == desk.admin else len(places))
    assert await names(desk, f"changed_since={places[-1]}", said) == ["later"]
    assert len(await names(desk, "changed_since=0.0.0", said)) == 8
    for query in ("changed_since=x", f"changed_since={place}&cursor=1.2"):
        assert (await desk.get(f"{LIST}?{query}", said)).status_code == 422, query


async def test_a_position_counts_nothing_for_who_does_not_see_everything(desk: Desk) -> None:
    """It is another text each time, of one length, and no other numbers are taken for one."""
    reader = await desk.token(groups=("P1",))
    found = [(await desk.get(f"{LIST}?changed_since=0.0.0", reader)) for _ in range(2)]
    one, other = (answer.json()["position"] for answer in found)
    assert (len({one, other}), {len(one), len(other)}) == (2, {81})
    for place in ("1.1.1", "0.0.1", one[:-1] + ("A" if one[-1] != "A" else "B"), one[1:]):
        answer = await desk.get(f"{LIST}?changed_since={place}", reader)
        assert (answer.status_code, "begin with 0.0.0" in answer.text) == (422, True), place
    widened = (await desk.get(f"{LIST}?changed_since={one}")).json()
    assert (widened["frames"], widened["position"].startswith("v")) == ([], False)
    known = {"Authorization": f"Token {reader}", "If-None-Match": found[0].headers["ETag"]}
    again = await desk.client.get(f"{LIST}?changed_since=0.0.0", headers=known)
    assert (found[0].headers["ETag"][:2], again.status_code) == ("W/", 304)


async def test_all_frames_are_one_stream(desk: Desk) -> None:
    """As CSV or as Parquet, with types, for readers of either."""
    answer = await desk.get(f"{LIST}/all?columns=basename,reduction_level&format=parquet")
    table = pq.read_table(io.BytesIO(answer.content))
    assert (table.num_rows, str(table.schema.field("reduction_level").type)) == (6, "int64")
    text = (await desk.get(f"{LIST}/all?columns=basename")).text
    assert sorted(row["basename"] for row in csv.DictReader(io.StringIO(text))) == sorted(
        table["basename"].to_pylist()
    )
    assert (await desk.get(f"{LIST}/all?limit=3")).status_code == 422


async def test_a_page_that_the_caller_has_is_not_told_again(desk: Desk) -> None:
    """By its ETag; another page has another one."""
    answer = await desk.get(f"{LIST}?limit=2")
    headers = {"Authorization": f"Token {desk.admin}", "If-None-Match": answer.headers["etag"]}
    assert (await desk.client.get(f"{LIST}?limit=2", headers=headers)).status_code == 304
    assert (await desk.client.get(f"{LIST}?limit=3", headers=headers)).status_code == 200


async def test_what_is_hidden_is_counted_where_the_operator_says_so(tmp_path: Path, database: str) -> None:
    """For questions of time and place alone, without a name; not at all by default."""
    later = BEGAN + timedelta(days=100_000)
    async with open_desk(tmp_path, database, tell_hidden=True) as desk:
        await desk.add("one", facts_of("one", public_date=BEGAN))
        await desk.add("two", facts_of("two", public_date=later, headers={"SECRET": 1}))
        await desk.settle()
        token = await desk.token()
        page = (await desk.get(LIST, token, start="2026-01-01")).json()
        assert page["hidden"] == {
            "frames": 1,
            "or_more": False,
            "first_public_on": later.isoformat().replace("+00:00", "Z"),
        }
        assert "hidden" not in (await desk.get(f"{LIST}?header.SECRET=1", token)).json()
        assert "hidden" not in (await desk.get(LIST)).json()
