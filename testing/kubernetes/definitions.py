"""Definitions of foreign objects (KEDA's, the Prometheus operator's), which the overlays have objects of.

Their modules hold Go types; the generator that their own projects use makes the definitions from these.
"""

import subprocess
from pathlib import Path

from testing.kubernetes.programs import DEFINITIONS, ProgramMissingError, cache

GENERATOR = "sigs.k8s.io/controller-tools/cmd/controller-gen"
TYPES = (
    "github.com/kedacore/keda/v2/apis/keda/v1alpha1",
    "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1",
)
USED = ("keda.sh_scaledobjects.yaml", "monitoring.coreos.com_podmonitors.yaml")
"""The generator makes more: of these alone the overlays have objects."""


def definitions() -> list[Path]:
    """Return the files with the definitions.

    Raises:
        ProgramMissingError: they are not made yet.
    """
    made = [_place() / name for name in USED]
    if not all(one.is_file() for one in made):
        raise ProgramMissingError(
            "definitions of KEDA and Prometheus are not here: `make kubernetes-programs` makes them"
        )
    return made


def make_definitions() -> None:
    """Make the files that are not there.

    Raises:
        subprocess.CalledProcessError: the generator could not; it has said why.
    """
    if all((_place() / name).is_file() for name in USED):
        return
    subprocess.run(
        [
            *("go", "run", "-mod=readonly", GENERATOR, "crd:generateEmbeddedObjectMeta=true"),
            *(f"paths={package}" for package in TYPES),
            f"output:crd:dir={_place()}",
        ],
        cwd=DEFINITIONS.directory,
        check=True,
    )


def _place() -> Path:
    return cache() / DEFINITIONS.key()
