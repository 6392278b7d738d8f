"""The virtual observatory's ways in, asked by pyvo as it is on PyPI."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvo
import requests
from astropy import units as u
from astropy.io import fits
from astropy.time import Time
from pyvo.dal.exceptions import DALQueryError, DALServiceError

from tests.integration.archive.desk import Desk, open_desk
from tests.integration.archive.ocs.test_ocs_ingester import HEADERS, served
from tests.integration.archive.world import BEGAN, facts_of, square

IMAGE = np.arange(10_000, dtype="i2").reshape(100, 100)


def image() -> bytes:
    """Return an image around RA 0."""
    out = io.BytesIO()
    fits.PrimaryHDU(IMAGE, header=fits.Header(HEADERS)).writeto(out)
    return out.getvalue()


REFUSED = (
    "DROP TABLE frame",
    "SELECT 1; DELETE FROM frame",
    "SELECT * FROM frame",
    "SELECT * FROM ivoa.obscore, pg_user",
    "SELECT pg_sleep(9) FROM ivoa.obscore",
    "SELECT obs_id FROM ivoa.obscore WHERE obs_id IN (SELECT usename FROM pg_user)",
    "SELECT obs_id FROM ivoa.obscore UNION SELECT usename FROM pg_user",
    "WITH a AS (SELECT 1) SELECT * FROM ivoa.obscore",
    "SELECT headers FROM ivoa.obscore",
    "SELECT obs_id FROM ivoa.obscore WHERE INTERSECTS(s_region, CIRCLE(1, 2, 1000)) = 1",
    "SELECT obs_id FROM ivoa.obscore WHERE CONTAINS(POINT(1, 2), CIRCLE(1, 2, 3)) = 1",
    "SELECT obs_id FROM ivoa.obscore WHERE target_name > 5",
    "SELECT obs_id FROM ivoa.obscore WHERE " + "(" * 500 + "1=1" + ")" * 500,
    "SELECT obs_id FROM ivoa.obscore WHERE target_name = 'a\x00b'",
    "(" * 50,
    "x" * 30_000,
    "SELECT obs_id FROM ivoa.obscore WHERE t_exptime = 1" + "+1" * 9000,
    "SELECT obs_id FROM ivoa.obscore WHERE t_exptime = 1" + "\nOR\nt_exptime = 2" * 500,
    "SELECT obs_id FROM ivoa.obscore WHERE " + "NOT " * 4000 + "1 = 1",
    "SELECT obs_id FROM ivoa.obscore WHERE s_ra = " + "(" * 250 + "1" + ")" * 250,
    "SELECT obs_id FROM ivoa.obscore WHERE target_name = '" + "x" * 20_000 + "'",
    "SELECT TOP 5 PERCENT obs_id FROM ivoa.obscore",
    "SELECT obs_id FROM ivoa.obscore TABLESAMPLE (5 PERCENT)",
    "SELECT DISTINCT ON (obs_id) s_ra FROM ivoa.obscore",
    "SELECT obs_id FROM ivoa.obscore WHERE s_ra BETWEEN SYMMETRIC 3 AND 1",
    "SELECT calib_level, COUNT(*) AS n FROM ivoa.obscore GROUP BY calib_level WITH ROLLUP",
    "SELECT MAX(s_ra, s_dec) FROM ivoa.obscore",
    "SELECT obs_id FROM other.ivoa.obscore",
)
"""Questions in ADQL that are none, ask about other things, or are made to cost."""


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with an image at RA 0, four frames along the meridian and one that is hidden."""
    async with open_desk(tmp_path, database) as opened:
        facts = facts_of(
            "image", footprint=square(359.99, 1.0, side=0.1), related=("f1",), exposure_time=30.0
        )
        await opened.hold("raw/image.fits", image(), facts)
        for number in range(5):
            public = BEGAN + timedelta(days=100_000) if number == 4 else BEGAN
            facts = facts_of(
                f"f{number}",
                observation_date=BEGAN + timedelta(days=number),
                footprint=square(0.2, 20.0 * number),
                instrument_id=f"i{number}",
                reduction_level=91,
                public_date=public,
            )
            await opened.add(f"f{number}", facts)
        await opened.settle()
        yield opened


class Observatory:
    """The services of one archive, by one caller."""

    def __init__(self, root: str, token: str) -> None:
        self.root = root
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Token {token}"
        self.tap = pyvo.dal.TAPService(f"{root}vo/tap", session=self.session)

    def names(self, query: str) -> list[str]:
        """Return the first column of an answer."""
        found = self.tap.search(query)
        return sorted(str(row[found.fieldnames[0]]) for row in found)

    def images(self, **asked: Any) -> list[str]:
        """Return the names of images."""
        service = pyvo.dal.SIA2Service(f"{self.root}vo/sia2", session=self.session)
        return sorted(str(row["obs_id"]) for row in service.search(**asked))


async def ask(desk: Desk, question: Callable[[Observatory], None], token: str | None = None) -> None:
    """Have a question asked in a thread, over HTTP."""
    async with served(desk) as root:
        await asyncio.to_thread(lambda: question(Observatory(root, token or desk.admin)))


async def test_pyvo_finds_images_by_sia(desk: Desk) -> None:
    """By region, time, exposure and names, of what the caller sees."""

    def question(vo: Observatory) -> None:
        assert vo.images(pos=(0.2, 20.0, 0.1)) == ["f1"]
        assert vo.images(pos=[(0.2, 20.0, 0.1), (0.2, 40.0, 0.1)]) == ["f1", "f2"]
        assert vo.images(instrument="i2") == ["f2"]
        begin = Time(BEGAN)
        assert vo.images(time=(begin + 0.9 * u.day, begin + 1.1 * u.day)) == ["f1"]
        assert vo.images(exptime=(20 * u.s, 40 * u.s)) == ["image"]
        assert vo.images(calib_level=1) == ["image"]
        assert vo.images(band=(1e-7 * u.m, 1e-6 * u.m)) == []
        assert len(vo.images(maxrec=2)) == 2
        with pytest.raises((DALServiceError, DALQueryError)):
            vo.images(TIME="soon")

    await ask(desk, question)
    await ask(desk, lambda vo: _same(vo.images(pos=(0.2, 80.0, 0.1)), []), await desk.token())


def _same(found: object, wanted: object) -> None:
    assert found == wanted


async def test_pyvo_asks_adql(desk: Desk) -> None:
    """Of one table, which pyvo lists; with regions, aggregates and order."""
    table = "ivoa.obscore"

    def question(vo: Observatory) -> None:
        assert table in vo.tap.tables
        assert vo.names(f"SELECT obs_id FROM {table} WHERE calib_level = 1") == ["image"]
        circle = "CIRCLE('ICRS', 0.2, 20, 1)"
        assert vo.names(
            f"SELECT obs_id FROM {table} WHERE 1=CONTAINS(POINT('ICRS', s_ra, s_dec), {circle})"
        ) == ["f1"]
        polygon = "POLYGON(359, 19, 1, 19, 1, 41, 359, 41)"
        assert vo.names(f"SELECT obs_id FROM {table} WHERE INTERSECTS(s_region, {polygon}) = 1") == [
            "f1",
            "f2",
        ]
        assert vo.names(f"SELECT obs_id FROM {table} WHERE CONTAINS(POINT(0.2, 40), s_region) = 1") == ["f2"]
        assert vo.names(f"SELECT COUNT(*) AS n FROM {table} WHERE obs_id LIKE 'f%'") == ["5"]
        assert vo.names(f"SELECT obs_id FROM {table} WHERE obs_id NOT LIKE 'f%'") == ["image"]
        ended = vo.tap.search(f"SELECT t_max FROM {table} WHERE obs_id = 'image'")[0]["t_max"]
        assert vo.names(f"SELECT obs_id FROM {table} WHERE t_max = {float(ended)!r}") == ["image"]
        grouped = vo.tap.search(
            f"SELECT calib_level, COUNT(*) AS n FROM {table} GROUP BY calib_level ORDER BY n"
        )
        assert [tuple(row.values()) for row in grouped] == [(1, 1), (2, 5)]
        top = vo.tap.search(f"SELECT TOP 1 obs_id, s_ra, s_region FROM {table} ORDER BY t_min DESC")
        assert (top[0]["obs_id"], round(float(top[0]["s_ra"]), 6)) == ("f4", 0.2)
        assert top[0]["s_region"].startswith("POLYGON ICRS ")
        assert (
            len(vo.tap.search(f"SELECT * FROM {table} WHERE s_dec BETWEEN 10 AND 50 OR NOT s_dec > 0")) >= 2
        )

    await ask(desk, question)
    some = await desk.token()
    await ask(desk, lambda vo: _same(vo.names(f"SELECT COUNT(*) AS n FROM {table}"), ["4"]), some)


RANGES = {
    "300 60 59.9 60.1": ["f3"],
    "0 360 -2 2": ["f0", "image"],
    "-Inf +Inf 79 +Inf": ["f4"],
    "0 89 0 45": ["f0", "f1", "f2", "image"],
    "0 360 -90 90": ["f0", "f1", "f2", "f3", "f4", "image"],
    "0.2 0.2 20 20": ["f1"],
    "100 200 -90 70": [],
}


async def test_a_range_lies_between_meridians_and_parallels(desk: Desk) -> None:
    """Also around the sky, over a pole, and of no width: parallels are no great circles."""

    def question(vo: Observatory) -> None:
        for box, names in RANGES.items():
            assert vo.images(POS=f"RANGE {box}") == names, box

    await ask(desk, question)
    for box in ("0 1 5 4", "0 1 2", "-Inf 5 2 3"):
        assert (await desk.get("/vo/sia2/query", POS=f"RANGE {box}")).status_code == 400, box


TOLD = {
    "MIN(obs_id), MAX(obs_id)": [("f0", "image")],
    "TOP 1 LOWER(obs_id) AS low, UPPER(obs_id) AS up, 'x' AS word": [("f4", "F4", "x")],
    "MAX(s_dec) - MIN(s_dec) AS wide, COUNT(*) * 2 AS twice": [(80.0, 12.0)],
}
"""Columns, and rows: f0 to f4 are at declinations from 0 to 80, and `image` at 1."""


async def test_answers_of_adql_have_the_types_and_the_order_that_were_asked_for(desk: Desk) -> None:
    """Texts that were computed, sums of aggregates, and columns by their place."""

    def question(vo: Observatory) -> None:
        for columns, rows in TOLD.items():
            found = vo.tap.search(f"SELECT {columns} FROM ivoa.obscore")
            assert [tuple(_plain(one) for one in row.values()) for row in found] == rows, columns
        for way, names in (("", ["f0", "f1"]), (" DESC", ["image", "f4"])):
            found = vo.tap.search(f"SELECT TOP 2 s_dec, obs_id FROM ivoa.obscore ORDER BY 2{way}")
            assert [str(row["obs_id"]) for row in found] == names

    await ask(desk, question)
    for place in ("3", "0", "1.5", "'obs_id'"):
        query = f"SELECT s_dec, obs_id FROM ivoa.obscore ORDER BY {place}"
        answer = await desk.get("/vo/tap/sync", LANG="ADQL", QUERY=query)
        assert (answer.status_code, "place is 1 to 2" in answer.text) == (400, True), place


def _plain(value: Any) -> object:
    return round(float(value), 6) if isinstance(value, float | np.floating | np.integer) else str(value)


async def test_other_adql_is_refused_in_words(desk: Desk) -> None:
    """As a table that says so, without a look into the database's own things."""
    before = desk.context.figures.refused["adql"]
    for query in REFUSED:
        answer = await desk.get("/vo/tap/sync", LANG="ADQL", QUERY=query)
        assert (answer.status_code, 'value="ERROR"' in answer.text) == (400, True), (query[:90], answer.text)
    assert desk.context.figures.refused["adql"] == before + len(REFUSED)


MISTAKEN = {
    "target_name > 5": "texts stand in",
    "t_exptime * 1e300 * 1e300 > 1": "out of range",
    "MAX(t_exptime) > 1": "GROUP BY",
}
"""Conditions that the grammar has, and a word of what is said."""


async def test_what_a_database_refuses_is_said_in_our_words(desk: Desk) -> None:
    """What to do, and nothing of operators, casts and functions of PostgreSQL's."""
    for condition, word in MISTAKEN.items():
        query = f"SELECT obs_id FROM ivoa.obscore WHERE {condition}"
        answer = await desk.get("/vo/tap/sync", LANG="ADQL", QUERY=query)
        assert (answer.status_code, word in answer.text) == (400, True), (condition, answer.text)


async def test_pyvo_follows_links_and_cuts_out(desk: Desk) -> None:
    """From an image to its file, its pictures, what it was made with, and a part of it."""

    def question(vo: Observatory) -> None:
        service = pyvo.dal.SIA2Service(f"{vo.root}vo/sia2", session=vo.session)
        row = service.search(exptime=(20 * u.s, 40 * u.s))[0]
        links = row.getdatalink()
        for found in (service.search(), vo.tap.search("SELECT * FROM ivoa.obscore")):
            followed = [{str(one["ID"]) for one in each} for each in found.iter_datalinks()]
            assert len(followed) == len(found) == len(set(map(str, followed)))
        assert {"#this", "#preview", "#cutout", "#auxiliary"} <= set(links["semantics"])
        soda = links.get_adhocservice_by_ivoid("ivo://ivoa.net/std/SODA#sync-1.0")
        for asked in ({"circle": [359.99, 1.0, 0.005] * u.deg}, {"pos": "CIRCLE 359.99 1.0 0.005"}):
            query = pyvo.dal.adhoc.SodaQuery.from_resource(links[0], soda, session=vo.session, **asked)
            told = query.execute_stream().read()
            assert told.startswith(b"SIMPLE"), (dict(query), told[:300])
        with fits.open(io.BytesIO(told)) as hdus:
            assert hdus[0].data.shape == (11, 11)
            assert (hdus[0].data == IMAGE[44:55, 44:55]).all()
            assert (hdus[0].header["CRPIX1"], hdus[0].header["CRPIX2"]) == (6.0, 6.0)

    await ask(desk, question)
    missing = await desk.get("/vo/datalink", ID="5")
    assert "NotFoundFault" in missing.text
    outside = await desk.get("/vo/soda/sync", ID=str(await image_number(desk)), CIRCLE="100 50 0.1")
    assert (outside.status_code, "no image" in outside.json()["detail"]) == (422, True)
    assert (await desk.get("/vo/soda/sync", ID="x", CIRCLE="1 2 3")).status_code == 400
    twice = await desk.get("/vo/soda/sync", ID=str(await image_number(desk)), CIRCLE=["1 2 3", "4 5 6"])
    assert (twice.status_code, "once" in twice.text) == (400, True)


async def image_number(desk: Desk) -> int:
    """Return the number of the image."""
    return int((await desk.get("/frames/", basename_exact="image")).json()["results"][0]["id"])
