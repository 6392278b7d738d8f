"""The tree below `/data/` as old tools ask for it."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from httpx import Response

from services.gateway.api.data import visible_place
from services.gateway.tree.places import Checksums
from shared.web.authorise import Caller, Everything
from tests.unit.services.gateway.desk import COLLECTION, Desk

TREE = f"/data/{COLLECTION}"


async def ask(desk: Desk, address: str, method: str = "GET", **headers: str) -> Response:
    """Ask about an address of the tree."""
    return await desk.client.request(method, f"{TREE}{address}", headers=headers)


async def test_an_index_lists_what_lies_right_in_a_directory(desk: Desk) -> None:
    """Deeper files are in the index of their own directory; sizes and times are the log's."""
    await desk.commit({"spk/a.bsp": b"12345", "spk/old/b.bsp": b"1"})
    page = await ask(desk, "/spk/")

    assert page.headers["content-type"].startswith("text/html")
    assert '<a href="a.bsp">a.bsp</a>' in page.text
    assert '<a href="old/">old/</a>' in page.text
    assert "b.bsp" not in page.text
    assert page.headers["spicerack-revision"] == str(desk.context.followed.revision)


async def test_an_index_is_json_where_that_is_asked_for(desk: Desk) -> None:
    """Also of a directory with nothing in it."""
    await desk.commit({"a": b"12345"})
    await desk.make_directory("empty")

    told = json.loads((await ask(desk, "/?format=json")).text)
    assert [(row["name"], row["type"], row.get("size")) for row in told] == [
        ("a", "file", 5),
        ("empty", "directory", None),
    ]
    assert (await ask(desk, "/empty/?format=json")).json() == []
    assert (await ask(desk, "/?format=xml")).status_code == 422


async def test_no_query_is_passed_over(desk: Desk) -> None:
    """Who asks for the bytes of a revision must not take those of now for them, the second time neither."""
    await desk.commit({"a": b"12345"})

    for path in ("/a?at=1", "/?at=1"):
        assert (await ask(desk, "/a")).content == b"12345"
        told = await ask(desk, path)
        assert (told.status_code, "/content/PATH?at=" in told.json()["detail"]) == (400, True)
    assert (await ask(desk, "/?fromat=json")).status_code == 400


async def test_a_long_directory_is_listed_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages join without a gap, and as JSON without a comma too few."""
    monkeypatch.setattr("services.gateway.tree.list_directory.PAGE_ROWS", 3)
    await desk.commit({f"d/{number}": b"x" for number in range(9)})

    assert [row["name"] for row in (await ask(desk, "/d/?format=json")).json()] == list("012345678")
    assert (await ask(desk, "/d/")).text.count("<a href") == 9 + 1


async def test_a_file_called_index_html_hides_nothing(desk: Desk) -> None:
    """The listing is at the directory, the file at its name."""
    await desk.commit({"d/index.html": b"mine", "d/other": b"x"})

    assert "other" in (await ask(desk, "/d/")).text
    assert (await ask(desk, "/d/index.html")).content == b"mine"


async def test_a_directory_without_its_slash_is_sent_there(desk: Desk) -> None:
    """Relative links would lead elsewhere."""
    await desk.commit({"a b/f": b"x"})

    moved = await ask(desk, "/a%20b?format=json")
    assert (moved.status_code, moved.headers["location"]) == (301, f"{TREE}/a%20b/?format=json")
    assert (await ask(desk, "")).headers["location"] == f"{TREE}/"


async def test_files_are_told_as_by_the_api(desk: Desk) -> None:
    """Ranges, digests and lengths, for GET and HEAD."""
    await desk.commit({"d/f": b"0123456789"})

    part = await ask(desk, "/d/f", Range="bytes=2-4")
    assert (part.status_code, part.content) == (206, b"234")
    head = await ask(desk, "/d/f", "HEAD")
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "10", b"")
    assert "last-modified" in head.headers


@pytest.mark.parametrize("address", ["/f", "/./f"])
async def test_a_file_that_has_changed_is_told_as_it_is_now(desk: Desk, address: str) -> None:
    """What was kept in memory goes with the commit, by whichever address it was asked for."""
    await desk.commit({"f": b"older"})
    assert [(await ask(desk, address)).content for _ in range(2)] == [b"older", b"older"]
    await desk.commit({"f": b"newer"})
    assert (await ask(desk, address)).content == b"newer"
    await desk.commit({"f": None})
    assert (await ask(desk, address)).status_code == 404


async def test_checksums_are_those_of_the_files_right_there(desk: Desk) -> None:
    """The list is made when it is asked for, and no entry of the index."""
    await desk.commit({"d/f": b"one", "d/g": b"two", "d/deeper/h": b"three"})

    lines = (await ask(desk, "/d/checksums.txt")).text.splitlines()
    assert lines == [
        f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in (("f", b"one"), ("g", b"two"))
    ]
    assert "checksums" not in (await ask(desk, "/d/")).text


async def test_a_file_whose_bytes_nobody_has_is_named_among_the_checksums(desk: Desk) -> None:
    """The list of the others is not lost for it."""
    await desk.commit({"d/f": b"one"})
    await desk.commit({"d/gone": b"two"}, place=False)

    first, second = (await ask(desk, "/d/checksums.txt")).text.splitlines()
    assert first.endswith("  f")
    assert second.startswith("# gone: ")


@pytest.mark.parametrize(
    "address",
    [
        "/none",
        "/d/f/",
        "/d/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/",
        "/d/%00",
        "/.spicerack/",
        "/./d/",
        "/" + "x" * 300,
    ],
)
async def test_nothing_else_is_there(desk: Desk, tmp_path: Path, address: str) -> None:
    """Nothing outside of the collection, and no index at the address by which rclone would misread it."""
    (tmp_path / "root" / ".spicerack").mkdir(exist_ok=True)
    await desk.commit({"d/f": b"one"})

    scope_path = address.replace("/./", "/%2e/")
    assert (await ask(desk, scope_path)).status_code == 404


async def test_propfind_tells_of_a_directory_and_what_lies_in_it(desk: Desk) -> None:
    """Itself first; an endless depth is refused in the words of RFC 4918."""
    await desk.commit({"d/a b": b"12345", "d/deeper/g": b"x"})

    told = await ask(desk, "/d/", "PROPFIND", Depth="1")
    assert told.status_code == 207
    hrefs = re.findall("<D:href>(.*)</D:href>", told.text)
    assert hrefs == [f"{TREE}/d/", f"{TREE}/d/a%20b", f"{TREE}/d/deeper/"]
    assert (await ask(desk, "/d/", "PROPFIND", Depth="0")).text.count("<D:href>") == 1
    assert (await ask(desk, "/d/a%20b", "PROPFIND", Depth="1")).text.count("<D:href>") == 1
    endless = await ask(desk, "/d/", "PROPFIND")
    assert (endless.status_code, "propfind-finite-depth" in endless.text) == (403, True)


async def test_propfind_of_what_is_not_there_is_404(desk: Desk) -> None:
    """So is a file with a slash behind it, for which cadaver asks."""
    await desk.commit({"d/f": b"x"})

    for address in ("/none", "/d/f/", "/d/checksums.txt"):
        assert (await ask(desk, address, "PROPFIND", Depth="0")).status_code == 404


async def test_options_say_what_is_spoken(desk: Desk) -> None:
    """Class 1, and no more."""
    told = await ask(desk, "/", "OPTIONS")

    assert told.headers["dav"] == "1"
    assert "PROPFIND" in told.headers["allow"]


async def test_a_hidden_list_of_checksums_is_not_told_from_one_that_is_not_there(desk: Desk) -> None:
    """Where no file of that name may be seen, the list is made, as in every other directory."""

    class NoLists(Everything):
        """The rights of who sees all but files called as our lists."""

        def sees(self, collection: str, path: str) -> bool:
            """Tell whether a path exists."""
            del collection
            return not path.endswith("checksums.txt")

    await desk.commit({"d/checksums.txt": b"of the team", "e/f": b"one"})
    for directory in ("d", "e"):
        place = await visible_place(desk.context, Caller("guest", NoLists()), f"{directory}/checksums.txt")
        assert place == Checksums(directory)
