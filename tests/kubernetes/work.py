"""Work in a cluster: executions of one step each, as a person starts them and looks at them."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.kubernetes.harness import NAMESPACE, USER, Rack
from tests.kubernetes.person import Person

CLASS = "shared"
"""Of the volume that all nodes see: they are namespaces of one machine."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How an execution ended."""

    status: str
    error: str
    cause: str
    output: object


class Worker:
    """Somebody who runs workflows at one site."""

    def __init__(self, rack: Rack, place: Path, site: str) -> None:
        self._rack, self._person = rack, Person(rack, place)
        self._site, self._place = site, place

    def save(self, name: str, state: dict[str, object]) -> None:
        """Save a workflow of one state."""
        definition = self._place / f"{name}.json"
        definition.write_text(json.dumps({"StartAt": "Do", "States": {"Do": {**state, "End": True}}}))
        self._type("workflows", "save", name, str(definition))

    def start(self, name: str, **given: object) -> str:
        """Start an execution; return its id."""
        return self._type("workflows", "start", name, "--input", json.dumps(given)).strip()

    def shows(self, execution: str) -> Ended:
        """Return how an execution stands."""
        told = json.loads(self._type("executions", "show", execution, "--json"))
        return Ended(told["status"], told.get("error") or "", told.get("cause") or "", told.get("output"))

    def logs(self, execution: str) -> str:
        """Return what its steps wrote."""
        return self._type("executions", "logs", execution)

    def cancel(self, execution: str) -> None:
        """End it."""
        self._type("executions", "cancel", execution)

    def _type(self, *words: str) -> str:
        asked = (
            f"--url=http://{self._site}-manager:8080",
            f"--workflow-url={address(self._rack, self._site)}",
        )
        try:
            return self._person.type(*words, *asked)
        except subprocess.CalledProcessError as error:
            raise AssertionError(f"{words}: {error.stdout}") from error


def address(rack: Rack, site: str) -> str:
    """Return where a workflow process of a site answers."""
    (pod, *_) = [
        pod
        for pod in rack.pods()
        if pod["metadata"]["labels"].get("app.kubernetes.io/component") == "workflow"
        and pod["metadata"]["labels"].get("spicerack.io/site") == site
        and "deletionTimestamp" not in pod["metadata"]
    ]
    return f"http://{pod['status']['podIP']}:8080"


def share(rack: Rack) -> None:
    """Make a volume that all nodes see, for the claim of the runners."""
    directory = rack.cluster.nodes[0].place.parent / "shared"
    directory.mkdir(exist_ok=True)
    # A `hostPath` is not given to the group that a pod asks for.
    subprocess.run(["chown", f"{USER}:{USER}", str(directory)], check=True)
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"{NAMESPACE}-{CLASS}"},
        "spec": {
            "capacity": {"storage": "1Ti"},
            "accessModes": ["ReadWriteMany"],
            "storageClassName": CLASS,
            "hostPath": {"path": str(directory), "type": "Directory"},
        },
    }
    rack.kubectl("create", "--filename=-", given=json.dumps(volume))
