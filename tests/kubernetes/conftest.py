"""Clusters, or an API server alone, if their programs are here: `make kubernetes-programs` builds them."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.kubernetes.cluster import Cluster, cluster
from testing.kubernetes.control.judge import judge as judging
from testing.kubernetes.definitions import definitions
from testing.kubernetes.kubectl import Kubectl
from testing.kubernetes.product_images import product_archive
from testing.kubernetes.programs import ProgramMissingError, cache, program
from tests.kubernetes.harness import Rack

OVERLAYS = Path(__file__).parents[2] / "deploy/k8s/overlays"
SERVICES = ("gateway", "manager", "orchestrator", "transfer")


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
def one_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of one node that has the product's images."""
    if not os.environ.get("SPICERACK_KUBERNETES"):
        pytest.skip("clusters are tested by `make e2e-kubernetes` alone")
    place = cache() / "cluster"
    place.mkdir(parents=True, exist_ok=True)
    archive = product_archive(place / "product.tar", SERVICES)
    with cluster(place, nodes=1, archives=[archive]) as running:
        yield running
        if os.environ.get("KEEP"):
            _keep(running)


@pytest.fixture(scope="session")
def dev(one_node: Cluster) -> Rack:
    """The overlay `dev`, applied and Ready."""
    rack = Rack(one_node)
    rack.apply(OVERLAYS / "dev")
    rack.wait()
    return rack


def _keep(running: Cluster) -> None:
    """Leave the cluster to a person until an interrupt."""
    words = " ".join((*running.network.inside, str(program("kubectl"))))
    print(f"\nKUBECONFIG={running.kubectl.kubeconfig} {words}\nCtrl-C ends the cluster.", file=sys.__stderr__)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
