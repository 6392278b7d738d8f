"""Closed networks, enforced: who reaches whom, and who does not; and what may not run in the namespace."""

import json
from dataclasses import dataclass

import pytest

from testing.kubernetes.kubectl import KubectlError
from tests.kubernetes.harness import NAMESPACE, eventually

IMAGE = "spicerack/orchestrator:dev"
CONNECTS = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 3)"
PART = "app.kubernetes.io/component"
API_CLIENT = {"spicerack.io/api-client": "true"}


@dataclass(frozen=True)
class Prober:
    """A pod that asks."""

    name: str
    namespace: str = NAMESPACE
    labels: dict | None = None


PROBERS = (
    Prober("client", labels=API_CLIENT),
    Prober("unlabelled"),
    Prober("stranger", namespace="default"),
    Prober("scraper", namespace="monitoring"),
    Prober("scaler", namespace="keda"),
)
HTTP, BUS, MONITOR = 8080, 4222, 8222
REACHED = {
    ("client", "manager", HTTP),
    ("client", "gateway", HTTP),
    ("client", "transfer", HTTP),
    ("client", "orchestrator", HTTP),
    ("scraper", "manager", HTTP),
    ("scraper", "gateway", HTTP),
    ("scraper", "transfer", HTTP),
    ("scraper", "orchestrator", HTTP),
    ("scaler", "nats", MONITOR),
    ("manager", "nats", BUS),
    ("gateway", "nats", BUS),
    ("transfer", "nats", BUS),
    ("orchestrator", "nats", BUS),
}
"""Who reaches whom, at which port. Nobody else reaches anybody."""
ASKED = (
    *((part, HTTP) for part in ("manager", "gateway", "transfer", "orchestrator")),
    ("nats", BUS),
    ("nats", MONITOR),
)


def pod(prober):
    """Return the pod of a prober, as `restricted` asks for it."""
    confined = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    container = {
        "name": "asks",
        "image": IMAGE,
        "imagePullPolicy": "Never",
        "command": ["sleep", "3600"],
        "securityContext": confined,
    }
    metadata = {"name": prober.name, "namespace": prober.namespace, "labels": prober.labels or {}}
    security = {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}}
    spec = {"containers": [container], "securityContext": security, "terminationGracePeriodSeconds": 0}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


@pytest.fixture(scope="module")
def probers(closed):
    """Pods that ask: those of this test, and the services' own."""
    for namespace in ("monitoring", "keda"):
        closed.kubectl("create", "namespace", namespace)
    for prober in PROBERS:
        closed.kubectl("create", "--filename=-", given=json.dumps(pod(prober)))
    for prober in PROBERS:
        closed.kubectl(
            *("wait", "--namespace", prober.namespace, "--for=condition=Ready", f"pod/{prober.name}"),
            "--timeout=600s",
            patience=None,
        )
    own = {name: (NAMESPACE, found["metadata"]["name"]) for name, found in of_parts(closed).items()}
    return {**{one.name: (one.namespace, one.name) for one in PROBERS}, **own}


def of_parts(rack):
    """Return the pod of each part of the rack."""
    parts = json.loads(rack.ask("get", "pods", f"--selector={PART}", "--output=json"))["items"]
    return {one["metadata"]["labels"][PART]: one for one in parts if one["status"]["phase"] == "Running"}


def reaches(rack, who, address, port):
    """Tell whether a pod can open a connection to an address."""
    namespace, name = who
    words = ("exec", "--namespace", namespace, name, "--", "python3", "-c", CONNECTS, address, str(port))
    try:
        rack.kubectl(*words)
    except KubectlError:
        return False
    return True


def test_who_is_let_in_is_let_in_and_nobody_else(closed, probers):
    """Every pair of a pod and a part's port, by the pods' own addresses."""
    addresses = {part: one["status"]["podIP"] for part, one in of_parts(closed).items()}
    (first, target, port) = ("client", "manager", HTTP)
    eventually(lambda: reaches(closed, probers[first], addresses[target], port), what="policies are there")
    eventually(
        lambda: not reaches(closed, probers["stranger"], addresses[target], port), what="they are enforced"
    )

    seen = {
        (who, part, port)
        for who, where in probers.items()
        if who != "nats"
        for part, port in ASKED
        if part != who and reaches(closed, where, addresses[part], port)
    }

    for who in probers:
        print(who, *(f"{part}:{port}" for part, port in ASKED if (who, part, port) in seen))
    assert seen == REACHED


def test_a_pod_that_may_become_root_is_not_taken(closed):
    """The namespace asks for PodSecurity `restricted`."""
    wrong = pod(Prober("root"))
    wrong["spec"]["securityContext"] = {"runAsUser": 0}

    with pytest.raises(KubectlError, match="violates PodSecurity"):
        closed.kubectl("create", "--filename=-", given=json.dumps(wrong))
