"""Scaling by KEDA on a real cluster: work that waits starts replicas, these do it faster, then they go."""

import hashlib
import json
import os
import random
import time

from testing.kubernetes.scaling import install_scaling
from tests.kubernetes.harness import USER, eventually
from tests.kubernetes.work import Worker

FILE_BYTES = 400_000
"""What the line of one worker at beta brings in a second."""
WINDOW = 30.0
"""Seconds over which a rate is measured: a pack takes two to four."""
PAYS = 2.4
"""Of the rate of one replica, that of three: the lines are slow, and not the machine."""
ITEMS = 150
"""Steps of ten seconds each: a runner has four at a time."""


def replicas(rack, deployment):
    """Return how many replicas are ready."""
    told = json.loads(rack.ask("get", "deployment", deployment, "--output=json"))
    return told["status"].get("readyReplicas", 0), told["spec"]["replicas"]


def scaled_to(rack, deployment, count):
    """Wait until there are so many replicas, and all of them are ready."""
    eventually(lambda: replicas(rack, deployment) == (count, count), what=f"{count} of {deployment}")


def write_many(rack, folder, count):
    """Write files that do not compress at alpha; return the hash of each by its path.

    The cluster is asked once where: for each file that takes longer than a line does.
    """
    source, written = random.Random(folder), {}
    directory = rack.files("alpha") / folder
    directory.mkdir()
    os.chown(directory, USER, USER)
    for number in range(count):
        content = source.randbytes(FILE_BYTES)
        file = directory / f"{number}.dat"
        file.write_bytes(content)
        os.chown(file, USER, USER)
        written[f"{folder}/{number}.dat"] = hashlib.sha256(content).hexdigest()
    return written


def placed(directory):
    """Return how many files have come."""
    return len(list(directory.glob("*.dat"))) if directory.exists() else 0


def rate(count):
    """Return how much more there is of something, in a second of the window."""
    before, began = count(), time.monotonic()
    time.sleep(WINDOW)
    return (count() - before) / (time.monotonic() - began)


def test_transfers_are_started_for_packs_that_wait_and_pay(work, place):
    """From one to three and back; every file is there once, as it was written."""
    rack, beta = work, work.files("beta")
    first = write_many(rack, "one", 60)
    eventually(lambda: placed(beta / "one") > 5, what="files come by one worker")
    alone = rate(lambda: placed(beta / "one"))
    eventually(lambda: placed(beta / "one") == len(first), what="all of them are there")
    install_scaling(rack.kubectl, place / "keda")

    second = write_many(rack, "three", 400)
    scaled_to(rack, "beta-transfer", 3)
    together = rate(lambda: placed(beta / "three"))

    eventually(lambda: placed(beta / "three") == len(second), what="all of them are there")
    print(f"\none worker: {alone:.2f} files a second, three: {together:.2f}, {together / alone:.2f} times")
    assert together > PAYS * alone
    scaled_to(rack, "beta-transfer", 1)
    there = {
        f"{folder}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in ("one", "three")
        for file in (beta / folder).iterdir()
    }
    assert there == first | second


def test_runners_are_started_for_steps_that_wait_and_pay(work, place):
    """From one to three and back; every step is carried out once."""
    rack, worker = work, Worker(work, place, "alpha")
    sleep = {"Type": "Task", "Resource": "spicerack:command/sleep", "End": True}
    each = {"StartAt": "Sleep", "States": {"Sleep": sleep}}
    worker.save("sleeps", {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": each})
    few = worker.start("sleeps", items=list(range(8)))

    def slept(execution):
        return worker.logs(execution).count("slept")

    began = time.monotonic()
    eventually(lambda: slept(few) == 8, what="eight steps by one runner")
    alone = 8 / (time.monotonic() - began)
    install_scaling(rack.kubectl, place / "keda")
    many = worker.start("sleeps", items=list(range(ITEMS)))
    scaled_to(rack, "alpha-runner", 3)
    together = rate(lambda: slept(many))

    eventually(lambda: worker.shows(many).status == "succeeded", what="all steps are done")
    print(f"\none runner: {alone:.2f} steps a second, three: {together:.2f}, {together / alone:.2f} times")
    assert together > PAYS * alone
    assert len(worker.shows(many).output) == slept(many) == ITEMS
    scaled_to(rack, "alpha-runner", 1)
