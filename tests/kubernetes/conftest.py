"""Clusters, or an API server alone, if their programs are here: `make kubernetes-programs` builds them."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.kubernetes.cluster import NAMES_ROLLED_OUT, Cluster, cluster
from testing.kubernetes.control.judge import judge as judging
from testing.kubernetes.definitions import definitions
from testing.kubernetes.interrupts import ended_by_sigterm
from testing.kubernetes.kubectl import Kubectl
from testing.kubernetes.monitoring.prometheus import start_prometheus
from testing.kubernetes.product_images import previous_archive, product_archive
from testing.kubernetes.programs import ProgramMissingError, cache, program
from testing.kubernetes.scaling import scaling_images
from tests.kubernetes.harness import Rack
from tests.kubernetes.person import Person
from tests.kubernetes.production import first_admin, prepare
from tests.kubernetes.work import share

OVERLAYS = Path(__file__).parents[2] / "deploy/k8s/overlays"
WORK = Path(__file__).parent / "overlays" / "work"
SERVICES = ("gateway", "manager", "orchestrator", "transfer")
AT_WORK = ("manager", "orchestrator", "runner", "transfer", "workflow")
ASKED = WORK.parent / "asked"
ARE_ASKED = ("describer", "gateway", "manager", "orchestrator", "transfer")
CLOSED = WORK.parent / "closed"
UPGRADED = WORK.parent / "upgraded"
PREVIOUS = "66e5e7bf"
"""Stands for the release before: none was made yet. Nothing on disk has changed since, so one may go back."""
MONITOR = OVERLAYS.parent / "components/monitoring/podmonitor.yaml"


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    """An API server that knows the foreign objects, too: it judges, and runs nothing."""
    try:
        known = definitions()
        with judging(tmp_path_factory.mktemp("api-server")) as kubectl:
            for one in known:
                # Too long for the annotation of `apply`.
                kubectl("create", "--filename", str(one))
            kubectl("wait", "--for=condition=Established", "crd", "--all")
            yield kubectl
    except ProgramMissingError as missing:
        pytest.skip(f"NO API SERVER JUDGES THE MANIFESTS: {missing}")


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """Where a cluster's logs, and what a person keeps of it, are: the same in each run."""
    if not os.environ.get("SPICERACK_KUBERNETES"):
        pytest.skip("clusters are tested by `make e2e-kubernetes` alone")
    place = cache() / "cluster"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ended_by_sigterm():
        yield place


@pytest.fixture(scope="session")
def archive(place: Path) -> Path:
    """The product's images."""
    return product_archive(place / "product.tar", SERVICES)


@pytest.fixture(scope="module")
def empty(place: Path, archive: Path) -> Iterator[Cluster]:
    """A cluster of one node that has images, and nothing else."""
    with cluster(place, nodes=1, archives=[archive]) as running:
        yield running


@pytest.fixture(scope="module")
def closed(place: Path, archive: Path) -> Iterator[Rack]:
    """One site in a cluster of one node, whose network policies are enforced."""
    with cluster(place, nodes=1, archives=[archive], closed=True) as running:
        rack = Rack(running)
        rack.bring_up(CLOSED)
        yield rack
        _keep(running)


@pytest.fixture(scope="module")
def dev(place: Path, archive: Path) -> Iterator[Rack]:
    """The overlay `dev` in a cluster of one node, Ready."""
    with cluster(place, nodes=1, archives=[archive]) as running:
        rack = Rack(running)
        rack.bring_up(OVERLAYS / "dev")
        yield rack
        _keep(running)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where whoever installs production keeps passwords and keys."""
    return tmp_path_factory.mktemp("secrets")


@pytest.fixture(scope="module")
def production(place: Path, archive: Path, secrets: Path) -> Iterator[Rack]:
    """The overlay `production` in a cluster of three nodes, Ready."""
    with cluster(place, nodes=3, archives=[archive]) as running:
        rack = Rack(running)
        prepare(rack, OVERLAYS / "production", secrets)
        rack.bring_up(OVERLAYS / "production")
        yield rack
        _keep(running)


@pytest.fixture(scope="session")
def working_archives(place: Path) -> list[Path]:
    """The product's images with those that run workflows, and KEDA's where it is built."""
    return [product_archive(place / "working.tar", AT_WORK), *_scalers(place)]


def _scalers(place: Path) -> list[Path]:
    with contextlib.suppress(ProgramMissingError):
        return scaling_images(place)
    return []


@pytest.fixture(scope="session")
def work(place: Path, working_archives: list[Path]) -> Iterator[Rack]:
    """Two sites, of which one runs workflows, in a cluster of two nodes. Nothing scales them yet.

    All of it is on the first node: steps alone may be on the second.
    """
    with cluster(place, nodes=2, archives=working_archives) as running:
        second = running.nodes[1].name
        running.kubectl("cordon", second)
        running.kubectl("delete", "pod", "--namespace=kube-system", "--selector=app=names")
        running.kubectl(*NAMES_ROLLED_OUT, patience=None)
        yield _at_work(running)
        _keep(running)


@pytest.fixture(scope="module")
def asked(place: Path) -> Iterator[Rack]:
    """One site in a cluster of one node; Prometheus scrapes it. Nothing scales it yet."""
    archives = [product_archive(place / "asked.tar", ARE_ASKED), *_scalers(place)]
    with cluster(place, nodes=1, archives=archives) as running:
        rack = Rack(running)
        _define(rack)
        start_prometheus(running, MONITOR, place / "state" / "prometheus")
        rack.bring_up(ASKED)
        yield rack
        _keep(running)


@pytest.fixture(scope="module")
def of_before(place: Path) -> Iterator[Rack]:
    """Two sites of the release before, in a cluster of one node that has today's images, too."""
    services = (*SERVICES, "runner", "workflow")
    archives = [
        previous_archive(place / "before.tar", services, commit=PREVIOUS),
        product_archive(place / "upgraded.tar", services),
    ]
    with cluster(place, nodes=1, archives=archives) as running:
        rack = Rack(running)
        rack.bring_up(UPGRADED)
        yield rack
        _keep(running)


def _define(rack: Rack) -> None:
    for one in definitions():
        rack.kubectl("create", "--filename", str(one))
    rack.kubectl("wait", "--for=condition=Established", "crd", "--all")


def _at_work(running: Cluster) -> Rack:
    rack = Rack(running)
    _define(rack)
    share(rack)
    rack.bring_up(WORK)
    return rack


@pytest.fixture(scope="module")
def person(production: Rack, secrets: Path) -> Person:
    """Somebody who may do everything in production, by a token that the operator made."""
    return first_admin(production, secrets)


def _keep(running: Cluster) -> None:
    """Leave the cluster to a person until an interrupt, where that was asked for."""
    if not os.environ.get("KEEP"):
        return
    words = " ".join((*running.network.inside, str(program("kubectl"))))
    print(f"\nKUBECONFIG={running.kubectl.kubeconfig} {words}\nCtrl-C ends the cluster.", file=sys.__stderr__)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
