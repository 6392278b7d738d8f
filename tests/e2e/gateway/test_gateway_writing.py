"""Files that are put over gateways of a real rack."""

import random
import signal
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from blake3 import blake3

from tests.e2e.harness import PATIENCE, Rack, eventually, random_bytes, tree, write
from tests.e2e.kernels.test_quarantine import PAGE, kept
from tests.kernels.made import made

BELOW = "/api/v1/collections/spice"
OURS = {"SpiceRack-Request": "1", "Content-Type": "application/octet-stream"}
KILLS = 4
"""One of each service: what a kill tears is drawn by the worlds, and by `test_kills`, far more often."""


@pytest.fixture(scope="module")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Sites a and b with a gateway each, in processes of their own."""
    two = Rack(tmp_path_factory.mktemp("writing"), "a", "b", gateways=True)
    with two.running():
        two.synced()
        yield two
    assert two.tracebacks() == []


def put(rack: Rack, site: str, path: str, data: bytes, **headers: str) -> httpx.Response:
    """Put a file at a site."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.put(
        f"{rack.gateway_of(site)}{BELOW}/content/{path}",
        content=data,
        headers={**OURS, **named},
        timeout=60,
        trust_env=False,
    )


def told(rack: Rack, site: str, answer: httpx.Response) -> dict[str, object]:
    """Return what became of a change."""
    found = httpx.get(rack.gateway_of(site) + answer.headers["location"], trust_env=False)
    return dict(found.json())


def accepted(rack: Rack, path: str, data: bytes, *, wait: int | None) -> bool:
    """Put a file at site a, again until somebody answers; tell whether it was accepted."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = put(rack, "a", path, data, **({"prefer": f"wait={wait}"} if wait else {}))
            return answer.status_code in (200, 201, 202)
        except httpx.HTTPError:
            time.sleep(0.3)  # It may be there, or not: nobody was told.
    return False


def is_ready(rack: Rack) -> bool:
    """Tell whether the manager of site a is ready."""
    try:
        return rack.get("/readyz").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def test_a_file_that_is_put_is_at_every_site(rack: Rack) -> None:
    """The answer names its commit; the other site's gateway tells it."""
    data = random_bytes(1, 300_000)
    answer = put(rack, "a", "spk/new.bsp", data, prefer="wait=30")
    assert answer.status_code == 201, answer.text
    assert answer.json()["revision"] == int(answer.headers["spicerack-revision"])
    rack.synced()
    there = httpx.get(f"{rack.gateway_of('b')}{BELOW}/content/spk/new.bsp", trust_env=False)
    assert (there.content, there.headers["etag"]) == (data, answer.headers["etag"])
    assert (rack["b"] / "spk/new.bsp").read_bytes() == data


@pytest.mark.parametrize("conditional", [True, False], ids=["if-match", "whatever-stands-there"])
def test_of_two_sites_that_replace_one_version_one_wins(rack: Rack, conditional: bool) -> None:
    """Both have it in place before the log decides. Whoever said what must stand there leaves nothing in the
    collection, and its bytes are in the trash of its site; of others a conflict copy is kept.
    """
    path = f"race-{conditional}.bsp"
    first = put(rack, "a", path, b"first", prefer="wait=30")
    rack.synced()
    said = {"if_match": first.headers["etag"]} if conditional else {}
    with rack.paused("orchestrator"):
        answers = {site: put(rack, site, path, f"of {site}".encode(), **said) for site in "ab"}
    assert {answer.status_code for answer in answers.values()} == {202}
    eventually(
        lambda: all(told(rack, site, answer)["state"] != "waiting" for site, answer in answers.items()),
        what="both are decided",
    )
    ends = {told(rack, site, answer)["state"]: site for site, answer in answers.items()}
    assert set(ends) == {"committed", "lost"}
    loser, won, lost = ends["lost"], f"of {ends['committed']}".encode(), f"of {ends['lost']}".encode()
    copy = told(rack, loser, answers[loser])["paths"][0]["conflict_copy"]  # type: ignore[index]
    assert (copy is None) is conditional
    rack.synced()
    for site in "ab":
        found = {each.name: each.read_bytes() for each in rack[site].glob("race-*") if path in each.name}
        assert found == ({path: won} if conditional else {path: won, copy: lost})
    trashed = [each for each in (rack[loser] / ".spicerack/trash").rglob("*") if each.is_file()]
    assert lost in [each.read_bytes() for each in trashed]


def test_of_two_sites_that_delete_one_version_one_wins(rack: Rack) -> None:
    """Both have deleted it before the log decides; the loser is told so."""
    first = put(rack, "a", "delete-race.bsp", b"first", prefer="wait=30")
    rack.synced()
    demanded = {**OURS, "if-match": first.headers["etag"]}
    with rack.paused("orchestrator"):
        answers = {
            site: httpx.delete(
                f"{rack.gateway_of(site)}{BELOW}/content/delete-race.bsp", headers=demanded, trust_env=False
            )
            for site in "ab"
        }
    assert {answer.status_code for answer in answers.values()} == {202}
    eventually(
        lambda: all(told(rack, site, answer)["state"] != "waiting" for site, answer in answers.items()),
        what="both are decided",
    )
    assert {told(rack, site, answer)["state"] for site, answer in answers.items()} == {"committed", "lost"}
    rack.synced()
    assert not [site for site in "ab" if (rack[site] / "delete-race.bsp").exists()]


def test_connections_that_drop_leave_nothing(rack: Rack) -> None:
    """At twenty points of a body: the older version stays, and no upload, group or staged file is left."""
    assert put(rack, "a", "dropped.bsp", b"whole", prefer="wait=30").status_code == 201
    chance, data = random.Random(3), random_bytes(3, 3_000_000)
    address = httpx.URL(rack.gateway_of("a"))
    head = (
        f"PUT {BELOW}/content/dropped.bsp HTTP/1.1\r\nHost: {address.host}\r\nSpiceRack-Request: 1\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    ).encode()
    for _ in range(20):
        with socket.create_connection((address.host, address.port or 80)) as connection:
            connection.sendall(head + data[: chance.randrange(len(data))])
    control = rack["a"] / ".spicerack"
    eventually(
        lambda: not any(list((control / name).iterdir()) for name in ("uploads", "staging", "groups")),
        what="nothing is left of them",
    )
    assert (rack["a"] / "dropped.bsp").read_bytes() == b"whole"
    assert put(rack, "a", "dropped.bsp", data, prefer="wait=30").status_code == 200


def test_uploads_that_were_accepted_outlast_kills(rack: Rack) -> None:
    """Gateway, manager, worker and orchestrator die in between: what was accepted is at every site."""
    chance = random.Random(1)
    victims = ["gateway-a", "manager-a", "transfer-a", "orchestrator"]
    ledger: dict[str, str] = {}
    for number in range(3 * KILLS):
        data = chance.randbytes(chance.randrange(1, 200_000))
        path = f"ledger/{number}.bin"
        if number % 3 == 2:
            rack.kill(victims[number // 3 % len(victims)], signal.SIGKILL)
        if accepted(rack, path, data, wait=2 if number % 2 else None):
            ledger[path] = blake3(data).hexdigest()
    assert len(ledger) >= 2 * KILLS
    eventually(lambda: is_ready(rack), what="the manager is back")
    rack.synced()
    for site in "ab":
        found = tree(rack[site])
        assert {
            path: blake3((rack[site] / path).read_bytes()).hexdigest() for path in ledger if path in found
        } == ledger


def test_a_put_mends_what_is_in_quarantine(rack: Rack) -> None:
    """A new file, and one that stood broken in the place of a whole one: the list is empty then."""
    whole, old = made("craft_v1.bsp"), made("craft_v1.bsp") + bytes(1024)
    assert put(rack, "a", "mend/old.bsp", old, prefer="wait=30").status_code == 201
    for name in ("new.bsp", "old.bsp"):
        write(rack["a"] / "mend" / name, PAGE)
    eventually(lambda: kept(rack) == ["mend/new.bsp", "mend/old.bsp"], what="two files in quarantine")
    refused = put(rack, "a", "mend/new.bsp", whole[:4096], prefer="wait=30")
    assert (refused.status_code, refused.json()["rule"]) == (422, "truncated")
    mended = put(rack, "a", "mend/new.bsp", whole, prefer="wait=30")
    same = put(rack, "a", "mend/old.bsp", old, prefer="wait=30")
    assert (mended.status_code, same.status_code) == (201, 200)
    eventually(lambda: kept(rack) == [], what="an empty quarantine")
    rack.synced()
    for site in ("a", "b"):
        found = {path.name: path.read_bytes() for path in (rack[site] / "mend").iterdir()}
        assert found == {"new.bsp": whole, "old.bsp": old}


def test_bytes_written_by_hand_are_in_the_history_before_a_put_goes_over_them(rack: Rack) -> None:
    """Whoever wrote them finds them there; the put waits for it."""
    assert put(rack, "a", "hand/f.txt", b"one", prefer="wait=30").status_code == 201
    write(rack["a"] / "hand/f.txt", b"by hand")
    assert put(rack, "a", "hand/f.txt", b"two", prefer="wait=30").status_code == 200
    told = httpx.get(f"{rack.gateway_of('a')}{BELOW}/files/hand/f.txt", trust_env=False).json()
    contents = [one["content"] for one in told["history"]]
    assert contents == [blake3(data).hexdigest() for data in (b"two", b"by hand", b"one")]
