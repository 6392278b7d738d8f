"""Frames by the face of OCS: lists, filters, pages, and what one frame is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.archive.fold.names import frame_number
from shared.contracts.messages.frames.frame_facts import Footprint
from tests.integration.archive.desk import Desk, open_desk
from tests.integration.archive.world import BEGAN, facts_of, md5_of, square


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with an empty collection."""
    async with open_desk(tmp_path, database) as opened:
        yield opened


async def test_a_frame_has_all_fields_by_their_new_and_their_old_names(desk: Desk) -> None:
    """As upstream's clients read them."""
    facts = facts_of(
        "one",
        footprint=square(10.0, 20.0),
        related=("bias",),
        proposal_id="P1",
        instrument_id="fa01",
        target_name="M 31",
        reduction_level=91,
        telescope_id="1m0a",
        exposure_time=30.5,
        primary_optical_element="rp",
        configuration_type="EXPOSE",
        observation_id=7,
        request_id=8,
        observation_day=BEGAN.date(),
        public_date=BEGAN,
    )
    await desk.add("one", facts, folder="tst/")
    await desk.add("bias", facts_of("bias", configuration_type="BIAS"))
    await desk.settle()

    found = (await desk.get(f"/frames/{frame_number('one')}/")).json()
    area, version = found.pop("area"), found["version_set"][0]
    url = f"http://localhost/api/v1/archive/versions/{version['id']}/content"
    told = {
        "observation_date": "2026-03-04T05:06:07Z",
        "observation_day": "2026-03-04",
        "proposal_id": "P1",
        "instrument_id": "fa01",
        "target_name": "M 31",
        "reduction_level": 91,
        "site_id": "tst",
        "telescope_id": "1m0a",
        "exposure_time": 30.5,
        "primary_optical_element": "rp",
        "public_date": "2026-03-04T05:06:07Z",
        "configuration_type": "EXPOSE",
        "observation_id": 7,
        "request_id": 8,
    }
    old = {
        "DATE_OBS": told["observation_date"],
        "DAY_OBS": told["observation_day"],
        "PROPID": "P1",
        "INSTRUME": "fa01",
        "OBJECT": "M 31",
        "RLEVEL": 91,
        "SITEID": "tst",
        "TELID": "1m0a",
        "EXPTIME": 30.5,
        "FILTER": "rp",
        "L1PUBDAT": told["public_date"],
        "OBSTYPE": "EXPOSE",
        "BLKUID": 7,
        "REQNUM": 8,
    }
    assert found == {
        "id": frame_number("one"),
        "basename": "one",
        **told,
        **old,
        "related_frames": [frame_number("bias")],
        "version_set": [
            {
                "id": version["id"],
                "created": "2026-03-04T05:06:07Z",
                "key": md5_of("one"),
                "md5": md5_of("one"),
                "extension": ".fits",
                "url": url,
            }
        ],
        "filename": "one.fits",
        "url": url,
    }
    assert (area["type"], len(area["coordinates"][0])) == ("Polygon", 5)

    answer = await desk.get(f"/frames/{frame_number('one')}/headers/")
    assert answer.json() == {"data": {"OBJECT": "M 31"}}
    related = (await desk.get(f"/frames/{frame_number('bias')}/related/")).json()
    assert [one["basename"] for one in related] == ["one"]


async def test_filters_find_what_they_say(desk: Desk) -> None:
    """Each beside a frame that it does not find."""
    fields = {
        "proposal_id": "P2",
        "configuration_type": "EXPOSE",
        "instrument_id": "fa02",
        "reduction_level": 91,
        "telescope_id": "2m0a",
        "primary_optical_element": "gp",
        "observation_id": 11,
        "request_id": 12,
        "target_name": "Große Wolke 100%",
        "exposure_time": 60.0,
        "observation_day": BEGAN.date(),
    }
    await desk.add("yes-e91", facts_of("yes-e91", headers={"USERID": "jdoe"}, **fields))
    other = {"configuration_type": "BIAS", "observation_date": BEGAN - timedelta(days=400), "target_name": ""}
    await desk.add("no_e00", facts_of("no_e00", **other))
    await desk.settle()

    for name, value in {
        "start": "2026-03-04",
        "end": "2025-03-01T00:00:00Z",
        "dayobs": "20260304",
        "DAY_OBS": "2026-03-04",
        "basename": "ES-E9",
        "basename_exact": "yes-e91",
        "target_name": "große",
        "target_name_exact": "Große Wolke 100%",
        "OBJECT": "100%",
        "exposure_time": "30",
        "EXPTIME": "60",
        "proposal_id": "P2",
        "OBSTYPE": "EXPOSE",
        "INSTRUME": "fa02",
        "RLEVEL": "91",
        "site_id": "tst",
        "TELID": "2m0a",
        "FILTER": "gp",
        "BLKUID": "11",
        "request_id": "12",
        "include_configuration_type": "EXPOSE",
        "exclude_OBSTYPE": "BIAS",
        "exclude_calibrations": "true",
        "submitter": "jdoe",
        "DATE_OBS": "2026-03-04T05:06:07Z",
        "public": "true",
        "empty_target_name": "x",
        "no_such_parameter": "is passed over",
    }.items():
        expected = ["yes-e91"]
        if name in ("end", "empty_target_name"):
            expected = ["no_e00"]
        if name in ("site_id", "no_such_parameter", "public"):
            expected = ["yes-e91", "no_e00"]
        assert await desk.names(**{name: value}) == expected, name
    assert await desk.names(target_name="_") == []


OUT_OF_FORM: list[tuple[str, str]] = [
    ("start", "yesterday"),
    ("RLEVEL", "many"),
    ("request_id", "9" * 30),
    ("exposure_time", "nan"),
    ("include_configuration_type", "POEM"),
    ("covers", "POINT(1)"),
    ("covers", "POLYGON((0 0, 1 1))"),
    ("intersects", "GEOMETRYCOLLECTION(" * 2000),
    ("intersects", "POLYGON((0 0, 120 0, 240 0))"),
    ("basename", "a\0b"),
    ("cursor", "x"),
    ("exclude_calibrations", "perhaps"),
    ("DATE_OBS", "0000-00-00"),
]


async def test_a_value_out_of_form_is_refused(desk: Desk) -> None:
    """With a line that names the parameter."""
    for name, value in OUT_OF_FORM:
        answer = await desk.get("/frames/", **{name: value})
        assert answer.status_code == 400, (name, value)
        assert answer.json()["detail"].startswith(name)


async def test_a_number_beyond_its_column_is_that_of_no_frame(desk: Desk) -> None:
    """A level is stored in two bytes, and any whole number may be asked for."""
    await desk.add("one", facts_of("one", reduction_level=91, request_id=8))
    await desk.settle()
    for name in ("RLEVEL", "reduction_level", "request_id", "BLKUID"):
        for value in (-(2**31) - 1, -(2**15) - 1, 2**15, 2**63 - 1):
            assert await desk.names(**{name: value}) == [], (name, value)
    assert await desk.names(RLEVEL=91, request_id=8) == ["one"]


async def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk) -> None:
    """By offset and by cursor, forwards and backwards, whatever the count says."""
    for number in range(11):
        date = BEGAN + timedelta(days=number // 3)
        await desk.add(f"f{number}", facts_of(f"f{number}", observation_date=date))
    await desk.settle()
    everything = await desk.names()
    assert len(everything) == 11

    for style in ("limit", "cursor"):
        answer = (await desk.get("/frames/", limit=4, pagination_style=style)).json()
        seen = [answer]
        while answer["next"]:
            answer = (await desk.get(answer["next"])).json()
            seen.append(answer)
        names = [row["basename"] for page in seen for row in page["results"]]
        assert names == everything
        back = []
        while answer["previous"]:
            answer = (await desk.get(answer["previous"])).json()
            back.append([row["basename"] for row in answer["results"]])
        assert [name for page in reversed(back) for name in page] == everything[: len(everything) - 3]
        assert ("count" in seen[0]) == (style == "limit")
    assert (await desk.get("/frames/")).json()["count"] == 11
    assert await desk.names(ordering="basename", limit=2, offset=1) == ["f1", "f10"]
    for ordering, status in (("basename", 400), ("observation_date", 400), ("-observation_date", 200)):
        answer = await desk.get("/frames/", pagination_style="cursor", ordering=ordering)
        assert answer.status_code == status, ordering


SKY = [(0.2, 89.9), (359.9, 0.0), (0.1, -89.95), (180.0, 45.0), (90.0, -60.0)]


async def test_a_footprint_is_found_at_the_poles_and_across_right_ascension_zero(desk: Desk) -> None:
    """By a point in it, a region around it and a part of it, and not from the other side of the sky."""
    for number, (ra, dec) in enumerate(SKY):
        await desk.add(f"s{number}", facts_of(f"s{number}", footprint=square(ra, dec)))
    await desk.settle()
    for number, (ra, dec) in enumerate(SKY):
        assert await desk.names(covers=f"POINT({ra} {dec})") == [f"s{number}"]
        assert f"s{number}" not in await desk.names(covers=f"POINT({(ra + 180) % 360} {-dec})")
        ring = square(ra, dec, side=0.2).polygons[0]
        for points in (ring, ring[::-1]):
            inner = f"POLYGON(({', '.join(f'{a} {d}' for a, d in points)}))"
            assert await desk.names(covers=inner) == [f"s{number}"]
            assert await desk.names(intersects=inner) == [f"s{number}"]
    for points in (square(0, 90, side=60).polygons[0], square(0, 90, side=60).polygons[0][::-1]):
        wide = f"POLYGON(({', '.join(f'{a} {d}' for a, d in points)}))"
        assert await desk.names(intersects=wide) == ["s0"]


OVER_SEAMS = (
    *("POINT(10 20)", "MULTIPOINT((10 20),(200 50))", "LINESTRING(0 0,10 20)", "LINESTRING(100 30,100 40)"),
    "POLYGON((100 30,110 30,110 40,100 40,100 30))",
)


async def test_the_whole_sky_covers_every_region_and_two_chips_cover_points_of_both(desk: Desk) -> None:
    """However the sky is cut in the database; a line between chips leaves them."""
    sky = Footprint(whole_sky=True, center=(0.0, 0.0), radius=180.0, area=41252.96)
    chips = square(10, 20).polygons + square(13, 20).polygons
    two = Footprint(polygons=chips, center=(11.5, 20.0), radius=2.0, area=2.0)
    await desk.add("sky", facts_of("sky", footprint=sky))
    await desk.add("two", facts_of("two", footprint=two))
    await desk.settle()
    for region in OVER_SEAMS:
        assert "sky" in await desk.names(covers=region), region
    assert sorted(await desk.names(covers="MULTIPOINT((10 20),(13 20))")) == ["sky", "two"]
    assert await desk.names(covers="MULTIPOINT((10 20),(16 20))") == ["sky"]
    assert await desk.names(covers="LINESTRING(10 20,13 20)") == ["sky"]


async def test_a_revision_can_be_waited_for_and_is_said(desk: Desk) -> None:
    """An answer that waited has what the revision brought."""
    revision = await desk.commit({"one.fits": "one"})
    headers = {"Authorization": f"Token {desk.admin}", "SpiceRack-Revision": str(revision)}
    answer = await desk.client.get("/frames/", headers=headers)
    assert int(answer.headers["SpiceRack-Revision"]) >= revision


async def test_a_deleted_file_takes_its_frame_out_of_lists(desk: Desk) -> None:
    """It comes back with its file, under the same number."""
    await desk.add("one", facts_of("one"))
    await desk.settle()
    assert await desk.names() == ["one"]
    await desk.commit({"one.fits": None})
    await desk.settle()
    assert await desk.names() == []
