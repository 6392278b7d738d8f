"""The pages for people: what they show, to whom, and that no script of a header runs."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.archive.desk import Desk, open_desk
from tests.integration.archive.world import BEGAN, facts_of, square

FAR = timedelta(days=100_000)


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with an empty collection."""
    async with open_desk(tmp_path, database, terms_url="https://observatory.example/terms") as opened:
        yield opened


async def test_pages_show_what_the_caller_sees(desk: Desk) -> None:
    """The form, rows with footprints, one frame with its headers; a hidden one is as none."""
    evil = "<script>alert(1)</script>"
    here = facts_of("public", public_date=BEGAN, footprint=square(10, 20), headers={"COMMENTS": evil})
    await desk.add("public", here)
    await desk.add("private", facts_of("private", public_date=BEGAN + FAR, related=("public",)))
    await desk.settle()
    reader, member = await desk.token(), await desk.token(groups=("P1",))

    page = await desk.get("/browse/", reader)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert ("public</a>" in page.text, "private</a>" in page.text) == (True, False)
    assert '<path d="M' in page.text or "<circle" in page.text
    assert "private</a>" in (await desk.get("/browse/", member)).text
    assert "No frame fits" in (await desk.get("/browse/", member, cone="200,0,1")).text

    rows = {one["basename"]: one for one in (await desk.get("/frames/")).json()["results"]}
    public, private = (f"/browse/frames/{rows[name]['id']}" for name in ("public", "private"))
    frame = await desk.get(public, reader)
    assert (evil in frame.text, "&lt;script&gt;alert(1)" in frame.text) == (False, True)
    assert private not in frame.text  # What is related to it and hidden is not named.
    assert private in (await desk.get(public, member)).text
    hidden, nobody = await desk.get(private, reader), await desk.get("/browse/frames/1", reader)
    assert (hidden.status_code, nobody.status_code) == (404, 404)
    assert hidden.text.replace(private.rpartition("/")[2], "1") == nobody.text

    wrong = await desk.get("/browse/", reader, cone="200,0", target_name='"><script>')
    assert (wrong.status_code, "cone: right ascension" in wrong.text) == (400, True)
    assert "<script" not in wrong.text
    assert ("Terms of service" in page.text, "https://observatory.example/terms" in page.text) == (True, True)
    assert (await desk.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"
    assert (await desk.get("/openapi/")).headers["location"] == "/openapi.json"
    writer = {"Authorization": f"Bearer {desk.admin}"}
    for path, methods, said in (
        (f"/frames/{rows['public']['id']}/", ("PUT", "PATCH"), "follows its file"),
        ("/thumbnails/5/", ("PUT", "PATCH", "DELETE"), "made of its frame"),
        ("/revoke_token/", ("POST",), "spicerack token revoke"),
        ("/authprofile/addupdateuser/", ("POST",), "identity provider"),
        ("/api-auth/login/", ("GET",), "/browse/login"),
        ("/redoc/", ("GET",), "/openapi.json"),
        ("/admin/", ("GET",), "/browse/"),
    ):
        for method in methods:
            refused = await desk.client.request(method, path, headers=writer, json=None)
            assert refused.status_code == (405 if "PUT" in methods else 404), (method, path)
            assert said in refused.json()["detail"], (method, path)
    for path, allowed in (("/frames/aggregate/", "GET, HEAD"), ("/frames/zip/", "POST")):
        beside = await desk.client.request("PUT", path, headers=writer, json=None)
        assert (beside.status_code, beside.headers["Allow"]) == (405, allowed)
    assert (await desk.get("/browse/style.css", reader)).headers["content-type"].startswith("text/css")


async def test_pages_follow_each_other_and_a_browser_is_asked_for_a_token(desk: Desk) -> None:
    """Fifty rows a page; a token is any user's password, and stays with these pages."""
    names = [f"f{number:02}" for number in range(53)]
    await desk.commit({f"{name}.fits": name for name in names})
    for number, name in enumerate(names):
        observed = BEGAN + timedelta(minutes=number)
        await desk.describe(name, facts_of(name, public_date=BEGAN, observation_date=observed))
    await desk.settle()
    reader = await desk.token()
    first = await desk.get("/browse/", reader, target_name="")
    following = first.text.partition('href="/browse/?')[2].partition('"')[0]
    second = await desk.get(f"/browse/?{following}".replace("&amp;", "&"), reader)
    assert [first.text.count("<tr>"), second.text.count("<tr>")] == [51, 4]
    assert ("f52</a>" in first.text, "f00</a>" in second.text) == (True, True)
    assert "Older frames" not in second.text

    asked = await desk.client.get("/browse/login")
    assert (asked.status_code, asked.headers["www-authenticate"].startswith("Basic")) == (401, True)
    said = await desk.client.get("/browse/login", auth=("me", reader))
    assert (said.status_code, said.headers["location"]) == (302, "/browse/")


async def test_the_list_takes_ranges_of_nights_and_lists_of_values(desk: Desk) -> None:
    """Days are exclusive, lists repeatable; `files` says where a frame stands."""
    days = {"one": "2026-03-01", "two": "2026-03-02", "three": "2026-03-03"}
    for name, day in days.items():
        camera = f"kb-{name}"
        facts = facts_of(name, observation_day=day, instrument_id=camera, public_date=BEGAN)
        await desk.add(name, facts, folder="raw/")
    await desk.settle()

    async def found(**parameters: object) -> list[str]:
        answer = await desk.get("/api/v1/archive/frames", columns="basename", **parameters)
        assert answer.status_code == 200, answer.text
        return sorted(one["basename"] for one in answer.json()["frames"])

    assert await found(dayobs_after="2026-03-01", dayobs_before="2026-03-03") == ["two"]
    assert await found(include_instrument_id=["kb-one", "kb-two"]) == ["one", "two"]
    assert await found(exclude_instrument_id=["kb-one", "kb-two"]) == ["three"]
    assert await found(include_proposal_id="P2") == []
    assert await found(exclude_proposal_id="P2") == ["one", "three", "two"]
    answer = await desk.get("/api/v1/archive/frames", columns="files", dayobs="2026-03-01")
    (files,) = (one["files"] for one in answer.json()["frames"])
    assert [(one["path"], one["size"]) for one in files] == [("raw/one.fits", 2880)]
    await desk.commit({"raw/one.fits": None})
    await desk.settle()
    assert await found() == ["three", "two"]
