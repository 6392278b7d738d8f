"""The door of the deployed client: what it sends, what it reads, what it does on errors."""

import asyncio
import json

import pytest

from services.satellites.errors import CatalogueUnfitError, FailedError, OverloadError
from tests.unit.services.satellites.api.doors import World
from tests.unit.services.satellites.visits.worlds import CLEAR, SOURCES, START, Computing

VISIT_ID = 2**62 + 3
"""Not representable as a float."""

VISIT = {
    "visit_id": VISIT_ID,
    "exposure_start_mjd": START,
    "exposure_end_mjd": START + 30 / 86400,
    "boresight_ra": 10.0,
    "boresight_dec": -30.0,
}
QUESTION = {
    "visit_id": VISIT_ID,
    "detector_id": 94,
    "diasources": [{"diasource_id": id_, "bbox": [list(corner) for corner in box]} for id_, box in SOURCES],
}


class DeployedClient:
    """Behaves as the pipelines' client: no authentication, no retry but after 404, errors end a detector."""

    def __init__(self, client):
        self.client = client

    async def put(self, path, body):
        """Send JSON by PUT."""
        return await self.client.put(path, content=json.dumps(body))

    async def allow_list(self, visit=VISIT, question=QUESTION):
        """Return the ids that detection keeps."""
        response = await self.put("/diasource_allow_list", question)
        if response.status_code == 404:
            (await self.put("/visit_cache", visit)).raise_for_status()
            response = await self.put("/diasource_allow_list", question)
        response.raise_for_status()
        return response.json()["allow_list"]


@pytest.fixture
async def world():
    """A replica."""
    return World()


async def test_a_detector_gets_its_list(world):
    """The visit is cached with status 200, then the list has the ids that are clear, to the last digit."""
    async with world.client() as client:
        deployed = DeployedClient(client)
        response = await deployed.put("/visit_cache", VISIT)
        assert (response.status_code, response.headers["content-type"]) == (200, "text/plain; charset=utf-8")

        assert await deployed.allow_list() == CLEAR


async def test_both_keys_of_the_answer_are_there(world):
    """Old and new clients find the list, and numbers stay numbers of 64 bits in the text."""
    async with world.client() as client:
        deployed = DeployedClient(client)
        await deployed.put("/visit_cache", VISIT)
        response = await deployed.put("/diasource_allow_list", QUESTION)

    assert response.json() == {
        "visit_id": VISIT_ID,
        "detector_id": 94,
        "allow_list": CLEAR,
        "id_allow_list": CLEAR,
    }
    assert str(VISIT_ID) in response.text


async def test_an_unknown_visit_is_404_and_is_announced_once_more(world):
    """The client that came first to this replica with a question gets its list all the same."""
    async with world.client() as client:
        assert (await DeployedClient(client).put("/diasource_allow_list", QUESTION)).status_code == 404
        assert await DeployedClient(client).allow_list() == CLEAR


@pytest.mark.parametrize("sources", [[], QUESTION["diasources"][:1], QUESTION["diasources"][1:2]])
async def test_lists_of_none_and_one_have_the_same_form(world, sources):
    """No source, one hidden source and one clear source are answered with flat lists."""
    async with world.client() as client:
        deployed = DeployedClient(client)
        await deployed.put("/visit_cache", VISIT)
        ids = await deployed.allow_list(question=QUESTION | {"diasources": sources})

    assert ids == [one["diasource_id"] for one in sources if one["diasource_id"] in CLEAR]


async def test_corners_that_are_not_numbers_hide_their_source_alone(world):
    """A box whose world coordinates failed (NaN in JSON) is not allowed; the others are."""
    bad = {"diasource_id": 1, "bbox": [[float("nan"), float("nan")]] * 4}
    async with world.client() as client:
        deployed = DeployedClient(client)
        await deployed.put("/visit_cache", VISIT)
        ids = await deployed.allow_list(question=QUESTION | {"diasources": [bad, *QUESTION["diasources"]]})

    assert ids == CLEAR


@pytest.mark.parametrize("name", ["visit_id", "exposure_start_mjd", "boresight_dec"])
async def test_a_missing_field_is_named(world, name):
    """An incomplete announcement is 400, with the name of the field and no value."""
    async with world.client() as client:
        body = {key: value for key, value in VISIT.items() if key != name}
        response = await DeployedClient(client).put("/visit_cache", body)

    assert response.status_code == 400
    assert response.text == f"caller: missing field {name}"


WRONG = [
    {"diasources": None},
    {"diasources": [{"diasource_id": 1}]},
    {"diasources": [{"diasource_id": "77777", "bbox": [[10.0, -29.5]]}]},
    {"diasources": [{"diasource_id": 77777.5, "bbox": [[10.0, -29.5]]}]},
    {"diasources": [{"diasource_id": 2**63, "bbox": [[10.0, -29.5]]}]},
    {"diasources": [{"diasource_id": 1, "bbox": []}]},
    {"diasources": [{"diasource_id": 1, "bbox": [["77.777", -29.5]]}]},
    {"diasources": [{"diasource_id": 1, "bbox": [[77.777]]}]},
    {"diasources": [{"diasource_id": 1, "bbox": [[10.0, -29.5]] * 9}]},
    {"visit_id": 77777.0},
    {"visit_id": True},
    {"detector_id": "77777"},
    {"historical": "77777"},
]


@pytest.mark.parametrize("change", WRONG)
async def test_wrong_forms_are_refused_without_quoting_them(world, change):
    """What is not of the form gives 400 and no list, and the text holds no value that was sent."""
    async with world.client() as client:
        deployed = DeployedClient(client)
        await deployed.put("/visit_cache", VISIT)
        response = await deployed.put("/diasource_allow_list", QUESTION | change)

    assert response.status_code == 400
    assert "allow_list" not in response.text
    assert "77" not in response.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"visit_id":1e999}', b"[" * 100_000])
async def test_what_is_no_json_object_is_refused(world, body):
    """Bodies of any bytes give 400, not a stack trace."""
    async with world.client() as client:
        for path in ("/visit_cache", "/diasource_allow_list"):
            assert (await client.put(path, content=body)).status_code == 400


async def test_long_bodies_are_refused_while_they_come(world, monkeypatch):
    """A body above the bound is not kept."""
    monkeypatch.setattr("services.satellites.api.bodies.BODY_BYTES_MAX", 1000)
    async with world.client() as client:
        response = await client.put("/diasource_allow_list", content=b" " * 1001)

    assert (response.status_code, "1000" in response.text) == (400, True)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CatalogueUnfitError("operator: old"), 503),
        (OverloadError("caller: later"), 503),
        (FailedError("us: secret 77777"), 500),
        (ZeroDivisionError("secret 77777"), 500),
        (MemoryError("secret 77777"), 500),
    ],
)
async def test_no_failure_gives_a_list(error, status):
    """Whatever goes wrong inside, both routes answer with an error, and its text quotes nothing."""
    compute = Computing()
    compute.error = error
    world = World(compute=compute)
    async with world.client() as client:
        deployed = DeployedClient(client)
        response = await deployed.put("/visit_cache", VISIT)
        assert response.status_code == status
        assert "77777" not in response.text
        if status == 500:
            assert "failed to compute" in response.text
        assert (await deployed.put("/diasource_allow_list", QUESTION)).status_code == 404


async def test_answers_and_errors_are_padded(world):
    """Every answer about visits waits for its time, whatever it is."""
    async with world.client() as client:
        deployed = DeployedClient(client)
        await deployed.put("/diasource_allow_list", QUESTION)
        await deployed.put("/visit_cache", VISIT)
        await deployed.put("/diasource_allow_list", QUESTION)
        await deployed.put("/visit_cache", {})

    assert len(world.padded) == 4
    assert all(seconds > 0.0 for seconds in world.padded)


async def test_nobody_reads_the_cache(world):
    """There is no way to get visits, tracks or documentation pages out."""
    async with world.client() as client:
        for path in ("/visit_cache", "/diasource_allow_list", "/docs", "/redoc", "/api/v1/visits", "/debug"):
            assert (await client.get(path)).status_code in {404, 405}


async def test_what_has_no_route_is_told_in_words(world):
    """An address that ends with a slash works; a wrong one and a wrong method say who must act."""
    async with world.client() as client:
        assert (await client.put("http://satellites//visit_cache", json=VISIT)).status_code == 200
        unknown = await client.put("/satellites/visit_cache", json=VISIT)
        asked = await client.get("/visit_cache")

    assert (unknown.status_code, "SATTLE_URI_BASE" in unknown.text) == (404, True)
    assert (asked.status_code, asked.text, asked.headers["allow"]) == (405, "caller: ask with PUT", "PUT")


async def test_bodies_have_an_end_before_they_are_read(world):
    """A long announcement is refused by its head; a question waits for the room of those before it."""
    async with world.client() as client:
        long = await client.put("/visit_cache", content=b" " * 2**17)

        async def pieces():
            yield b" " * 2**17

        unannounced = await client.put("/visit_cache", content=pieces())
        await client.put("/visit_cache", json=VISIT)
        async with world.desk.room.held(2**40):
            asking = asyncio.create_task(client.put("/diasource_allow_list", json=QUESTION))
            await asyncio.wait({asking}, timeout=0.05)
            assert not asking.done()
        answer = await asking

    assert (long.status_code, unannounced.status_code, answer.status_code) == (400, 400, 200)
    assert long.text == unannounced.text == "caller: the body is longer than 65536 bytes"
