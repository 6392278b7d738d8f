"""The product's own images, as an archive that a cluster's nodes take in: no registry is asked."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).parents[2]
REGISTRY = "registry.example.org/spicerack"
"""That the overlay `production` names: people put theirs in its place."""
RELEASE = "0.1.0"
"""Its tag there."""
BEFORE = "before"
SKEWED = "skewed"
CLOCK = """\
FROM {image}
USER root
RUN apt-get update && apt-get install --yes --no-install-recommends libfaketime \\
    && rm -rf /var/lib/apt/lists/* && ln -s /usr/lib/*/faketime/libfaketime.so.1 /opt/clock.so
ENV LD_PRELOAD=/opt/clock.so FAKETIME={by} FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1
USER 10001:10001
"""
"""Of a service whose wall clock is off; what it measures durations by is not."""
SERVER = REPOSITORY / "deploy/k8s/base/nats.yaml"


def product_archive(place: Path, services: Sequence[str], *, beside: Sequence[str] = ()) -> Path:
    """Build images and save them. Wants an engine that answers: `scripts/container-engine` starts one.

    Args:
        place: the archive.
        services: whose images.
        beside: other images that are built with those.

    Raises:
        subprocess.CalledProcessError: the engine could not; it has said why.
    """
    settings = _run("scripts/container-images", SERVICES=" ".join(services))
    built = dict(line.split("=", 1) for line in settings.splitlines())
    wanted = _server_image()
    if built["NATS_IMAGE"] != wanted:
        _run("docker", "tag", built["NATS_IMAGE"], wanted)
    names = [name for service in services for name in _names(service)]
    _run("docker", "save", "--output", str(place), wanted, *names, *beside)
    return place


def previous_archive(place: Path, services: Sequence[str], *, commit: str) -> Path:
    """Save images of an earlier commit, tagged `before`; those that the engine does not have are built.

    Raises:
        subprocess.CalledProcessError: the commit is not in this checkout's history, or the engine could not.
    """
    missing = [service for service in services if not _is_built(f"spicerack/{service}:{commit}")]
    if missing:
        _build_previous(missing, commit)
    names = [f"spicerack/{service}:{BEFORE}" for service in services]
    for service, name in zip(services, names, strict=True):
        _run("docker", "tag", f"spicerack/{service}:{commit}", name)
    _run("docker", "save", "--output", str(place), *names)
    return place


def skewed_archive(place: Path, services: Sequence[str], *, by: str) -> Path:
    """Build images like those that were built, tagged `skewed`, whose clocks are off; save them.

    Args:
        place: the archive.
        services: whose images.
        by: how far, as libfaketime reads it: `+1h`.

    Raises:
        subprocess.CalledProcessError: the engine could not, or Debian's packages cannot be had.
    """
    names = [f"spicerack/{service}:{SKEWED}" for service in services]
    for service, name in zip(services, names, strict=True):
        lines = CLOCK.format(image=f"spicerack/{service}:dev", by=by)
        subprocess.run(["docker", "build", "--quiet", "--tag", name, "-"], input=lines, text=True, check=True)
    _run("docker", "save", "--output", str(place), *names)
    return place


def _is_built(image: str) -> bool:
    return not subprocess.run(
        ["docker", "image", "inspect", image], capture_output=True, check=False
    ).returncode


def _build_previous(services: Sequence[str], commit: str) -> None:
    with TemporaryDirectory() as source:
        packed = subprocess.run(
            ["git", "archive", commit], cwd=REPOSITORY, stdout=subprocess.PIPE, check=True
        )
        subprocess.run(["tar", "-x"], cwd=source, input=packed.stdout, check=True)
        settings = {"SOURCE": source, "TAG": commit, "PYTHON": sys.executable}
        _run("scripts/container-images", SERVICES=" ".join(services), **settings)


def _names(service: str) -> tuple[str, str]:
    """Return the names by which the overlays `dev` and `production` ask for an image."""
    built, released = f"spicerack/{service}:dev", f"{REGISTRY}/{service}:{RELEASE}"
    _run("docker", "tag", built, released)
    return built, released


def _server_image() -> str:
    """Return the name of NATS' image in the manifests: a stand-in goes by it, too."""
    found = re.search(r"image: (nats:\S+)", SERVER.read_text())
    assert found, SERVER
    return found[1]


def _run(*argv: str, **settings: str) -> str:
    words = [*(["env"] if settings else []), *(f"{key}={value}" for key, value in settings.items()), *argv]
    return subprocess.run(words, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True).stdout
