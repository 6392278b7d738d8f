"""Our own routes, who may use them, and what the service says of itself."""

import base64
from datetime import date

import pytest

from services.satellites.api.callers import Door, secret_of
from services.satellites.propagate.kernel.choose import kernel_name
from shared.web.guards.guard import Names
from tests.unit.services.satellites.api.doors import World
from tests.unit.services.satellites.visits.worlds import CLEAR, SOURCES, START

VISIT = {
    "exposure_start_mjd_tai": START,
    "exposure_end_mjd_tai": START + 30 / 86400,
    "boresight_ra_deg": 10.0,
    "boresight_dec_deg": -30.0,
}
SECRET = b"correct horse battery"


def batch(detectors=3):
    """Return a question about some detectors, with boxes of four corners and points."""
    sources = [{"source_id": id_, "corners_deg": corners[: 4 if id_ % 3 else 1]} for id_, corners in SOURCES]
    return {"detectors": [{"detector_id": number, "sources": sources} for number in range(detectors)]}


async def test_a_batch_of_detectors_is_one_question():
    """All detectors of a visit are answered together, in their order."""
    world = World()
    async with world.client() as client:
        path = f"/api/v1/visits/{2**62}"
        assert (await client.put(path, json=VISIT)).json() == {"visit_id": 2**62, "known": False}
        assert (await client.put(path, json=VISIT)).json()["known"] is True
        answer = await client.put(f"{path}/allow-lists", json=batch())

    assert answer.json() == {
        "visit_id": 2**62,
        "detectors": [{"detector_id": number, "allowed_ids": CLEAR} for number in range(3)],
    }


async def test_errors_are_problem_details():
    """Own routes say what is wrong as problem details, with the status of the deployed ones."""
    world = World()
    async with world.client() as client:
        unknown = await client.put("/api/v1/visits/1/allow-lists", json=batch())
        malformed = await client.put("/api/v1/visits/1", json={})
        numbers = [
            await client.put(f"/api/v1/visits/{text}", json=VISIT) for text in ("x", "9" * 19, "1" * 99)
        ]
        known = await client.put("/api/v1/visits/1", json=VISIT)
        other = await client.put("/api/v1/visits/1", json=VISIT | {"boresight_ra_deg": 11.0})

    assert unknown.headers["content-type"] == "application/problem+json"
    assert unknown.json()["status"] == unknown.status_code == 404
    assert malformed.json()["detail"] == "caller: missing field exposure_start_mjd_tai"
    assert [response.status_code for response in numbers] == [400, 400, 400]
    assert (known.status_code, other.status_code) == (200, 409)


async def test_cut_off_callers_are_told_when_to_come_again():
    """Too many different questions give 429, with a time to wait."""
    world = World(questions_per_detector=1)
    async with world.client() as client:
        await client.put("/api/v1/visits/1", json=VISIT)
        await client.put("/api/v1/visits/1/allow-lists", json=batch())
        changed = batch()
        changed["detectors"][0]["sources"].pop()
        response = await client.put("/api/v1/visits/1/allow-lists", json=changed)

    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0
    assert "allowed" not in response.text


def basic(secret):
    """Return what a client sends for an address with a password in it."""
    return {"Authorization": "Basic " + base64.b64encode(b"anybody:" + secret).decode()}


BEARER = {"Authorization": f"Bearer {SECRET.decode()}"}
NAMED = Names(hosts=("a.example.org",))
ADMITTED = [
    ("127.0.0.1", "http", {}, Door(), True),
    ("::1", "http", {}, Door(), True),
    ("127.0.0.1", "http", {"Host": "page.example.org"}, Door(), False),
    (
        "127.0.0.1",
        "http",
        {"Host": "satellites.example.org"},
        Door(names=Names(hosts=("satellites.example.org",))),
        True,
    ),
    ("127.0.0.1", "http", {"X-Forwarded-For": "10.0.0.5"}, Door(secrets=(SECRET,)), False),
    ("127.0.0.1", "http", {"Forwarded": "for=10.0.0.5"}, Door(secrets=(SECRET,)), False),
    ("127.0.0.1", "http", {"Via": "1.1 proxy"}, Door(secrets=(SECRET,)), False),
    ("127.0.0.1", "http", {"X-Forwarded-Proto": "https"}, Door(secrets=(SECRET,)), False),
    ("127.0.0.1", "http", {}, Door(secrets=(SECRET,), plain=True), False),
    ("10.0.0.5", "https", {}, Door(secrets=(SECRET,)), False),
    ("10.0.0.5", "https", {}, Door(), False),
    ("10.0.0.5", "https", {"Authorization": "Bearer "}, Door(), False),
    ("10.0.0.5", "https", {"Authorization": "Bearer wrong"}, Door(secrets=(SECRET,)), False),
    ("10.0.0.5", "https", BEARER, Door(secrets=(b"x" * 16, SECRET)), True),
    ("10.0.0.5", "https", basic(SECRET), Door(secrets=(SECRET,)), True),
    ("10.0.0.5", "https", basic(b"wrong"), Door(secrets=(SECRET,)), False),
    ("10.0.0.5", "http", BEARER, Door(secrets=(SECRET,)), False),
    ("10.0.0.5", "http", BEARER, Door(secrets=(SECRET,), plain=True), True),
    ("10.0.0.5", "https", {}, Door(certificates=True), True),
    ("10.0.0.5", "http", {}, Door(certificates=True), False),
    ("satellites", "http", {}, Door(), False),
]


@pytest.mark.parametrize(("host", "scheme", "headers", "door", "admitted"), ADMITTED)
async def test_callers_are_admitted_by_place_secret_or_certificate(host, scheme, headers, door, admitted):
    """Loopback without a proxy, a secret over TLS, or a certificate opens; nothing else does."""
    world = World(door=door)
    async with world.client(host, scheme) as client:
        response = await client.put("/api/v1/visits/1", json=VISIT, headers=headers)
        foreign = await client.put("/visit_cache", json={}, headers=headers)

    assert response.status_code == (200 if admitted else 401)
    assert foreign.status_code == (400 if admitted else 401)
    assert SECRET.decode() not in response.text


@pytest.mark.parametrize("text", ["", "Basic", "Basic !!!", "Basic eA==", "Digest x", "Bearer"])
def test_headers_without_a_secret_give_none(text):
    """Whatever stands in the header, reading it does not fail, and opens nothing."""
    assert secret_of(text) == b""


async def test_status_tells_age_and_size_alone():
    """The catalogue's age and number of sets, whether it is fresh and whether memory is locked: no more."""
    world = World()
    world.clock.move(600.0)
    async with world.client() as client:
        fresh = (await client.get("/status")).json()
        world.clock.move(13 * 3600.0)
        old = (await client.get("/status")).json()

    tables = [
        date.fromisoformat(fresh.pop(f"{name}_until")) for name in ("earth_orientation", "leap_seconds")
    ]
    assert min(tables) > date(2025, 1, 1)
    assert fresh == {
        "fresh": True,
        "reason": "",
        "not_loaded": [],
        "pair": "alone",
        "kernel": kernel_name(),
        "age_seconds": 600.0,
        "element_sets": 100,
        "memory_locked": True,
        "undumpable": True,
    }
    assert (old["fresh"], "too old" in old["reason"]) == (False, True)
