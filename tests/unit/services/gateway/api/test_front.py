"""The front of a gateway: what leads to the files, and what is said of a question that it does not know."""

import pytest

from tests.unit.services.gateway.desk import BELOW, COLLECTION, Desk


async def test_the_front_says_where_the_files_are(desk: Desk) -> None:
    """A page for people, JSON for programs; each place that it names is there."""
    page = await desk.client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    told = (await desk.client.get("/", headers={"Accept": "application/json"})).json()
    assert (told["collection"], told["site"]) == (COLLECTION, "a")
    for name in ("files", "api", "document", "try"):
        assert told[name] in page.text
        assert (await desk.client.get(told[name])).status_code == 200


async def test_the_tree_lists_its_collection(desk: Desk) -> None:
    """As a page, and in the form that tools read."""
    assert f'<a href="{COLLECTION}/">' in (await desk.client.get("/data/")).text
    listed = (await desk.client.get("/data/?format=json")).json()
    assert [(one["name"], one["type"]) for one in listed] == [(COLLECTION, "directory")]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("golb=*.bsp", "is it 'glob'?"),
        ("changed-since=1", "is it 'changed_since'?"),
        ("x=1", "there are after"),
    ],
)
async def test_a_parameter_that_nobody_knows_is_refused(desk: Desk, question: str, words: str) -> None:
    """Without a word the whole collection would be selected."""
    answer = await desk.client.get(f"{BELOW}/files?{question}")
    assert (answer.status_code, words in answer.json()["detail"]) == (400, True), answer.text
    assert (await desk.client.get(f"{BELOW}/files?glob=*.bsp&limit=3")).status_code == 200


async def test_a_directory_has_the_time_at_which_it_came(desk: Desk) -> None:
    """In the tree and by WebDAV: not 1970, which tools would set."""
    await desk.commit({"d/f": b"one"})
    listed = (await desk.client.get(f"/data/{COLLECTION}/?format=json")).json()
    assert [one["mtime"] for one in listed] == ["Thu, 05 Mar 2026 00:00:00 GMT"]
    for address in ("", "d/"):
        found = await desk.client.request(
            "PROPFIND", f"/data/{COLLECTION}/{address}", headers={"Depth": "1" if not address else "0"}
        )
        assert "Thu, 05 Mar 2026 00:00:00 GMT" in found.text
