"""Objects of a built overlay: picked out by kind, and what their pods are given."""

from typing import Any

from services.acquirer.config import AcquirerConfig
from services.archive.config import ArchiveConfig
from services.describer.config import DescriberConfig
from services.gateway.config import GatewayConfig
from services.manager.config import ManagerConfig
from services.operator.backup import BackupConfig
from services.operator.make_topology import ReconcileConfig
from services.operator.restore import RestoreConfig
from services.orchestrator.config import OrchestratorConfig
from services.runner.config import RunnerConfig
from services.satellites.config import SatellitesConfig
from services.spice.config import SpiceConfig
from services.transfer.config import TransferConfig
from services.workflow.config import WorkflowConfig

Object = dict[str, Any]

ENDS = {"topology", "backup", "restore", "archive-tables"}
"""Parts that do one thing and end."""
WORKLOADS = ("Deployment", "StatefulSet", "Job", "CronJob")
IN_A_USER = {"SPICERACK_NATS_USER", "SPICERACK_NATS_PASSWORD", "SPICERACK_NATS_INBOX_PREFIX"}
CONFIGS = {
    "acquirer": AcquirerConfig,
    "archive": ArchiveConfig,
    "archive-tables": ArchiveConfig,
    "describer": DescriberConfig,
    "gateway": GatewayConfig,
    "manager": ManagerConfig,
    "orchestrator": OrchestratorConfig,
    "runner": RunnerConfig,
    "satellites": SatellitesConfig,
    "spice": SpiceConfig,
    "transfer": TransferConfig,
    "workflow": WorkflowConfig,
    "topology": ReconcileConfig,
    "backup": BackupConfig,
    "restore": RestoreConfig,
}


def of_kind(objects: list[Object], *kinds: str) -> list[Object]:
    """Return the objects of some kinds."""
    return [one for one in objects if one["kind"] in kinds]


def names(objects: list[Object], *kinds: str) -> set[str]:
    """Return the names of the objects of some kinds."""
    return {one["metadata"]["name"] for one in of_kind(objects, *kinds)}


def pods(objects: list[Object]) -> dict[str, Object]:
    """Return the pod template of each workload."""
    return {one["metadata"]["name"]: workload(one)["template"] for one in of_kind(objects, *WORKLOADS)}


def workload(one: Object) -> Object:
    """Return the specification that has the pod template: of a CronJob, that of its Jobs."""
    spec: Object = one["spec"]
    return spec["jobTemplate"]["spec"] if one["kind"] == "CronJob" else spec


def containers(pod: Object) -> list[Object]:
    """Return all containers of a pod template."""
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def component(pod: Object) -> str:
    """Return which part of SpiceRack a pod is."""
    return pod["metadata"]["labels"]["app.kubernetes.io/component"]


def selects(selector: Object, labels: Object) -> bool:
    """Tell whether a label selector matches."""
    exact = all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    listed = all(labels.get(one["key"]) in one["values"] for one in selector.get("matchExpressions", []))
    return exact and listed


def environment(objects: list[Object], pod: Object) -> dict[str, str | None]:
    """Return the variables of a pod's container; None for what comes from a Secret or the cluster."""
    maps = {one["metadata"]["name"]: one["data"] for one in of_kind(objects, "ConfigMap")}
    found: dict[str, str | None] = {}
    main = pod["spec"]["containers"][0]
    for source in main.get("envFrom", []):
        if "secretRef" in source:
            found.update(dict.fromkeys(IN_A_USER))
        else:
            found.update(maps[source["configMapRef"]["name"]])
    found.update({one["name"]: one.get("value") for one in main.get("env", [])})
    return found


def users(container: Object) -> set[str]:
    """Return the Secrets with which a container comes to the bus."""
    return {one["secretRef"]["name"] for one in container.get("envFrom", []) if "secretRef" in one}
