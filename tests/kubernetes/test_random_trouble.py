"""Pods of each kind that end at random for minutes, under load: what was accepted is there afterwards."""

import os
from random import Random

from tests.kubernetes.calling import calling
from tests.kubernetes.harness import eventually
from tests.kubernetes.times import MIB, resident
from tests.kubernetes.trouble import Ledger, Trouble

SITES = ("alpha", "beta")
MINUTES = float(os.environ.get("SPICERACK_SOAK_MINUTES", "10"))
SEED = int(os.environ.get("SPICERACK_SOAK_SEED", "21"))
PUT = "/api/v1/collections/spice/content/put-by-{site}"


def accepted(told):
    """Return how many files of a writer were taken: it puts one until it is."""
    return sum(count for what, count in told.items() if what.startswith("2"))


def lacking(places, told):
    """Return which accepted files are not at a site, or are others there."""
    files = [
        (place / f"put-by-{site}" / f"{number}.txt", f"{number}.txt")
        for place in places.values()
        for site, counted in told.items()
        for number in range(accepted(counted))
    ]
    return [str(file) for file, content in files if not file.exists() or file.read_text() != content]


def memory(rack):
    """Return the memory of each pod, as a person reads it."""
    return ", ".join(f"{name} {size // MIB}" for name, size in sorted(resident(rack).items()))


def test_every_accepted_write_outlives_random_trouble(dev):
    """Files of people at both sites, and puts at both gateways; nothing else is there, nothing is held."""
    source = Random(SEED)
    places = {site: dev.files(site) for site in SITES}
    ledger, trouble = Ledger(places, source), Trouble(dev, source)
    print(f"\nat first, MiB: {memory(dev)}")
    with (
        calling(dev, "writes", "alpha", PUT.format(site="alpha")) as at_alpha,
        calling(dev, "writes", "beta", PUT.format(site="beta")) as at_beta,
    ):
        trouble.go_on(MINUTES * 60, ledger.change)
        told = {"alpha": at_alpha(), "beta": at_beta()}
    dev.wait()

    print(f"struck: {trouble.struck}; puts: {told}")
    eventually(lambda: not ledger.differs(), what=f"files are as people meant them: {ledger.differs()[:5]}")
    assert all(accepted(counted) for counted in told.values())
    eventually(lambda: not lacking(places, told), what=f"puts are everywhere: {lacking(places, told)[:5]}")
    print(f"at last, MiB: {memory(dev)}")
    assert dev.restarts() == {}
