"""Gateways of a real rack."""

import io
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.gateway.browser import missing, tried
from tests.e2e.harness import Rack, eventually, random_bytes, write

BELOW = "/api/v1/collections/spice"
SLICE = ("overview", "first_look_is_small")
"""Scenarios of the console that need no service but those of any site."""


@pytest.fixture(scope="module")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Sites a and b with a gateway each, and a file of a."""
    two = Rack(tmp_path_factory.mktemp("gateways"), "a", "b", processes=False, gateways=True)
    write(two["a"] / "kernels" / "one.bsp", random_bytes(1, 300_000))
    with two.running():
        two.synced()
        yield two
    assert two.tracebacks() == []


def test_every_site_tells_the_same_file(rack: Rack) -> None:
    """The other site's gateway tells the bytes under the same tag, once they are in place there."""
    answers = [httpx.get(f"{rack.gateway_of(site)}{BELOW}/content/kernels/one.bsp") for site in "ab"]
    assert [answer.content for answer in answers] == [random_bytes(1, 300_000)] * 2
    assert len({answer.headers["etag"] for answer in answers}) == 1


def test_what_changes_elsewhere_is_listed_and_told(rack: Rack) -> None:
    """A follower hears of another site's file, which is then listed, compared and packed there."""
    at = rack.gateway_of("b") + BELOW
    before = httpx.get(f"{at}/files").json()["revision"]
    write(rack["a"] / "kernels" / "two.bsp", "two")
    with httpx.stream("GET", f"{at}/events", params={"after": before}, timeout=60) as stream:
        told = next(line for line in stream.iter_lines() if line.startswith("data: ") and "two.bsp" in line)
    assert '"revision"' in told
    rack.synced()
    assert httpx.get(f"{at}/files", params={"glob": "*.bsp"}).json()["count"] == 2
    assert [
        row["path"] for row in httpx.get(f"{at}/diff", params={"from": before}).json()["differences"]
    ] == ["kernels/two.bsp"]
    packed = httpx.post(f"{at}/archive", json={"prefix": "kernels/"}, headers={"SpiceRack-Request": "1"})
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.read("kernels/two.bsp") == b"two"


def test_a_browser_shows_that_all_is_everywhere(rack: Rack, tmp_path: Path) -> None:
    """A slice of `make console-test`: the first page, by keyboard too, and how large it is."""
    if (reason := missing()) is not None:
        pytest.skip(reason)
    assert tried(rack, SLICE, tmp_path) == dict.fromkeys(SLICE, "")


def test_open_streams_end_with_the_process(tmp_path: Path) -> None:
    """SIGTERM ends followers, who are told, and slow downloads within the drain."""
    one = Rack(tmp_path, "a", gateways=True)
    write(one["a"] / "large", random_bytes(1, 30_000_000))
    with one.running():
        one.synced()
        at = one.gateway_of("a") + BELOW
        with (
            httpx.stream("GET", f"{at}/events", params={"after": 0}, timeout=60) as events,
            httpx.stream("GET", f"{at}/content/large", timeout=60) as slow,
        ):
            reading = slow.iter_raw(1000)  # Kept: who drops it ends the connection.
            next(reading)
            seen = len(one.lines)
            one.kill("gateway-a", signal.SIGTERM)
            lines = list(events.iter_lines())
            one.until("gateway-a: exited with code 0", after=seen, patience=30)
    assert lines[-2:] == [": the gateway stops, come back", ""]
    assert one.tracebacks() == []


def test_a_gateway_can_be_found(rack: Rack) -> None:
    """Status lists it, and `spicerack url` prints its address alone."""
    eventually(
        lambda: (
            {one["service"] for one in rack.status()["services"]}
            == {"manager", "transfer", "orchestrator", "gateway"}
        ),
        what="all services are listed",
    )
    told = rack.spicerack("url", "gateway", "--site", "b")
    assert (told.returncode, told.stdout) == (0, f"{rack.gateway_of('b')}\n")
