"""A whole cluster: control plane, nodes, names and volumes."""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from testing.kubernetes.addresses import API, API_PORT, CONTROL
from testing.kubernetes.control import commands
from testing.kubernetes.control.pki import Pki
from testing.kubernetes.control.ready import wait_until_ready
from testing.kubernetes.images import image_of
from testing.kubernetes.kubectl import Kubectl
from testing.kubernetes.network import Network
from testing.kubernetes.node.cgroups import control_group
from testing.kubernetes.node.files import PAUSE_IMAGE, group_name
from testing.kubernetes.node.node import Node
from testing.kubernetes.processes import Processes
from testing.kubernetes.programs import program
from testing.kubernetes.volumes import as_text, make_volumes

NAME = "spicerack-kubernetes"
API_SERVER = "api-server"
NAMES_IMAGE = "localhost/coredns:here"
OBJECTS = Path(__file__).parent / "objects" / "names.yaml"
ETCD_PORT, ETCD_PEER_PORT = 2379, 2380
PATIENCE = 900
"""Seconds for a node to be Ready: some twenty when nobody else works, most of it for taking in images; where
others have work for both processors, minutes."""
NAMES_ROLLED_OUT = ("-n", "kube-system", "rollout", "status", "deployment/names", f"--timeout={PATIENCE}s")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that runs.

    Attributes:
        kubectl: asks it as who may do everything.
        nodes: in their order; the first is number 1.
        api_server: the command of the API server.
    """

    kubectl: Kubectl
    nodes: Sequence[Node]
    network: Network
    processes: Processes
    api_server: Sequence[str]

    @contextlib.contextmanager
    def without_api_server(self) -> Iterator[None]:
        """Have no API server for the block. Nodes and what runs on them go on."""
        self.processes.end(API_SERVER)
        try:
            yield
        finally:
            self.processes.start(API_SERVER, self.api_server)
            wait_until_ready(self.kubectl)


@contextlib.contextmanager
def cluster(
    directory: Path, *, nodes: int, archives: Sequence[Path] = (), closed: bool = False
) -> Iterator[Cluster]:
    """Have a cluster for the block. Root's: it makes namespaces, mounts and control groups, and removes them.

    Args:
        directory: where logs are read after a failure. What an interrupted run has left there is ended first.
        nodes: how many.
        archives: images that every node has from its start.
        closed: whether network policies are enforced; without, there are only objects of them.

    Raises:
        ProgramMissingError: a program is not here.
        KubectlError: a part did not come up.
    """
    network, processes, state = Network(NAME, nodes), Processes(directory), directory / "state"
    shutil.rmtree(state, ignore_errors=True)
    with contextlib.ExitStack() as stack:
        for number in range(1, nodes + 1):
            stack.enter_context(control_group(group_name(number)))
        stack.enter_context(network.made())
        stack.callback(processes.end_all)
        pki = Pki.new(state / "pki", API)
        kubectl = Kubectl(pki.administrator(), network.inside)
        api_server = _start_control_plane(state, pki, kubectl, network, processes)
        images = [*_own_images(state), *archives]
        node = partial(
            Node,
            state=state,
            nodes=nodes,
            pki=pki,
            network=network,
            processes=processes,
            images=images,
            closed=closed,
        )
        made = [node(number) for number in range(1, nodes + 1)]
        _start_nodes(kubectl, made)
        yield Cluster(kubectl, made, network, processes, api_server)


def _start_control_plane(
    state: Path, pki: Pki, kubectl: Kubectl, network: Network, processes: Processes
) -> list[str]:
    """Start it; return the command of the API server."""
    kept = commands.etcd(state / "etcd", client=ETCD_PORT, peer=ETCD_PEER_PORT)
    asked = [
        *network.inside,
        *commands.api_server(pki, store=ETCD_PORT, address=CONTROL, port=API_PORT),
    ]
    processes.start("etcd", [*network.inside, *kept])
    processes.start(API_SERVER, asked)
    wait_until_ready(kubectl)
    processes.start("controllers", [*network.inside, *commands.controller_manager(pki)])
    processes.start("scheduler", [*network.inside, *commands.scheduler(pki)])
    pki.kubeconfig("proxy", "system:kube-proxy")
    return asked


def _start_nodes(kubectl: Kubectl, nodes: Sequence[Node]) -> None:
    for node in nodes:
        node.start()
        kubectl("create", "--filename=-", given=as_text(make_volumes(node.place, node.name)))
    kubectl("apply", "--filename", str(OBJECTS))
    for node in nodes:
        for what in ("create", "condition=Ready"):
            kubectl("wait", f"--for={what}", f"node/{node.name}", f"--timeout={PATIENCE}s", patience=None)
    kubectl(*NAMES_ROLLED_OUT, patience=None)


def _own_images(state: Path) -> list[Path]:
    return [
        image_of(program("pause"), PAUSE_IMAGE, state / "pause.tar"),
        image_of(program("coredns"), NAMES_IMAGE, state / "coredns.tar"),
    ]
