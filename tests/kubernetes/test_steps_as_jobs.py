"""Steps as Jobs of a real cluster: what they are given, what they may take, and what is told of them."""

import json

import pytest

from tests.kubernetes.harness import eventually
from tests.kubernetes.work import Worker

SITE = "alpha"
GRACE = 900
"""Seconds for a node that is gone to be believed to be gone, and all that follows from it."""


@pytest.fixture(scope="module")
def worker(work, place):
    """Somebody at the site that has workflows."""
    someone = Worker(work, place, SITE)
    work.write(SITE, "in.txt", b"abc")
    for job in ("greedy", "long", "late", "elsewhere", "nowhere", "huge"):
        someone.save(job, {"Type": "Task", "Resource": f"spicerack:job/{job}"})
    someone.save(
        "program",
        {
            "Type": "Task",
            "Resource": "spicerack:job/program",
            "Parameters": {
                "input.$": "$",
                "files": [{"path": "in.txt", "as": "in.txt"}],
                "publish": {"made.txt": "made/out.txt"},
            },
        },
    )
    return someone


def jobs(rack):
    """Return the Jobs of steps."""
    label = "app.kubernetes.io/component=step"
    return json.loads(rack.ask("get", "jobs", "--selector", label, "--output=json"))["items"]


def ended(worker, execution, *, patience=300.0):
    """Return how an execution ended."""
    eventually(
        lambda: worker.shows(execution).status != "running", what=f"{execution} ends", patience=patience
    )
    return worker.shows(execution)


def test_a_step_reads_and_publishes_files_and_says_what_it_found(work, worker):
    """Input, secret, files, log and output go both ways, and nothing of it is left in the cluster."""
    execution = worker.start("program", asked="a question")

    told = ended(worker, execution)

    assert (told.status, told.error, told.cause) == ("succeeded", "", "")
    assert told.output["result"]["length"] == len("nobody-may-read-this")
    work.everywhere(("alpha", "beta"), "made/out.txt", b"ABC")
    assert "it was asked {'asked': 'a question'}" in worker.logs(execution)
    assert "nobody-may-read-this" not in worker.logs(execution)
    assert jobs(work) == []


@pytest.mark.parametrize(
    ("job", "error", "words"),
    [
        ("greedy", "Command.OutOfMemory", "67108864 bytes of memory"),
        ("late", "States.Timeout", "longer than 5 s"),
        ("nowhere", "Container.EngineFailed", "registry.invalid/none:1"),
        ("huge", "Container.EngineFailed", "Insufficient memory"),
    ],
)
def test_what_a_step_may_not_or_cannot_have_is_told_by_its_name(work, worker, job, error, words):
    """Memory, time, an image that nobody has, and a node that is nowhere."""
    told = ended(worker, worker.start(job))

    assert (told.status, told.error) == ("failed", error)
    assert words in told.cause
    assert jobs(work) == []


def test_a_step_that_is_cancelled_is_ended_in_the_cluster(work, worker):
    """Its pod is gone when all is said, and what it had written is kept."""
    execution = worker.start("long")
    eventually(lambda: "begun" in worker.logs(execution), what="it runs")

    worker.cancel(execution)

    eventually(lambda: jobs(work) == [], what="its job is removed")
    assert ended(worker, execution).status == "aborted"
    assert "begun" in worker.logs(execution)


def test_a_runner_that_dies_leaves_no_job(work, worker):
    """Another one takes the step, and removes what was left of the first try."""
    execution = worker.start("long")
    eventually(lambda: "begun" in worker.logs(execution), what="it runs")
    (first,) = [job["metadata"]["name"] for job in jobs(work)]

    work.ask("delete", "pod", "--selector=app.kubernetes.io/component=runner", "--grace-period=0", "--force")

    eventually(
        lambda: [job["metadata"]["name"] for job in jobs(work)] not in ([first], []),
        what="another job in its place",
    )
    worker.cancel(execution)
    eventually(lambda: jobs(work) == [], what="its job is removed")


def test_a_step_whose_node_is_lost_is_told_as_lost(work, worker):
    """The pod cannot be asked any more: the cluster's word for it counts."""
    node = work.cluster.nodes[1]
    work.kubectl("uncordon", node.name)
    execution = worker.start("elsewhere")
    eventually(lambda: "begun" in worker.logs(execution), what="it runs")

    node.end()
    told = ended(worker, execution, patience=GRACE)

    assert (told.status, told.error) == ("failed", "Container.Lost")
    node.start()
    work.ready(node)
