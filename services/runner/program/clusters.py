"""Programs that a Kubernetes cluster runs, as the runner's file has them."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from services.runner.program.kinds import Program
from shared.model.base import FrozenModel

NAME: Final = r"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$"
"""Of an object (RFC 1123, as Kubernetes has it)."""

ObjectName = Annotated[str, StringConstraints(pattern=NAME)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=317)]
"""Of a label or a resource: a prefix of 253 characters, a slash, and a name of 63."""

ACCOUNT: Final = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where a pod finds its token, its namespace, and the certificate of the cluster."""


class Job(Program):
    """A program in a pod of its own. `processes` is not held: the limit of its node counts."""

    image: str = Field(min_length=1, max_length=500)
    argv: tuple[str, ...] = Field(min_length=1, max_length=100)
    """The program and its arguments: the image has `/bin/sh`, which gives it its input."""
    cpus: float = Field(default=1.0, gt=0, le=1024)
    resources: dict[Key, int] = Field(default_factory=dict, max_length=20)
    """More that it takes, as `"nvidia.com/gpu" = 1`."""
    node_selector: dict[Key, str] = Field(default_factory=dict, max_length=20)
    """Labels of nodes that may run it."""
    tolerations: tuple[dict[str, str | int], ...] = Field(default=(), max_length=20)
    """Taints of nodes that it bears, as Kubernetes writes them."""
    pull_secrets: tuple[ObjectName, ...] = Field(default=(), max_length=10)
    """Secrets of the namespace that open the image's registry."""
    start_seconds: int = Field(default=600, ge=1, le=86_400)
    """For a node to be found, and the image to be fetched."""


class Cluster(FrozenModel, extra="forbid"):
    """The cluster that runs jobs, and how they meet the runner's files."""

    address: str = Field(default="https://kubernetes.default.svc", pattern=r"^https?://[^/?#@\s]+$")
    account: Path = ACCOUNT
    """The directory of the service account: `token`, `namespace` and `ca.crt`."""
    claim: ObjectName = "runner-work"
    """The volume claim that holds the runner's directory of state; pods of jobs mount parts of it."""
    state: str = Field(default="", max_length=500, pattern=r"^([^/.][^/]*(/[^/.][^/]*)*)?$")
    """Where that directory is within the claim; empty: it is all of it."""
