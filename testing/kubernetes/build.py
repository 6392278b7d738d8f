"""Builder of the cluster's programs, as `python -m testing.kubernetes.build`: minutes, the first time."""

import os
import subprocess
import sys
from pathlib import Path

from testing.kubernetes.definitions import make_definitions
from testing.kubernetes.programs import BUILT, Module, cache
from testing.kubernetes.scaling import keep_manifests


def build(module: Module) -> None:
    """Build the programs of a module that are not in the cache.

    Raises:
        subprocess.CalledProcessError: Go could not; it has said why.
    """
    place = cache() / module.key()
    place.mkdir(parents=True, exist_ok=True)
    for name, package in module.packages.items():
        if not (place / name).exists():
            print(f"building {name}", file=sys.stderr, flush=True)
            _go_build(module, package, place / name)


def _go_build(module: Module, package: str, program: Path) -> None:
    # First beside its place: who is interrupted leaves no half program that looks like a whole one.
    unfinished = program.with_suffix(f".{os.getpid()}")
    values = " ".join(f"-X {value}" for value in module.linked)
    subprocess.run(
        [
            "go",
            "build",
            "-mod=readonly",
            "-trimpath",
            "-ldflags",
            f"-s -w {values}",
            "-o",
            str(unfinished),
            package,
        ],
        cwd=module.directory,
        env={**os.environ, "CGO_ENABLED": "0"},
        check=True,
    )
    unfinished.replace(program)


if __name__ == "__main__":
    make_definitions()
    for one in BUILT:
        build(one)
    keep_manifests()
