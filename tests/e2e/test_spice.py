"""The SPICE service of a whole rack."""

from pathlib import Path

import httpx

from tests.e2e.descriptions import described
from tests.e2e.harness import Rack, eventually, write
from tests.kernels.made import made


def test_kernels_are_known_at_every_site(tmp_path: Path) -> None:
    """Both sites answer the same of kernels that one of them brought, once they are described."""
    rack = Rack(tmp_path, "a", "b", processes=False, extras=("describer", "spice"))
    write(rack["a"] / "spk/craft_v1.bsp", made("craft_v1.bsp"))
    write(rack["a"] / "lsk/naif9.tls", made("naif9.tls"))
    with rack.running():
        described(rack, ["spk/craft_v1.bsp", "lsk/naif9.tls"])
        rack.synced()
        urls = [
            rack.spicerack("url", "spice", f"--site={site}", f"--url={rack.url}").stdout.strip()
            for site in ("a", "b")
        ]
        parameters = {"body": "MOON", "covers": "2000-01-01T12:00"}

        def answers() -> list[list[str]]:
            found = [httpx.get(f"{url}/api/v1/spice/kernels", params=parameters) for url in urls]
            return [[one["path"] for one in answer.json()["kernels"]] for answer in found]

        eventually(lambda: answers() == [["spk/craft_v1.bsp"]] * 2, what="the same answer of both", pause=0.2)
        # The same question about the same revision has the same bytes at every site (I13).
        told = [_states(url) for url in urls]
        assert [one.status_code for one in told] == [200, 200], told[0].text
        assert told[0].content == told[1].content
        assert [one["path"] for one in told[0].json()["kernels"]] == ["lsk/naif9.tls", "spk/craft_v1.bsp"]
    assert rack.tracebacks() == []


def _states(url: str) -> httpx.Response:
    """Ask for the states of a spacecraft."""
    question = {"calculation": "states", "target": "-999", "observer": "399", "times": {"at": [1000.0]}}
    marked = {"SpiceRack-Request": "1"}
    address = f"{url}/api/v1/spice/geometry"
    return httpx.post(address, json={"question": question}, headers=marked, timeout=60)
