"""Frames that ingesters post: what is taken, what is refused, and what stays."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import Response
from sqlalchemy import text

from services.archive.fold.names import frame_number
from shared.contracts.messages.access import AccessRules, VisibilityRule
from shared.contracts.messages.frames.frame_facts import FrameFacts
from shared.fits.frame.dates import NEVER
from shared.model.scope import Scope
from tests.integration.archive.desk import COLLECTION, Desk, open_desk
from tests.integration.archive.world import BEGAN, facts_of, md5_of


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with an empty collection."""
    async with open_desk(tmp_path, database) as opened:
        yield opened


def body_of(basename: str, **fields: object) -> dict[str, object]:
    """Return what an ingester posts."""
    return {
        "basename": basename,
        "observation_date": "2026-03-04T05:06:07",
        "observation_day": "20260303",
        "proposal_id": "P1",
        "configuration_type": "EXPOSE",
        "observation_id": 12,
        "request_id": None,
        "exposure_time": "30.5",
        "headers": {"OBJECT": "M 31", "ODD": "a\0b", "KEY": None},
        "area": None,
        "related_frame_filenames": ["bias.fits.fz"],
        "version_set": [{"md5": md5_of(basename), "key": md5_of(basename), "extension": ".fits.fz"}],
        **fields,
    }


async def post(desk: Desk, body: object, token: str | None = None) -> Response:
    """Post a frame, as somebody who may write unless another token is named."""
    said = token if token is not None else await desk.token(Scope.WRITE)
    return await desk.client.post("/frames/", json=body, headers={"Authorization": f"Token {said}"})


async def test_a_posted_frame_is_answered_as_it_stands(desk: Desk) -> None:
    """With its number, its name and an address; it is in lists before its file is in the collection."""
    answer = await post(desk, body_of("one"))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["id"], told["filename"], told["OBSTYPE"]) == (frame_number("one"), "one.fits.fz", "EXPOSE")
    assert told["url"] and told["exposure_time"] == 30.5
    assert await desk.names(covers="POINT(0 0)") == []
    assert await desk.names() == ["one"]
    assert (await desk.get(told["url"])).status_code == 404
    found = (await desk.get("/versions/", md5=md5_of("one"))).json()
    assert (found["count"], found["results"][0]["md5"]) == (1, md5_of("one"))
    assert (await desk.get("/versions/", md5=md5_of("two"))).json()["count"] == 0


async def test_one_version_is_posted_once_and_one_content_may_be_two_frames(desk: Desk) -> None:
    """Also where two post at a time, and where the file was there before."""
    assert (await post(desk, body_of("one"))).status_code == 201
    again = await post(desk, body_of("one"))
    assert (again.status_code, again.json()) == (
        400,
        {"version_set": [{"md5": ["version with this md5 already exists."]}]},
    )
    other = body_of("two", version_set=[{"md5": md5_of("one"), "key": "k", "extension": ".fits"}])
    assert (await post(desk, other)).status_code == 201
    await desk.add("three", facts_of("three"))
    await desk.settle()
    assert (await post(desk, body_of("three"))).status_code == 400


OUT_OF_FORM: list[tuple[str, object]] = [
    ("version_set", []),
    ("version_set", None),
    ("version_set", [{"md5": "no", "key": "k", "extension": ""}]),
    ("basename", None),
    ("basename", "a/b"),
    ("observation_date", "soon"),
    ("observation_date", None),
    ("configuration_type", "POEM"),
    ("exposure_time", "long"),
    ("exposure_time", "inf"),
    ("area", {"type": "Point", "coordinates": [1, 2]}),
    ("area", {"type": "Polygon", "coordinates": [[["a", "b"]]]}),
    ("related_frame_filenames", "bias"),
    ("reduction_level", 10**9),
    ("proposal_id", {"a": 1}),
    ("proposal_id", "P" * 201),
]


async def test_a_field_out_of_form_is_named(desk: Desk) -> None:
    """With 400 and messages by field; nothing is kept."""
    token = await desk.token(Scope.WRITE)
    for field, value in OUT_OF_FORM:
        answer = await post(desk, {**body_of("one"), field: value}, token)
        assert (answer.status_code, list(answer.json())) == (400, [field]), (field, value)
    assert await desk.names() == []


async def test_a_frame_that_is_posted_without_a_public_date_is_never_public(desk: Desk) -> None:
    """Where `null` is said, as in OCS' archive, or the year 9999: the rules are for silence."""
    token = await desk.token(Scope.WRITE)
    for name, said, public in (
        ("none", {"public_date": None}, "9998-12-31T00:00:00Z"),
        ("last", {"public_date": "9999-12-31T23:59:59"}, "9998-12-31T00:00:00Z"),
        ("silent", {}, "2027-03-04T05:06:07Z"),
    ):
        told = await post(desk, body_of(name, **said), token)
        assert (told.status_code, told.json()["public_date"]) == (201, public), told.text


async def test_a_posted_document_has_its_file(desk: Desk) -> None:
    """By its MD5, which a describer tells; one that nobody posted is no frame."""
    told = await post(desk, body_of("doc"))
    assert told.status_code == 201
    for name in ("doc", "other"):
        await desk.commit({f"{name}.pdf": name})
        await desk.describe(name, FrameFacts(form="pdf", md5=md5_of(name)))
    await desk.settle()
    (frame,) = (await desk.get("/api/v1/archive/frames")).json()["frames"]
    assert (frame["basename"], [one["path"] for one in frame["files"]]) == ("doc", ["doc.pdf"])


async def test_numbers_out_of_range_are_kept_as_texts(desk: Desk) -> None:
    """As those of a file's header are; what no reader can read again is refused."""
    token = await desk.token(Scope.WRITE)
    said = {"1e999": "1e999", "NaN": "NaN", "9" * 40: "9" * 40, "9" * 18: int("9" * 18), "1e-400": 0.0}

    async def posted(name: str, value: str) -> Response:
        body = json.dumps(body_of(name)).replace('"M 31"', value)
        headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        return await desk.client.post("/frames/", content=body, headers=headers)

    for number, (value, wanted) in enumerate(said.items()):
        answer = await posted(f"f{number}", value)
        told = await desk.get(f"/frames/{answer.json()['id']}/headers/")
        assert told.json()["data"]["OBJECT"] == wanted
    for number, value in enumerate(("[" * 300 + "]" * 300, r'"\ud800"')):
        assert (await posted(f"g{number}", value)).status_code == 400, value


async def test_who_may_not_write_posts_nothing(desk: Desk) -> None:
    """And is told nothing of versions."""
    reading = await desk.token(Scope.READ)
    assert (await post(desk, body_of("one"), reading)).status_code == 403
    assert (await desk.get("/versions/", reading)).status_code == 403


async def test_a_writer_is_told_of_versions_of_frames_that_it_sees(desk: Desk) -> None:
    """By an MD5 it has of all: so nothing is handed in twice."""
    writer = await desk.token(Scope.WRITE)
    await desk.add("secret", facts_of("secret"))
    await desk.add("open", facts_of("open", public_date=BEGAN))
    await desk.settle()
    told = {token: (await desk.get("/versions/", token)).json()["results"] for token in (writer, desk.admin)}
    assert [one["md5"] for one in told[writer]] == [md5_of("open")]
    assert len(told[desk.admin]) == 2
    hidden = next(one["id"] for one in told[desk.admin] if one["md5"] == md5_of("secret"))
    assert (await desk.get(f"/versions/{hidden}/", writer)).status_code == 404
    assert (await desk.get(f"/versions/{hidden}/")).status_code == 200
    assert (await desk.get("/versions/", writer, md5=md5_of("secret"))).json()["count"] == 1
    lines = [await desk.get("/frames/", writer, intersects=f"LINESTRING({ends})") for ends in ENDS]
    assert [line.status_code for line in lines] == [400, 400, 200]


async def test_who_posts_for_a_frame_that_is_anothers_is_told_of_its_own_version_alone(desk: Desk) -> None:
    """Who sees both is told of both; what the others' version was related to is told to nobody."""
    await desk.add("secret", facts_of("secret", proposal_id="PX", public_date=NEVER))
    await desk.settle()
    mine = {"md5": "1" * 32, "key": "1" * 32, "extension": ".fits.fz"}
    answer = await post(desk, body_of("secret", version_set=[mine]))
    assert (answer.status_code, [one["md5"] for one in answer.json()["version_set"]]) == (201, ["1" * 32])
    both = {**mine, "md5": "2" * 32}
    admins = await post(desk, body_of("secret", version_set=[both]), desk.admin)
    assert {one["md5"] for one in admins.json()["version_set"]} == {"1" * 32, "2" * 32, md5_of("secret")}


async def test_a_rule_that_hides_a_directory_stops_no_ingester(desk: Desk) -> None:
    """Its token writes everywhere by its grants; one that is confined to a part is refused as ever."""
    rules = AccessRules(hidden=(VisibilityRule(pattern="embargo/**", groups=("team",)),))
    revision = await desk.door.rules.replace(rules, revision=0)
    assert await desk.door.book.hear(lambda: desk.door.book.rules_revision(COLLECTION) == revision)
    writer = await desk.token(Scope.WRITE)
    assert (await desk.get("/versions/", writer, md5=md5_of("one"))).json()["count"] == 0
    assert (await post(desk, body_of("one"), writer)).status_code == 201
    confined = await desk.token(Scope.WRITE, prefixes=("raw",))
    assert (await post(desk, body_of("two"), confined)).status_code == 403


ENDS = ("0 0,180 0", "10 20,190 -20", "0 89,180 89")
"""Of lines: the first two are between opposite points."""


async def test_what_is_posted_survives_the_database(tmp_path: Path, database: str) -> None:
    """A record is a message: rows that were thrown away come again, the same."""
    async with open_desk(tmp_path, database) as desk:
        assert (await post(desk, body_of("one"))).status_code == 201
        await desk.add("two", facts_of("two", related=("one",)))
        await desk.settle()
        before = (await desk.get("/frames/")).json()["results"]
        server = desk.server
        engine = desk.context.databases.writer
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    (tmp_path / "again").mkdir()
    async with open_desk(tmp_path / "again", database, server=server) as again:
        await again.describe("three", None)
        assert len(before) == 2
        assert (await again.get("/frames/")).json()["results"] == before
