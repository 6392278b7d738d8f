"""Overlays of `spicerack k8s render`, as kustomize builds them, against Kubernetes' rules."""

import shutil
import subprocess

import pytest

from spicerack.commands.deployment.k8s import parse_overlay, render
from tests.integration.deploy.manifest_objects import (
    CONFIGS,
    component,
    environment,
    names,
    of_kind,
    pods,
    users,
)

yaml = pytest.importorskip("yaml", reason="PyYAML reads what kustomize builds")
pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl builds the overlays")

EVERY = "gateway,spice,archive,workflow,acquirer"
TYPED = {"collection": "mars", "access": "tokens", "registry": "example.org/rack", "tag": "1"}
CORE = {"manager", "orchestrator", "topology", "transfer"}


def built(directory, **typed):
    """Return the objects of an overlay that is rendered now."""
    render(parse_overlay(**TYPED, **typed), directory, new_password=lambda: "made-up", say=lambda _: None)
    done = subprocess.run(
        ["kubectl", "kustomize", str(directory)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


@pytest.mark.parametrize(
    ("typed", "components"),
    [
        ({"sites": "a,b", "parts": "gateway", "nats": "included"}, {"gateway", "nats"}),
        (
            {"sites": "a", "parts": EVERY, "nats": "tls://bus:4222"},
            {
                *("acquirer", "archive", "archive-tables", "describer"),
                *("gateway", "runner", "spice", "workflow"),
            },
        ),
    ],
)
def test_a_rendered_overlay_is_what_was_asked_for(tmp_path, typed, components):
    """Kubernetes knows every field, services know every setting, and no pod names what is not there."""
    validator = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate holds the schemas")
    objects = built(tmp_path / "rack", **typed)
    for one in objects:
        validator.validate(one, "1.32", strict=True)

    assert {component(pod) for pod in pods(objects).values()} == CORE | components
    sites = typed["sites"].split(",")
    kept = ("manager", "acquirer") if "acquirer" in components else ("manager",)
    assert {name for name in names(objects, "StatefulSet") if name != "nats"} == {
        f"{site}-{kind}" for site in sites for kind in kept
    }
    assert bool(of_kind(objects, "Service")) and ("nats" in names(objects, "Service")) == (
        "nats" in components
    )
    for pod in pods(objects).values():
        main = pod["spec"]["containers"][0]
        assert users(main) <= names(objects, "Secret")
        if component(pod) == "nats":
            continue
        assert main["image"].startswith("example.org/rack/"), main["image"]
        given = environment(objects, pod)
        values = {
            key.removeprefix("SPICERACK_").lower(): "secret" if value is None else value
            for key, value in given.items()
        }
        taken = CONFIGS[component(pod)](**({"state": "/state"} | values))
        assert taken.collection == "mars"
