"""Scaling of services by what they tell Prometheus of waiting work: replicas are started, pay, and go."""

import os
import time

import pytest

from testing.kubernetes.monitoring.prometheus import ask
from testing.kubernetes.scaling import install_scaling
from tests.kubernetes.calling import calling
from tests.kubernetes.harness import USER, eventually
from tests.kubernetes.test_scaling import PAYS, rate, scaled_to

FEW, MANY = 150, 4000
"""Contents: fewer than one describer is thought to be enough for, and as many as three need minutes for."""
ONE, ALL = 12, 44
"""Readers, likewise."""
DESCRIBED = "sum(max_over_time(spicerack_describer_descriptions_total[1h]))"
"""By all describers there were, those that have gone again among them."""
OUTRUN = "sum(max_over_time(spicerack_describer_outrun_descriptions_total[1h]))"
LISTING = "/api/v1/collections/spice/files?limit=200"
KERNEL = "KPL/LSK\n\\begindata\nNUMBER = ( {number} )\n\\begintext\nOf {folder}.\n"


@pytest.fixture(scope="module")
def scaled(asked, place):
    """The site, with KEDA."""
    install_scaling(asked.kubectl, place / "keda")
    return asked


def write_kernels(rack, folder, count):
    """Write small kernels at once, each another content."""
    directory = rack.files("alpha") / folder
    directory.mkdir()
    os.chown(directory, USER, USER)
    for number in range(count):
        file = directory / f"{number}.tls"
        file.write_text(KERNEL.format(number=number, folder=folder))
        os.chown(file, USER, USER)


def test_describers_are_started_for_contents_that_wait_and_pay(scaled):
    """From one to three and back; each content is described once."""
    cluster = scaled.cluster

    def described():
        return ask(cluster, DESCRIBED)

    write_kernels(scaled, "few", FEW)
    eventually(lambda: described() > 0, what="one describer begins")
    before, began = described(), time.monotonic()
    eventually(lambda: described() == FEW, what="few are described")
    alone = (FEW - before) / (time.monotonic() - began)

    write_kernels(scaled, "many", MANY)
    scaled_to(scaled, "alpha-describer", 3)
    together = rate(described)

    eventually(lambda: described() >= FEW + MANY, what="all are described")
    print(
        f"\none describer: {alone:.1f} a second, three: {together:.1f}, {together / alone:.2f} times;"
        f" {ask(cluster, OUTRUN):.0f} were looked at twice"
    )
    assert together > PAYS * alone
    scaled_to(scaled, "alpha-describer", 1)
    assert described() == FEW + MANY


def reads(rack, readers):
    """Return so many readers of a listing."""
    return calling(rack, "reads", "alpha", LISTING, callers=readers)


def test_gateways_are_started_for_requests_that_wait_and_pay(scaled):
    """From one to three and back; nobody is refused meanwhile."""
    with reads(scaled, ONE) as told:
        alone = rate(lambda: told()["200"])
    with reads(scaled, ALL) as told:
        scaled_to(scaled, "alpha-gateway", 3)
        together = rate(lambda: told()["200"])
        assert set(told()) == {"200"}
    with reads(scaled, 1) as told:
        scaled_to(scaled, "alpha-gateway", 1)
        assert set(told()) == {"200"}
    print(f"\none gateway: {alone:.1f} answers a second, three: {together:.1f}, {together / alone:.2f} times")
    assert together > PAYS * alone
