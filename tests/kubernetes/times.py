"""Times and memory of a rack in a cluster, as a table: a person reads them, and no test depends on them."""

import json
import os
import time
from collections.abc import Iterator

from tests.kubernetes.harness import NAMESPACE, Rack, eventually

MIB = 1 << 20
PARTS = ("app.kubernetes.io/component", "spicerack.io/site")


def table(rack: Rack) -> str:
    """Delete one pod of each kind after the other; return what took how long, and the memory of each."""
    memory = resident(rack)
    rows = [
        f"| {name} | {replaced(rack, pod):.1f} | {memory[pod['metadata']['name']] / MIB:.0f} |"
        for name, pod in sorted(one_of_each(rack).items())
    ]
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    head = [
        f"apply to Ready: {rack.came_up:.1f} s; load of the machine: {load}",
        "| pod | deleted to Ready again, s | resident, MiB |",
        "|---|---|---|",
    ]
    return "\n".join(["", *head, *rows])


def one_of_each(rack: Rack) -> dict[str, dict]:
    """Return a running pod of each kind, by its name without what is drawn."""
    return {kind(pod): pod for pod in rack.pods() if pod["status"]["phase"] == "Running"}


def kind(pod: dict) -> str:
    """Return which part of which site a pod is."""
    labels = pod["metadata"]["labels"]
    return " ".join(labels[one] for one in PARTS if one in labels)


def replaced(rack: Rack, pod: dict) -> float:
    """Delete a pod where all are Ready; return after how many seconds as many of its kind are, but for it."""
    rack.wait()
    before = set(ready(rack, kind(pod)))
    gone = pod["metadata"]["uid"]
    began = time.monotonic()
    rack.ask("delete", "pod", "--wait=false", pod["metadata"]["name"])
    eventually(
        lambda: len(set(ready(rack, kind(pod))) - {gone}) >= len(before), what=f"{kind(pod)} is Ready again"
    )
    return time.monotonic() - began


def ready(rack: Rack, which: str) -> Iterator[str]:
    """Yield the ids of pods of a kind that are Ready."""
    for pod in rack.pods():
        holds = {one["type"]: one["status"] for one in pod["status"].get("conditions", ())}
        if kind(pod) == which and holds.get("Ready") == "True":
            yield pod["metadata"]["uid"]


def resident(rack: Rack) -> dict[str, int]:
    """Return the memory that is each pod's own, in bytes, as the kubelets tell."""
    summaries = (
        json.loads(rack.kubectl("get", "--raw", f"/api/v1/nodes/{node.name}/proxy/stats/summary"))
        for node in rack.cluster.nodes
    )
    return {
        pod["podRef"]["name"]: sum(
            one.get("memory", {}).get("rssBytes", 0) for one in pod.get("containers", ())
        )
        for summary in summaries
        for pod in summary["pods"]
        if pod["podRef"]["namespace"] == NAMESPACE
    }
