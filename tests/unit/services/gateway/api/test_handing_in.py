"""Files that are handed in by a link, whose holder may not read."""

import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from services.gateway.api.application import API
from shared.model.scope import Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import Caller, Everything
from tests.unit.services.gateway.desk import BELOW, COLLECTION, OURS, Desk, hash_of, open_desk
from tests.unit.services.gateway.played_manager import publish


class Writes(Everything):
    """The rights of who may write, and not read."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether it is asked to write."""
        return scope is Scope.WRITE

    def holds(self, scope: Scope, collection: str, path: str) -> bool:
        """Tell whether it is asked to write."""
        return scope is Scope.WRITE

    def sees(self, collection: str, path: str) -> bool:
        """Return False."""
        return False

    def has_all(self, scope: Scope, collection: str | None) -> bool:
        """Return False."""
        return False


class Linked:
    """Lets in who uses a link, by the name that it says."""

    async def admit(self, connection: object) -> Caller:
        """Return the caller."""
        name = connection.query_params.get("link", "nobody")  # type: ignore[attr-defined]
        rights = Everything() if name == "reader" else Writes()
        return Caller(f"link of {name} from ::1", rights, lends=False)

    def leave(self, connection: object, caller: Caller, status: int) -> None:
        """Do nothing."""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A gateway that is asked by links."""
    async with open_desk(tmp_path) as opened:
        application = make_application(
            API, health=Health(monotonic=lambda: 0.0), registry=new_registry(),
            parts=(opened.context,), authorise=Linked(),
        )  # fmt: skip
        transport = ASGITransport(application)
        async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
            yield replace(opened, client=client)


@pytest.mark.parametrize("tree", [f"{BELOW}/content/", f"/data/{COLLECTION}/"])
@pytest.mark.parametrize(
    ("condition", "status"), [({"If-None-Match": "*"}, 412), ({"If-Match": f'"{"0" * 64}"'}, 403)]
)
async def test_a_failed_condition_tells_nothing_of_what_stands_there(
    desk: Desk, tree: str, condition: dict[str, str], status: int
) -> None:
    """Whoever holds the link of a drop box would ask for the hash of what others handed in."""
    await desk.commit({"drop/a.txt": b"of somebody else"})
    told = await desk.client.put(f"{tree}drop/a.txt?link=ada", content=b"x", headers=condition)
    assert told.status_code == status
    assert hash_of(b"of somebody else") not in told.text and "revision" not in told.text
    assert hash_of(b"of somebody else") not in str(told.headers)


@pytest.mark.parametrize("tree", [f"{BELOW}/content/", f"/data/{COLLECTION}/"])
@pytest.mark.parametrize(
    "condition",
    [
        {"If-Match": f'"{hash_of(b"secret")}"'},
        {"If-Match": f'"{hash_of(b"other")}"'},
        {"If-None-Match": f'"{hash_of(b"secret")}"'},
        {"If-Unmodified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"},
        {"If-None-Match": "*"},
    ],
)
async def test_no_guess_of_what_stands_there_is_answered_before_it_costs_a_write(
    desk: Desk, tree: str, condition: dict[str, str]
) -> None:
    """With a digest that is wrong nothing is written: the answer is the same whatever stands there."""
    await desk.commit({"drop/a": b"secret"})
    lie = {"Content-Digest": f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"}
    said = {**condition, **lie}
    told = [
        await desk.client.put(f"{tree}drop/{name}?link=ada", content=b"x", headers=said)
        for name in ("a", "b")
    ]
    expected = 400 if condition == {"If-None-Match": "*"} else 403
    assert [one.status_code for one in told] == [expected, expected]
    begun = [
        await desk.client.post(
            f"{BELOW}/uploads?path=drop/{name}&link=ada", headers={**condition, "Upload-Complete": "?0"}
        )
        for name in ("a", "b")
    ]
    assert len({one.status_code for one in begun}) == 1


@pytest.mark.parametrize("tree", [f"{BELOW}/content/", f"/data/{COLLECTION}/"])
async def test_no_condition_is_taken_for_none(desk: Desk, tree: str) -> None:
    """What is said twice is one list, and what cannot be read is refused: the file stays."""
    stands = f'"{hash_of(b"kept")}"'
    desk.place("f", b"kept")
    await desk.commit({"f": b"kept"})
    for headers, status in (
        ([("If-None-Match", '"x"'), ("If-None-Match", stands)], 412),
        ([("If-None-Match", stands.strip('"'))], 400),
        ([("If-Match", stands), ("If-None-Match", "*, *")], 400),
        ([("If", '(["x"])')], 412),
    ):
        told = await desk.client.put(f"{tree}f?link=reader", content=b"x", headers=headers)
        assert told.status_code == status, (headers, told.text)
    assert (desk.root / "f").read_bytes() == b"kept"


@pytest.mark.parametrize("route", ["move", "copy", "commits"])
@pytest.mark.parametrize("name", ["If-Match", "If-None-Match", "If-Unmodified-Since", "If"])
async def test_a_condition_about_no_path_is_refused(desk: Desk, route: str, name: str) -> None:
    """Changes are named in the body, and so are their conditions."""
    asked = {"changes": [{"do": "delete", "path": "f"}]} if route == "commits" else {"from": "f", "to": "g"}
    where = f"{BELOW}/{route}?link=ada"
    told = await desk.client.post(where, json=asked, headers={name: '"x"'})
    assert (told.status_code, "if_match" in told.text) == (400, True)


async def test_the_place_of_a_202_is_open_to_who_was_answered_it(desk: Desk) -> None:
    """By the address as it was told, and to nobody else who hands files in."""
    told = await desk.client.put(f"{BELOW}/content/drop/a.txt?link=a%2Fda", content=b"x")
    assert told.status_code == 202
    assert (await desk.client.get(told.headers["location"])).json()["state"] == "waiting"
    await publish(desk)
    assert (await desk.client.get(told.headers["location"])).json()["state"] == "committed"
    others = told.headers["location"].replace("a%2Fda", "eve")
    assert (await desk.client.get(others)).status_code == 404


async def test_an_upload_goes_on_at_the_address_that_its_beginning_told(desk: Desk) -> None:
    """The link is in it."""
    begun = await desk.client.post(f"{BELOW}/uploads?path=drop/b&link=ada", headers={"Upload-Complete": "?0"})
    where = begun.headers["location"]
    headers = {"Upload-Complete": "?1", "Upload-Offset": "0", "Content-Type": "application/partial-upload"}
    assert (await desk.client.patch(where, content=b"x", headers=headers)).status_code == 200


def _digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ([("Content-Digest", _digest(b"x")), ("Content-Digest", _digest(b"y"))], 400),
        ([("Repr-Digest", _digest(b"x")), ("Repr-Digest", _digest(b"x"))], 202),
        ([("OC-Checksum", "MD5:" + "0" * 32)] * 2, 400),
        ([("Content-Encoding", "identity"), ("Content-Encoding", "gzip")], 415),
    ],
)
async def test_the_second_of_two_fields_is_heard(
    desk: Desk, fields: list[tuple[str, str]], status: int
) -> None:
    """A digest that the bytes do not have, and a coding that they are not in, stand in it as well."""
    told = await desk.client.put(f"{BELOW}/content/f?link=ada", content=b"x", headers=fields)
    assert told.status_code == status, told.text
