"""Scrapes of a PodMonitor, for a Prometheus without the operator and without a search of Kubernetes. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

META = "__meta_kubernetes_pod"
RUNNING = "Running"


def scrape_configuration(monitor: Mapping[str, Any], *, targets: str, every: str) -> dict[str, Any]:
    """Return the configuration of Prometheus.

    Args:
        monitor: the PodMonitor, with one endpoint; whom it shows a token is not asked for one here.
        targets: the file that names the pods (`targets_of`).
        every: how often it scrapes.
    """
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
    job = {
        "job_name": monitor["metadata"]["name"],
        "metrics_path": endpoint["path"],
        "file_sd_configs": [{"files": [targets], "refresh_interval": every}],
        "relabel_configs": [_in_snake_case(one) for one in endpoint["relabelings"]],
    }
    return {"global": {"scrape_interval": every}, "scrape_configs": [job]}


def targets_of(monitor: Mapping[str, Any], pods: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the pods that a PodMonitor selects, with what Prometheus finds out about them."""
    (wanted,) = monitor["spec"]["selector"]["matchExpressions"]
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
    return [
        {"targets": [f"{pod['status']['podIP']}:{port}"], "labels": _labels(pod["metadata"])}
        for pod in pods
        if pod["metadata"]["labels"].get(wanted["key"]) in wanted["values"]
        and pod["status"]["phase"] == RUNNING
        for port in _ports(pod, endpoint["port"])
    ]


def _ports(pod: Mapping[str, Any], name: str) -> Iterator[int]:
    for container in pod["spec"]["containers"]:
        yield from (one["containerPort"] for one in container.get("ports", ()) if one.get("name") == name)


def _labels(metadata: Mapping[str, Any]) -> dict[str, str]:
    told = {f"label_{re.sub('[^a-zA-Z0-9_]', '_', key)}": value for key, value in metadata["labels"].items()}
    return {f"{META}_{key}": value for key, value in {**told, "name": metadata["name"]}.items()}


def _in_snake_case(relabeling: Mapping[str, Any]) -> dict[str, Any]:
    return {
        re.sub("[A-Z]", lambda one: f"_{one[0].lower()}", key): value for key, value in relabeling.items()
    }
