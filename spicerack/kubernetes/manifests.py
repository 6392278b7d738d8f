"""The manifests that come with this version: in the package, or in the checkout that it runs from."""

import shutil
from importlib import resources
from pathlib import Path

from spicerack.errors import CommandError

PACKAGED = "manifests"
PARTS = ("base", "components")


def copy_manifests(into: Path) -> None:
    """Copy base and components into a new directory. Raises CommandError: they are not there; OSError."""
    source = _source()
    for part in PARTS:
        shutil.copytree(source / part, into / part)


def _source() -> Path:
    packaged = Path(str(resources.files("spicerack").joinpath(PACKAGED)))
    checkout = Path(__file__).parents[2] / "deploy" / "k8s"
    for directory in (packaged, checkout):
        if (directory / PARTS[0] / "kustomization.yaml").is_file():
            return directory
    raise CommandError(
        "this installation has no manifests: install the package `spicerack` as it is published"
    )
