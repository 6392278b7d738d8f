"""Scrapes of the product's PodMonitor, for a Prometheus that does not know PodMonitors."""

from pathlib import Path

import yaml

from testing.kubernetes.monitoring.scrapes import scrape_configuration, targets_of

MONITOR = yaml.safe_load(Path("deploy/k8s/components/monitoring/podmonitor.yaml").read_text())
COMPONENT = "app.kubernetes.io/component"


def pod(component, phase="Running"):
    """Return a pod as the API server tells of it."""
    ports = [{"name": "http", "containerPort": 8080}, {"name": "other", "containerPort": 1}]
    return {
        "metadata": {"name": f"a-{component}-0", "labels": {COMPONENT: component, "spicerack.io/site": "a"}},
        "spec": {"containers": [{"ports": ports}]},
        "status": {"phase": phase, "podIP": "10.0.0.1"},
    }


def test_pods_that_run_and_are_selected_are_scraped():
    """Each at the port that the monitor names, with the labels that it is relabelled by."""
    pods = [pod("gateway"), pod("nats"), pod("describer", phase="Pending")]

    (found,) = targets_of(MONITOR, pods)

    assert found == {
        "targets": ["10.0.0.1:8080"],
        "labels": {
            "__meta_kubernetes_pod_name": "a-gateway-0",
            "__meta_kubernetes_pod_label_app_kubernetes_io_component": "gateway",
            "__meta_kubernetes_pod_label_spicerack_io_site": "a",
        },
    }


def test_relabelings_are_those_of_the_monitor():
    """Scalers and rules ask by what they make."""
    (job,) = scrape_configuration(MONITOR, targets="/pods.json", every="2s")["scrape_configs"]

    assert [one["target_label"] for one in job["relabel_configs"]] == ["job", "instance", "pod_site"]
    assert job["relabel_configs"][0]["source_labels"] == [
        "__meta_kubernetes_pod_label_app_kubernetes_io_component"
    ]
