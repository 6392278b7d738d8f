"""KEDA in a cluster: its operator and its server of metrics, by the manifests of its own module."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

from testing.kubernetes.images import image_of
from testing.kubernetes.kubectl import Kubectl
from testing.kubernetes.programs import KEDA, ProgramMissingError, cache, program

MODULE: Final = "github.com/kedacore/keda/v2"
TAG: Final = "here"
IMAGES: Final = {"operator": "ghcr.io/kedacore/keda", "adapter": "ghcr.io/kedacore/keda-metrics-apiserver"}
"""By the programs that are in them: named as in the manifests, and made here."""
DEPLOYMENTS: Final = {"operator": "keda-operator", "adapter": "keda-metrics-apiserver"}
USER: Final = 65532
PATIENCE: Final = 600
"""Seconds: it makes certificates for itself, and the API server has to believe them."""
SERVED: Final = "v1beta1.external.metrics.k8s.io"


def keep_manifests() -> None:
    """Copy the manifests from the module, which Go has fetched, into the cache.

    Raises:
        subprocess.CalledProcessError: Go does not know the module; it has said why.
    """
    if _manifests().is_dir():
        return
    asked = ("go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", MODULE)
    found = subprocess.run(asked, cwd=KEDA.directory, stdout=subprocess.PIPE, text=True, check=True)
    unfinished = _manifests().with_name("config.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(Path(found.stdout.strip()) / "config", unfinished, copy_function=shutil.copyfile)
    unfinished.rename(_manifests())


def scaling_images(place: Path) -> list[Path]:
    """Write KEDA's images; return the archives.

    Raises:
        ProgramMissingError: its programs are not built.
    """
    return [
        image_of(program(f"keda-{part}"), f"{name}:{TAG}", place / f"keda-{part}.tar")
        for part, name in IMAGES.items()
    ]


def install_scaling(kubectl: Kubectl, place: Path) -> None:
    """Install KEDA, and wait until it answers what scalers ask.

    Raises:
        ProgramMissingError: it is not built.
        KubectlError: it does not come up.
    """
    if not _manifests().is_dir():
        raise ProgramMissingError("KEDA's manifests are not here: `make kubernetes-programs` brings them")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(_manifests(), place / "config")
    (place / "kustomization.yaml").write_text(json.dumps(_kustomization()))
    # Definitions are too long for the annotation of an `apply` by the client, and some may be there already.
    kubectl("apply", "--server-side", "--force-conflicts", "--kustomize", str(place))
    for deployment in DEPLOYMENTS.values():
        kubectl(
            *("rollout", "status", "--namespace", "keda", f"deployment/{deployment}"),
            f"--timeout={PATIENCE}s",
            patience=None,
        )
    kubectl(
        "wait", "--for=condition=Available", f"apiservice/{SERVED}", f"--timeout={PATIENCE}s", patience=None
    )


def _manifests() -> Path:
    return cache() / KEDA.key() / "config"


def _kustomization() -> dict[str, object]:
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["config/minimal"],
        "images": [{"name": name, "newTag": TAG} for name in IMAGES.values()],
        "patches": [_patch(part, deployment) for part, deployment in DEPLOYMENTS.items()],
    }


def _patch(part: str, deployment: str) -> dict[str, object]:
    """Start a program of ours in an image that has nothing else, and ask it at once whether it is ready."""
    container = "/spec/template/spec/containers/0"
    changes = [
        {"op": "replace", "path": f"{container}/imagePullPolicy", "value": "Never"},
        {"op": "add", "path": f"{container}/command", "value": [f"/keda-{part}"]},
        {"op": "replace", "path": f"{container}/readinessProbe/initialDelaySeconds", "value": 1},
        {"op": "add", "path": f"{container}/readinessProbe/periodSeconds", "value": 2},
        {"op": "add", "path": "/spec/template/spec/securityContext/runAsUser", "value": USER},
        *([{"op": "remove", "path": f"{container}/args/0"}] if part == "adapter" else []),
    ]
    return {"target": {"kind": "Deployment", "name": deployment}, "patch": json.dumps(changes)}
