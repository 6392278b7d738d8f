"""Upgrade without a stop: services of the release before make way for today's, one by one, and come back."""

import random

import pytest

from testing.kubernetes.product_images import BEFORE
from tests.kubernetes.calling import calling
from tests.kubernetes.harness import eventually
from tests.kubernetes.work import Worker

SITES = ("alpha", "beta")
IN_ORDER = (
    "deployment/orchestrator",
    *(f"statefulset/{site}-manager" for site in SITES),
    *(f"deployment/{site}-{part}" for site in SITES for part in ("transfer", "gateway")),
    "deployment/alpha-workflow",
    "deployment/alpha-runner",
)
"""As docs/operations.md has it: orchestrators, then sites."""
ITEMS = 200
"""Steps of three seconds each, four at a time: they last through both ways."""
SLEEP = {"Type": "Task", "Resource": "spicerack:command/sleep", "End": True}
ACCEPTED = {"201", "202", "204"}


def roll(rack, workload, tag):
    """Replace the image of a workload, and wait until its pods are replaced."""
    service = workload.rpartition("-")[2].rpartition("/")[2]
    rack.ask("set", "image", workload, f"*=spicerack/{service}:{tag}")
    rack.ask("rollout", "status", workload, "--timeout=600s")


def names(count):
    """Return the files that a writer has put, if all were accepted."""
    return {f"{number}.txt" for number in range(count)}


@pytest.fixture
def there_and_back():
    """The tags and orders of both ways; the second one is any."""
    back = list(IN_ORDER)
    random.Random(21).shuffle(back)
    return (("dev", IN_ORDER), (BEFORE, back))


def test_nobody_is_refused_while_services_are_replaced(of_before, place, there_and_back):
    """Readers, writers over gateways, people at both sites and a workflow go on; all is there in the end."""
    rack, worker = of_before, Worker(of_before, place, "alpha")
    each = {"StartAt": "Sleep", "States": {"Sleep": SLEEP}}
    worker.save("sleeps", {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": each})
    rack.write("alpha", "read.txt", b"read by everybody")
    rack.everywhere(SITES, "read.txt", b"read by everybody")
    execution = worker.start("sleeps", items=list(range(ITEMS)))

    with (
        calling(rack, "reads", "alpha", "/data/spice/read.txt") as read_alpha,
        calling(rack, "reads", "beta", "/data/spice/read.txt") as read_beta,
        calling(rack, "writes", "beta", "/api/v1/collections/spice/content/put") as put,
    ):
        for tag, order in there_and_back:
            for number, workload in enumerate(order):
                rack.write(SITES[number % 2], f"{tag}-{number}.txt", workload.encode())
                roll(rack, workload, tag)
                print(f"{tag} {workload}: read {read_alpha()} {read_beta()}, put {put()}", flush=True)
        answers = (read_alpha(), read_beta(), put())
    eventually(lambda: worker.shows(execution).status == "succeeded", what="the workflow ends")

    assert set(answers[0]) == set(answers[1]) == {"200"}
    assert set(answers[2]) <= ACCEPTED
    for tag, order in there_and_back:
        for number, workload in enumerate(order):
            rack.everywhere(SITES, f"{tag}-{number}.txt", workload.encode())
    for name in names(sum(answers[2].values())):
        rack.everywhere(SITES, f"put/{name}", name.encode())
    assert len(worker.shows(execution).output) == worker.logs(execution).count("slept") == ITEMS
    assert rack.restarts() == {}
