"""Components that scale services by what Prometheus knows."""

import re
from pathlib import Path

import pytest
import yaml

COMPONENTS = Path("deploy/k8s/components")
SCALED = sorted(
    one.parent for one in COMPONENTS.glob("*-keda/*.yaml") if "type: prometheus" in one.read_text()
)
ADDRESS = "http://prometheus-operated.monitoring.svc.cluster.local:9090"


def scaled_object(component):
    """Return the object of a component."""
    (path,) = [one for one in component.iterdir() if one.name != "kustomization.yaml"]
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize("component", SCALED, ids=lambda one: one.name)
def test_the_site_is_put_into_each_query(component):
    """A replacement takes the text between the quotes that it counts: the site's, and no other."""
    triggers = scaled_object(component)["spec"]["triggers"]
    (replacement,) = yaml.safe_load((component / "kustomization.yaml").read_text())["replacements"]
    replaced = {
        target["fieldPaths"][0]: target["options"]["index"]
        for target in replacement["targets"]
        if target["options"]["delimiter"] == '"'
    }

    for number, trigger in enumerate(triggers):
        parts = trigger["metadata"]["query"].split('"')
        assert parts[replaced[f"spec.triggers.{number}.metadata.query"]] == "SITE"
        assert parts.count("SITE") == 1
        assert trigger["metadata"]["serverAddress"] == ADDRESS


@pytest.mark.parametrize("component", SCALED, ids=lambda one: one.name)
def test_one_replica_stays_and_the_service_is_one_of_ours(component):
    """Nobody tells what waits where no replica is."""
    told = scaled_object(component)

    assert told["spec"]["minReplicaCount"] == 1
    assert told["spec"]["scaleTargetRef"]["name"] == told["metadata"]["name"]
    (deployed,) = [
        one
        for one in COMPONENTS.glob("*/*.yaml")
        if f"name: {told['metadata']['name']}\n" in one.read_text()
        and re.search(r"^kind: Deployment$", one.read_text(), re.MULTILINE)
    ]
    assert deployed.stem == told["metadata"]["name"]
