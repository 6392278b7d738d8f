"""Scaling of services by what they tell Prometheus of waiting work: replicas are started, pay, and go."""

import os
from subprocess import CalledProcessError, TimeoutExpired

from testing.kubernetes.monitoring.prometheus import ask
from testing.kubernetes.scaling import install_scaling
from tests.kubernetes.calling import calling
from tests.kubernetes.harness import USER, eventually
from tests.kubernetes.person import Person
from tests.kubernetes.test_scaling import PAYS, rate, scaled_to

MANY = 1800
"""Contents that one describer needs minutes for, by a tenth of a processor."""
ONE, ALL = 12, 36
"""Readers of one gateway, and of three."""
DESCRIBED = "sum(max_over_time(spicerack_describer_descriptions_total[1h]))"
"""By all describers there were, those that have gone again among them."""
BEGUN = 5
OUTRUN = "sum(max_over_time(spicerack_describer_outrun_descriptions_total[1h]))"
LISTING = "/api/v1/collections/spice/files?limit=200"
KERNEL = "KPL/PCK\n\\begindata\nNUMBERS = ( {numbers} )\n\\begintext\nOf {folder}.\n"
NUMBERS = 12_000
"""In each kernel: a replica needs a while for it."""


def write_kernels(rack, folder, count):
    """Write kernels at once, each another content."""
    directory = rack.files("alpha") / folder
    directory.mkdir()
    os.chown(directory, USER, USER)
    for number in range(count):
        file = directory / f"{number}.tpc"
        file.write_text(KERNEL.format(numbers=f"{number} " * NUMBERS, folder=folder))
        os.chown(file, USER, USER)


def published(person):
    """Tell whether everything that was written is in the log."""
    try:
        person.type("sync")
    except (CalledProcessError, TimeoutExpired):
        return False
    return True


def test_describers_are_started_for_contents_that_wait_and_pay(asked, place, tmp_path):
    """From one to three and back; each content is described once.

    All of it waits before the first one begins: else the rate would be that of who publishes.
    """

    def described():
        return ask(asked.cluster, DESCRIBED)

    asked.ask("scale", "deployment/alpha-describer", "--replicas=0")
    write_kernels(asked, "many", MANY)
    manager = Person(asked, tmp_path, SPICERACK_URL="http://alpha-manager:8080")
    eventually(lambda: published(manager), what="all is published")
    asked.ask("scale", "deployment/alpha-describer", "--replicas=1")
    eventually(lambda: described() > BEGUN, what="one describer is at work")
    alone = rate(described)

    install_scaling(asked.kubectl, place / "keda")
    scaled_to(asked, "alpha-describer", 3)
    together = rate(described)

    eventually(lambda: described() >= MANY, what="all are described")
    print(
        f"\none describer: {alone:.1f} a second, three: {together:.1f}, {together / alone:.2f} times;"
        f" {ask(asked.cluster, OUTRUN):.0f} were looked at twice"
    )
    assert together > PAYS * alone
    scaled_to(asked, "alpha-describer", 1)
    assert described() == MANY


def reads(rack, readers):
    """Return so many readers of a listing."""
    return calling(rack, "reads", "alpha", LISTING, callers=readers)


def test_gateways_are_started_for_requests_that_wait_and_pay(asked, place):
    """From one to three and back; nobody is refused meanwhile."""
    scaled = ("annotate", "scaledobject", "alpha-gateway")
    asked.ask(*scaled, "autoscaling.keda.sh/paused-replicas=1")
    install_scaling(asked.kubectl, place / "keda")
    with reads(asked, ONE) as told:
        alone = rate(lambda: told()["200"])
    asked.ask(*scaled, "autoscaling.keda.sh/paused-replicas-")
    with reads(asked, ALL) as told:
        scaled_to(asked, "alpha-gateway", 3)
        together = rate(lambda: told()["200"])
        assert set(told()) == {"200"}
    with calling(asked, "looks", "alpha", LISTING) as told:
        scaled_to(asked, "alpha-gateway", 1)
        assert set(told()) == {"200"}
    print(f"\none gateway: {alone:.1f} answers a second, three: {together:.1f}, {together / alone:.2f} times")
    assert together > PAYS * alone
