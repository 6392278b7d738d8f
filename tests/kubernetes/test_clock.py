"""A site whose clock is off by an hour, in a cluster where nobody else's is."""

import time

import pytest

from testing.kubernetes.cluster import cluster
from testing.kubernetes.product_images import SKEWED, skewed_archive
from tests.kubernetes.conftest import OVERLAYS, SERVICES
from tests.kubernetes.harness import Rack
from tests.kubernetes.test_upgrade import roll

SITES = ("alpha", "beta")
AT_BETA = ("statefulset/beta-manager", "deployment/beta-transfer", "deployment/beta-gateway")
OFF = {"+1h": 3600, "-1h": -3600}
NOW = ("python3", "-c", "import time; print(time.time())")


@pytest.fixture(scope="module", params=OFF)
def skewed(request, place, archive):
    """The overlay `dev`, all of whose site beta has another time."""
    archives = [archive, skewed_archive(place / "skewed.tar", SERVICES, by=request.param)]
    with cluster(place, nodes=1, archives=archives) as running:
        rack = Rack(running)
        rack.bring_up(OVERLAYS / "dev")
        for workload in AT_BETA:
            roll(rack, workload, SKEWED)
        yield rack, OFF[request.param]


def test_files_go_both_ways_whatever_time_it_is(skewed):
    """What is replaced at one site is replaced at the other, in the order of the log and not of clocks."""
    rack, off = skewed
    told = float(rack.ask("exec", "beta-manager-0", "--", *NOW))
    assert abs(told - time.time() - off) < 600

    for turn in range(3):
        for site in SITES:
            content = f"{site} {turn}".encode()
            rack.write(site, "shared.txt", content)
            rack.everywhere(SITES, "shared.txt", content)
            rack.write(site, f"{site}-{turn}.txt", content)
            rack.everywhere(SITES, f"{site}-{turn}.txt", content)
    assert len(list(rack.files("alpha").glob("*.txt"))) == 1 + 3 * len(SITES)
    assert rack.restarts() == {}
