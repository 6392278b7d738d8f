"""The object that asks a cluster for a job: one pod, one try, no rights, and bounds. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.runner.program.clusters import Cluster, Job
from shared.states.values import Json

WORK: Final = "/work"
"""The working directory, as the pod sees it."""

EXCHANGE: Final = "/spicerack"
"""Where input, output and secrets are: beside the working directory, so that a step cannot publish them."""

INPUT, OUTPUT, SECRETS = "input", "output", "secrets"

CONTAINER: Final = "step"

OWNER: Final = "spicerack.io/runner"
"""The label that carries the instance of the runner: another one can remove what it has left."""

KEPT_SECONDS: Final = 3600
"""For which a job is kept after its end where nobody removes it."""

BLOCK: Final = 512
"""Bytes of a block, in which `ulimit -f` counts (POSIX)."""

SCRIPT: Final = """
ulimit -c 0; ulimit -f {blocks}; ulimit -n {files}; ulimit -t {cpu}
for one in {exchange}/{secrets}/*; do
  if [ -f "$one" ]; then value=$(cat "$one"); export "${{one##*/}}=$value"; fi
done
unset one value
exec "$@" < {exchange}/{input} > {exchange}/{output}
"""
"""A pod has no standard input of ours, and mixes its outputs: files stand for both. Secrets come by files,
since who may see pods sees their environment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One run of a job."""

    name: str
    owner: str
    """The instance of the runner."""
    work: str
    """The working directory within the claim."""
    exchange: str
    """The directory for input and output within the claim."""
    user: tuple[int, int]
    """Ids of user and group: files that it makes belong to the runner."""
    environment: Mapping[str, str]
    """Variables that are no secret."""
    seconds: float
    """For its work."""


def manifest(job: Job, cluster: Cluster, asked: Asked) -> dict[str, Json]:
    """Return the job as the API takes it (batch/v1)."""
    labels: Json = {"app.kubernetes.io/component": CONTAINER, OWNER: asked.owner}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": asked.name, "labels": labels},
        "spec": {
            "backoffLimit": 0,
            "activeDeadlineSeconds": math.ceil(asked.seconds) + job.start_seconds,
            "ttlSecondsAfterFinished": KEPT_SECONDS,
            "template": {"metadata": {"labels": labels}, "spec": _pod(job, cluster, asked)},
        },
    }


def _pod(job: Job, cluster: Cluster, asked: Asked) -> dict[str, Json]:
    user, group = asked.user
    return {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": math.ceil(job.grace_seconds),
        "nodeSelector": dict(job.node_selector),
        "tolerations": [dict(one) for one in job.tolerations],
        "imagePullSecrets": [{"name": name} for name in job.pull_secrets],
        "securityContext": {
            "runAsUser": user,
            "runAsGroup": group,
            "runAsNonRoot": user != 0,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(job, asked)],
        "volumes": [{"name": "state", "persistentVolumeClaim": {"claimName": cluster.claim}}],
    }


def _container(job: Job, asked: Asked) -> dict[str, Json]:
    environment = {"HOME": WORK, "TMPDIR": WORK, **asked.environment}
    taken: dict[str, Json] = {"cpu": f"{job.cpus:g}", "memory": str(job.memory_bytes)}
    taken |= {name: str(count) for name, count in job.resources.items()}
    return {
        "name": CONTAINER,
        "image": job.image,
        "command": ["/bin/sh", "-c", _script(job), CONTAINER, *job.argv],
        "workingDir": WORK,
        "env": [{"name": name, "value": value} for name, value in environment.items()],
        "resources": {"requests": taken, "limits": taken},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "state", "mountPath": WORK, "subPath": asked.work},
            {"name": "state", "mountPath": EXCHANGE, "subPath": asked.exchange},
        ],
    }


def _script(job: Job) -> str:
    return SCRIPT.format(
        blocks=max(job.file_bytes // BLOCK, 1),
        files=job.open_files,
        cpu=job.cpu_seconds,
        exchange=EXCHANGE,
        input=INPUT,
        output=OUTPUT,
        secrets=SECRETS,
    )
