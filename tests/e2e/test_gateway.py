"""Gateways of a real rack."""

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.harness import Rack, eventually, random_bytes, write

BELOW = "/api/v1/collections/spice"


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
