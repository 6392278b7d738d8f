"""A frame that a caller may not see cannot be told from one that does not exist, by any route (I12)."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest

from services.archive.fold.names import frame_number
from shared.contracts.messages.access import AccessRules
from shared.model.scope import Scope
from tests.integration.archive.desk import COLLECTION, Desk, open_desk
from tests.integration.archive.world import BEGAN, content_of, facts_of, md5_of, square

PROPOSALS = ("P1", "P2", "P3")
FAR = timedelta(days=100_000)


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with an empty collection."""
    async with open_desk(tmp_path, database) as opened:
        yield opened


def routes(name: str, version: int) -> list[str]:
    """Return every way to ask about a frame."""
    number = frame_number(name)
    lists = (
        *("", f"?basename_exact={name}", f"?basename={name}", f"?target_name_exact=T-{name}"),
        *(f"?submitter=U-{name}", "?covers=POINT(10 20)", "?force_count=1", "?public=false"),
        *("?pagination_style=cursor", "?ordering=basename&limit=3", "?limit=1&offset=2"),
        *("?start=2026-03-01&end=2026-03-07", "?include_related_frames=false"),
    )
    return [
        *(f"/frames/{one}" for one in lists),
        *(f"/frames/{number}/", f"/frames/{number}/headers/", f"/frames/{number}/related/"),
        *("/frames/aggregate/", "/frames/aggregate/?start=2026-01-01&end=2026-12-01&site_id=tst"),
        *(f"/versions/?md5={md5_of(name)}", f"/versions/{version}/", "/profile/"),
        f"/api/v1/archive/versions/{version}/content",
        *("/api/v1/archive/frames", "/api/v1/archive/frames?cone=10,20,1&format=csv"),
        f"/api/v1/archive/frames?header.USERID=U-{name}",
        "/api/v1/archive/frames?header.SECRET.min=1",
        *("/api/v1/archive/frames?changed_since=0.0.0", "/api/v1/archive/frames/all?format=csv"),
        *(f"/api/v1/archive/versions/{version}/fits", f"/frame-funpack/{number}/funpack/"),
        *(f"/frame-catalog/{number}/catalog/", f"/frames/{number}/thumbnails/small/"),
        *("/thumbnails/", f"/thumbnails/?frame_basename={name}"),
        *observatory(name),
    ]


def observatory(name: str) -> list[str]:
    """Return the ways of the virtual observatory."""
    where = (
        *("1 = 1", f"target_name = 'T-{name}'", "INTERSECTS(s_region, CIRCLE(10, 20, 1)) = 1"),
        # What fails in a row that fits, before it is known whether the row is seen.
        *(
            f"target_name LIKE 'T-{name}\\'",
            "t_exptime * 1e300 > 1",
            "1e300 / (t_exptime - t_exptime + 1e-20) > 1",
        ),
    )
    table = "FROM ivoa.obscore WHERE"
    questions = [f"SELECT {told} {table} {one}" for one in where for told in ("COUNT(*)", "TOP 9 *")]
    others = ("DISTINCT facility_name", "MAX(t_exptime)", "SUM(t_exptime * 2)", "MAX(t_exptime) * 1e300")
    questions += [f"SELECT {told} {table} 1 = 1" for told in others]
    numbers = [str(frame_number(one)) for one in (name, "f0")]
    named = [*numbers, f"ivo://spicerack.invalid/{COLLECTION}?{name}"]
    return [
        *(f"/vo/tap/sync?{urlencode({'LANG': 'ADQL', 'QUERY': one})}" for one in questions),
        *("/vo/sia2/query", "/vo/sia2/query?POS=CIRCLE 10 20 1", f"/vo/sia2/query?TARGET=T-{name}"),
        *(f"/vo/datalink?ID={one}" for one in named),
        *(f"/vo/soda/sync?ID={one}&CIRCLE=10 20 0.1" for one in named if one != numbers[1]),
    ]


async def answers(desk: Desk, token: str | None, name: str, version: int) -> dict[str, tuple[int, str]]:
    """Return what a caller is told, without what the clock alone changes."""
    told = {}
    for path in routes(name, version):
        answer = await desk.client.get(
            path, headers={} if token is None else {"Authorization": f"Token {token}"}
        )
        text = answer.text
        if "generated_at" in text:
            text = json.dumps({key: value for key, value in answer.json().items() if key != "generated_at"})
        if '"position"' in text:
            # Another text each time, for who does not see everything.
            text = json.dumps({key: value for key, value in answer.json().items() if key != "position"})
        told[path] = (answer.status_code, text)
    told["zip"] = await zipped(desk, token, name)
    return told


async def zipped(desk: Desk, token: str | None, name: str) -> tuple[int, str]:
    """Return what a zip of a frame and of one that is there tells, without its bytes."""
    answer = await desk.client.post(
        "/frames/zip/",
        json={"frame_ids": [frame_number(name), frame_number("f0")]},
        headers={} if token is None else {"Authorization": f"Token {token}"},
    )
    if answer.status_code != 200:
        return answer.status_code, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as members:
        names = members.namelist()
        return answer.status_code, f"{names}\n{members.read(names[-1]).decode()}"


@pytest.mark.parametrize("seed", range(2))
async def test_an_invisible_frame_changes_no_answer(desk: Desk, seed: int) -> None:
    """Every route answers the same before such a frame is there and after, to all who may not see it."""
    random = Random(seed)
    await desk.door.rules.replace(AccessRules(anonymous_all=True), revision=0)
    assert await desk.door.book.hear(lambda: desk.door.book.rules(COLLECTION).anonymous_all)
    for number in range(8):
        public = BEGAN if random.random() < 0.5 else BEGAN + FAR
        facts = facts_of(
            f"f{number}",
            proposal_id=random.choice(PROPOSALS[:2]),
            public_date=public,
            footprint=square(10, 20),
            observation_date=BEGAN + timedelta(hours=random.randrange(3)),
            related=tuple(f"f{random.randrange(8)}" for _ in range(2)),
        )
        await desk.hold(f"f{number}.fits", f"f{number}".encode(), facts)
    await desk.settle()
    callers = {
        "nobody": None,
        "no proposal": await desk.token(),
        "two proposals": await desk.token(groups=PROPOSALS[:2]),
    }
    writer = await desk.token(Scope.WRITE)
    before = {who: await answers(desk, token, "hidden", 5) for who, token in callers.items()}
    hidden = facts_of(
        "hidden",
        proposal_id="P3",
        public_date=BEGAN + FAR,
        footprint=square(10, 20),
        related=("f0", "f1"),
        headers={"USERID": "U-hidden", "SECRET": 2.5},
        target_name="T-hidden",
        exposure_time=1e10,
        site_id="xyz",
    )
    await desk.add("hidden", hidden)
    # Nor does one of the name of a frame that they see.
    await desk.commit({"private/f1.fits": "hidden-f1"})
    await desk.describe("hidden-f1", hidden.model_copy(update={"md5": md5_of("hidden-f1")}))
    await desk.settle()

    seen = {who: await answers(desk, token, "hidden", 5) for who, token in callers.items()}
    for who, told in seen.items():
        assert told == before[who], [path for path in told if told[path] != before[who][path]]
    version = (await desk.get("/frames/", basename_exact="hidden")).json()["results"][0]["version_set"][0][
        "id"
    ]
    for who, token in callers.items():
        for way in ("content", "fits"):
            answer = await desk.get(f"/api/v1/archive/versions/{version}/{way}", token)
            assert answer.status_code == 404, (who, way)
    assert (await desk.get(f"/frames/{frame_number('hidden')}/", writer)).status_code == 404

    member = await desk.token(groups=("P3",))
    assert "hidden" in await desk.names(member)
    assert (await desk.get(f"/frames/{frame_number('hidden')}/", member)).status_code == 200


@pytest.mark.parametrize("place", ["private/x.fits", "elsewhere/x.fits"])
async def test_who_sees_a_newer_file_of_a_name_is_told_nothing_of_a_hidden_one(
    desk: Desk, place: str
) -> None:
    """Be it of the same path or of another directory, where its frame stays as it was for its proposal."""
    await desk.door.rules.replace(AccessRules(anonymous_all=True), revision=0)
    assert await desk.door.book.hear(lambda: desk.door.book.rules(COLLECTION).anonymous_all)
    await desk.hold("f0.fits", b"f0", facts_of("f0", public_date=BEGAN))
    secret = facts_of("x", proposal_id="P3", public_date=BEGAN + FAR, related=("f0",), target_name="T-secret")
    await desk.hold("private/x.fits", b"secret", secret)
    await desk.hold(place, b"open", facts_of("x", proposal_id="P1", public_date=BEGAN))
    await desk.settle()
    member = await desk.token(groups=("P3",))
    told = (await desk.get("/frames/", member, basename="x")).json()["results"]
    versions = {one["md5"]: one["id"] for row in told for one in row["version_set"]}
    hidden = versions[md5_of("secret")]
    assert len(versions) == 2

    for token in (None, await desk.token(groups=("P1", "P2"))):
        answered = await answers(desk, token, "x", hidden)
        for words in (content_of("secret"), str(hidden), "T-secret"):
            assert not [path for path, (_, text) in answered.items() if words in text and words not in path]
        assert answered[f"/api/v1/archive/versions/{hidden}/content"][0] == 404
        names = await desk.names(token, basename="x")
        assert len(names) == 1
        row = (await desk.get("/frames/", token, basename="x")).json()["results"][0]
        assert [one["md5"] for one in row["version_set"]] == [md5_of("open")]
        assert row["related_frames"] == []
    if place != "private/x.fits":
        shown = (await desk.get(f"/frames/{frame_number('x')}/", member)).json()
        assert (shown["proposal_id"], shown["target_name"]) == ("P3", "T-secret")
        assert len(told) == 2


async def test_who_may_read_a_part_of_a_collection_is_told_of_frames_there(desk: Desk) -> None:
    """A token for a folder, or somebody from whom paths are hidden, sees the other frames."""
    await desk.add("one", facts_of("one", public_date=BEGAN), folder="open/")
    await desk.add("two", facts_of("two", public_date=BEGAN, related=("one",)), folder="raw/")
    await desk.add("three", facts_of("three", public_date=BEGAN + FAR, proposal_id="P3"), folder="raw/")
    await desk.settle()
    assert (await desk.get("/frames/", None)).status_code == 401
    of_open, of_raw = await desk.token(prefixes=("open",)), await desk.token(prefixes=("raw/two.fits", "x"))
    assert (await desk.names(of_open), await desk.names(of_raw)) == (["one"], ["two"])
    assert (await desk.get("/frames/", of_raw)).json()["results"][0]["related_frames"] == []
    governor = await desk.token(Scope.ADMIN, prefixes=("raw",))
    assert sorted(await desk.names(governor)) == ["three", "two"]
    number = frame_number("two")
    version = (await desk.get(f"/frames/{number}/")).json()["version_set"][0]["id"]
    for way in (f"/frames/{number}/", f"/frames/{number}/headers/", f"/frames/{number}/related/"):
        assert (await desk.get(way, of_open)).status_code == 404
    assert (await desk.get(f"/api/v1/archive/versions/{version}/content", of_open)).status_code == 404

    rules = {"anonymous_all": True, "hidden": [{"pattern": "r[a-b]*/**/tw?.*", "groups": ["x"]}]}
    hidden = AccessRules.model_validate(rules)
    await desk.door.rules.replace(hidden, revision=desk.door.book.rules_revision(COLLECTION))
    assert await desk.door.book.hear(lambda: bool(desk.door.book.rules(COLLECTION).hidden))
    assert await desk.names(None) == ["one"]
    assert await desk.names(await desk.token()) == ["one"]
    assert sorted(await desk.names(await desk.token(groups=("x",)))) == ["one", "two"]


async def test_a_frame_is_seen_from_its_public_date_on(desk: Desk) -> None:
    """By those who have none of its proposal, too."""
    await desk.add("past", facts_of("past", public_date=BEGAN))
    await desk.add("future", facts_of("future", public_date=BEGAN + FAR))
    await desk.settle()
    token = await desk.token()
    assert await desk.names(token) == ["past"]
    assert await desk.names(token, public="false") == ["past"]
    assert await desk.names(public="false") == ["future"]
    assert (await desk.get("/profile/", await desk.token(groups=("P1", "P2")))).json()["profile"] == {
        "proposals": ["P1", "P2"]
    }
