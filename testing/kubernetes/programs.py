"""Programs that a cluster is made of: the Go modules they come from, and where built ones are kept."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MODULES = Path(__file__).parent / "modules"
"""One directory a module: its `go.mod` pins versions, its `go.sum` the hashes of all that is built."""
CACHE_VARIABLE = "SPICERACK_KUBERNETES_CACHE"
VERSION = "v1.34.4"
"""Of Kubernetes: `modules/kubernetes/go.mod` says the same, and a test holds them together."""
STAMP = "k8s.io/component-base/version"
"""The package that Kubernetes' programs take their version from: without one, they refuse to compare it."""

COMMANDS = (
    "kube-apiserver",
    "kubectl",
    "kube-controller-manager",
    "kube-scheduler",
    "kubelet",
    "kube-proxy",
)


class ProgramMissingError(Exception):
    """A program is neither built nor installed; the text says how it is had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """Programs that are built from one `go.mod`."""

    name: str
    packages: Mapping[str, str]
    """The Go package of each program."""
    linked: tuple[str, ...] = ()
    """Values that are set as the programs are linked, as `package.Name=value`."""

    @property
    def directory(self) -> Path:
        """Where its `go.mod` is."""
        return MODULES / self.name

    def key(self) -> str:
        """Return what names these very sources: other pins, other programs."""
        files = sorted(one for one in self.directory.rglob("*") if one.is_file())
        sources = hashlib.sha256(b"".join(one.read_bytes() for one in files))
        return f"{self.name}-{sources.hexdigest()[:16]}"


KUBERNETES = Module(
    name="kubernetes",
    packages={
        **{name: f"k8s.io/kubernetes/cmd/{name}" for name in COMMANDS},
        "pause": "./pause",
    },
    linked=(f"{STAMP}.gitVersion={VERSION}", f"{STAMP}.gitMajor=1", f"{STAMP}.gitMinor=34"),
)
NAMES = Module(name="names", packages={"coredns": "github.com/coredns/coredns"})
KEDA = Module(
    name="keda",
    packages={f"keda-{name}": f"github.com/kedacore/keda/v2/cmd/{name}" for name in ("operator", "adapter")},
)
POLICIES = Module(
    name="policies", packages={"kube-router": "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router"}
)
BUILT = (KUBERNETES, NAMES, KEDA, POLICIES)
DEFINITIONS = Module(name="definitions", packages={})
"""Nothing of it is a program of the cluster: it makes files (`definitions`)."""


def cache() -> Path:
    """Return where built programs are kept, outside of every checkout."""
    return Path(os.environ.get(CACHE_VARIABLE) or Path.home() / ".cache" / "spicerack-kubernetes")


def program(name: str) -> Path:
    """Return a program that is built, or else installed.

    Raises:
        ProgramMissingError: it is neither.
    """
    built = [cache() / module.key() / name for module in BUILT if name in module.packages]
    installed = shutil.which(name)
    for place in (*built, *([Path(installed)] if installed and not built else [])):
        if place.is_file():
            return place
    how = "`make kubernetes-programs` builds it" if built else "install it from the system's packages"
    raise ProgramMissingError(f"{name} is not here: {how}")
