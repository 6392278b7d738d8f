"""Prometheus beside the control plane: pods ask it by a Service, and a test asks it here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import yaml

from testing.kubernetes.addresses import CONTROL
from testing.kubernetes.cluster import Cluster
from testing.kubernetes.monitoring.scrapes import scrape_configuration
from testing.kubernetes.programs import program

PORT: Final = 9090
EVERY: Final = "2s"
NAMESPACE, SERVICE = "monitoring", "prometheus-operated"
"""Where the Prometheus operator has its own, and so where scalers ask."""
ASKS: Final = (
    "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=20).read().decode())"
)
"""Run where the control plane's network is."""


def start_prometheus(cluster: Cluster, monitor: Path, place: Path) -> None:
    """Start it and what tells it the pods, and make its Service.

    Args:
        cluster: whose pods it scrapes; its processes end with it.
        monitor: the PodMonitor.
        place: for its configuration and its data, of this run alone.

    Raises:
        ProgramMissingError: it is not installed.
    """
    place.mkdir(parents=True, exist_ok=True)
    targets, settings = place / "targets.json", place / "prometheus.json"
    said = scrape_configuration(yaml.safe_load(monitor.read_text()), targets=str(targets), every=EVERY)
    settings.write_text(json.dumps(said))
    asks = [sys.executable, "-m", f"{__package__}.targets", cluster.kubectl.kubeconfig, monitor, targets]
    cluster.processes.start("targets", [*cluster.network.inside, *map(str, asks)])
    scrapes = [
        str(program("prometheus")),
        f"--config.file={settings}",
        f"--storage.tsdb.path={place}/data",
        f"--web.listen-address={CONTROL}:{PORT}",
    ]
    cluster.processes.start("prometheus", [*cluster.network.inside, *scrapes])
    cluster.kubectl("apply", "--filename=-", given=json.dumps(_objects()))


def _objects() -> dict[str, object]:
    """Return a Service of no pods: its address is the control plane's."""
    port = {"name": "web", "port": PORT, "protocol": "TCP"}
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": SERVICE, "namespace": NAMESPACE},
        "spec": {"ports": [port]},
    }
    addresses = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": SERVICE,
            "namespace": NAMESPACE,
            "labels": {"kubernetes.io/service-name": SERVICE},
        },
        "addressType": "IPv4",
        "ports": [port],
        "endpoints": [{"addresses": [CONTROL], "conditions": {"ready": True}}],
    }
    return {"apiVersion": "v1", "kind": "List", "items": [namespace, service, addresses]}


def ask(cluster: Cluster, query: str) -> float:
    """Return the one number that a query gives now; 0 where it gives none."""
    url = f"http://{CONTROL}:{PORT}/api/v1/query?{urlencode({'query': query})}"
    asks = [*cluster.network.inside, sys.executable, "-c", ASKS, url]
    said = json.loads(subprocess.run(asks, stdout=subprocess.PIPE, text=True, check=True).stdout)
    return sum(float(one["value"][1]) for one in said["data"]["result"])
