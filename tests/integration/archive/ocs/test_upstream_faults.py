"""What is wrong in OCS' archive, by its list in docs/archive.md, is right here: a row each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, event, text

from services.archive.api.bytes import disposition
from services.archive.database.server.embedded import SETTINGS
from services.archive.database.store.events import untold
from services.archive.fold.names import frame_number
from shared.contracts.http.access import AccessRules
from tests.integration.archive.desk import COLLECTION, PATIENCE, Desk, open_desk
from tests.integration.archive.events.test_archive_events import said
from tests.integration.archive.ocs.test_archive_posts import body_of, post
from tests.integration.archive.world import BEGAN, facts_of, md5_of

FAR = timedelta(days=100_000)

Row = Callable[[Desk], Awaitable[None]]


async def _bytes_are_for_those_who_see_the_frame(desk: Desk) -> None:
    number = frame_number("secret")
    for path in (f"/frame-funpack/{number}/funpack/", f"/frame-catalog/{number}/catalog/"):
        assert (await desk.get(path, None)).status_code == 404


async def _versions_are_found_by_their_md5(desk: Desk) -> None:
    counts = [(await desk.get("/versions/", md5=md5_of(name))).json()["count"] for name in ("open", "nobody")]
    assert counts == [1, 0]


async def _aggregate_tells_what_the_caller_sees(desk: Desk) -> None:
    anonymous = (await desk.get("/frames/aggregate/", None)).json()["proposals"]
    admin = (await desk.get("/frames/aggregate/")).json()["proposals"]
    assert (anonymous, admin) == (["P1"], ["P1", "SECRET"])


async def _an_error_has_its_own_status(desk: Desk) -> None:
    assert (await desk.get("/frames/aggregate/", site_id="tst")).status_code == 400
    assert (await desk.get("/frames/aggregate/", query_timeout="20001")).status_code == 400


async def _a_next_page_is_there_as_long_as_there_are_rows(desk: Desk) -> None:
    names, url = [], "/frames/?limit=1"
    while url:
        page = (await desk.get(url)).json()
        names += [row["basename"] for row in page["results"]]
        url = page["next"]
    assert names == await desk.names()
    assert len(set(names)) == len(names) == 4


async def _an_earlier_version_keeps_its_bytes(desk: Desk) -> None:
    with desk.context.databases.writer.connect() as connection:
        query = text("SELECT path, md5, size FROM version WHERE frame_id = :frame ORDER BY rank")
        rows = connection.execute(query, {"frame": frame_number("again")}).all()
    assert [tuple(row) for row in rows] == [
        ("new/again.fits", md5_of("again-two"), 2880),
        ("old/again.fits", md5_of("again"), 2880),
    ]


async def _each_version_has_an_address_of_its_own(desk: Desk) -> None:
    frame = (await desk.get(f"/frames/{frame_number('again')}/")).json()
    urls = [one["url"] for one in frame["version_set"]]
    assert (len(set(urls)), frame["url"]) == (2, urls[0])


async def _a_body_without_versions_is_refused(desk: Desk) -> None:
    body = body_of("new")
    del body["version_set"]
    answer = await post(desk, body)
    assert (answer.status_code, list(answer.json())) == (400, ["version_set"])
    headers = {"Authorization": f"Token {desk.admin}"}
    thumbnail = {"basename": "new-small", "frame_basename": "new", "size": "small", "version_set": []}
    answer = await desk.client.post("/thumbnails/", json=thumbnail, headers=headers)
    assert (answer.status_code, list(answer.json())) == (400, ["version_set"])


async def _an_event_waits_in_the_database_until_it_is_said(desk: Desk) -> None:
    assert len({one.version for one in await said(desk, count=5)}) == 5
    async with asyncio.timeout(PATIENCE):
        while desk.context.figures.events < 5:  # noqa: ASYNC110 - figures have no event
            await asyncio.sleep(0.05)
    # Noted in the transaction that makes the rows, so that a broker that is away costs none.
    with desk.context.databases.writer.begin() as connection:
        connection.execute(text("UPDATE event SET told = false"))
    assert len(untold(desk.context.databases.writer)) == 5


async def _one_content_may_be_two_frames(desk: Desk) -> None:
    version = {"md5": md5_of("open"), "key": "k", "extension": ".fits"}
    assert (await post(desk, body_of("twin", version_set=[version]))).status_code == 201


async def _a_list_takes_as_many_statements_however_long_it_is(desk: Desk) -> None:
    asked: list[str] = []

    def note(connection: Connection, _: object, statement: str, *__: object) -> None:
        # Questions are asked so, and the task that follows the streams does not.
        if connection.get_execution_options().get("isolation_level") == "REPEATABLE READ":
            asked.append(statement)

    engine = desk.context.databases.writer
    event.listen(engine, "before_cursor_execute", note)
    counts = []
    for limit in (1, 4):
        asked.clear()
        answer = await desk.get("/frames/", limit=limit, include_thumbnails="true", pagination_style="cursor")
        counts.append(len(asked))
        assert len(answer.json()["results"]) == limit
    event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == counts[1] > 0


async def _times_with_and_without_a_zone_are_one(desk: Desk) -> None:
    names = await desk.names(start="2026-03-04T00:00:00", end="2026-03-05T00:00:00Z")
    assert len(names) == 5


async def _nothing_is_open_by_default(_: Desk) -> None:
    assert SETTINGS["listen_addresses"] == ""


async def _a_name_does_not_leave_its_header(_: Desk) -> None:
    said_name = disposition('a"; filename="b\r\nX: 1.fits')
    assert ("\r" in said_name, "\n" in said_name, said_name.count('"')) == (False, False, 2)


async def _the_headers_of_an_earlier_version_are_told(desk: Desk) -> None:
    told = {one.md5: one.headers["SITE"] for one in await said(desk, count=5) if one.basename == "again"}
    assert told == {md5_of("again"): "old", md5_of("again-two"): "new"}


ROWS: dict[int, Row] = {
    1: _bytes_are_for_those_who_see_the_frame,
    2: _versions_are_found_by_their_md5,
    3: _aggregate_tells_what_the_caller_sees,
    4: _an_error_has_its_own_status,
    5: _a_next_page_is_there_as_long_as_there_are_rows,
    6: _an_earlier_version_keeps_its_bytes,
    7: _each_version_has_an_address_of_its_own,
    8: _a_body_without_versions_is_refused,
    9: _an_event_waits_in_the_database_until_it_is_said,
    11: _a_list_takes_as_many_statements_however_long_it_is,
    15: _the_headers_of_an_earlier_version_are_told,
    # These make another frame, and come last.
    10: _one_content_may_be_two_frames,
    12: _times_with_and_without_a_zone_are_one,
    13: _nothing_is_open_by_default,
    14: _a_name_does_not_leave_its_header,
}
"""By the number of the fault in the research about OCS' archive."""


async def test_what_is_wrong_upstream_is_right_here(database: str, tmp_path: Path) -> None:
    """Each row names what holds instead."""
    assert sorted(ROWS) == list(range(1, 16))
    async with open_desk(tmp_path, database) as desk:
        await _have_frames(desk)
        for row in ROWS.values():
            await row(desk)


async def _have_frames(desk: Desk) -> None:
    await desk.door.rules.replace(AccessRules(anonymous_all=True), revision=0)
    assert await desk.door.book.hear(lambda: desk.door.book.rules(COLLECTION).anonymous_all)
    for number, name in enumerate(("open", "also")):
        observed = BEGAN + timedelta(minutes=number)
        await desk.add(name, facts_of(name, public_date=BEGAN, observation_date=observed))
    await desk.add("secret", facts_of("secret", proposal_id="SECRET", public_date=BEGAN + FAR))
    await desk.commit({"old/again.fits": "again"})
    await desk.describe("again", facts_of("again", public_date=BEGAN, headers={"SITE": "old"}))
    await desk.settle()
    await said(desk, count=4)
    await desk.commit({"old/again.fits": None, "new/again.fits": "again-two"})
    await desk.describe("again-two", facts_of("again-two", public_date=BEGAN, headers={"SITE": "new"}))
    await desk.settle()
