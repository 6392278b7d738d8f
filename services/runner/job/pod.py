"""The pod of a job, as the cluster tells of it, and what that means for the step. Pure."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from services.runner.job.manifest import CONTAINER

NEVER: Final = frozenset(
    {
        "InvalidImageName",
        "ErrImageNeverPull",
        "CreateContainerConfigError",
        "CreateContainerError",
        "RunContainerError",
        "StartError",
        "ContainerCannotRun",
    }
)
"""Reasons for which waiting does not help: who wrote the job's entry must act."""

GONE: Final = "the pod is gone: its node was lost, or somebody removed it"


NO_POD: Final = "the cluster has made no pod yet"


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Reason(_Told):
    """Why something is as it is."""

    reason: str = ""
    message: str = ""

    @property
    def words(self) -> str:
        """Both, for a person."""
        return ": ".join(one for one in (self.reason, self.message) if one)


class Terminated(Reason):
    """How a container ended."""

    exit_code: int = Field(alias="exitCode")


class ContainerState(_Told):
    """One of these is told."""

    waiting: Reason | None = None
    running: _Told | None = None
    terminated: Terminated | None = None


class ContainerStatus(_Told):
    """One container of a pod."""

    name: str
    state: ContainerState = ContainerState()


class Condition(Reason):
    """One thing that holds of a pod, or does not."""

    type: str
    status: str


class PodStatus(Reason):
    """How a pod stands."""

    phase: str = "Pending"
    conditions: tuple[Condition, ...] = ()
    containers: tuple[ContainerStatus, ...] = Field(default=(), alias="containerStatuses")


class Metadata(_Told):
    """What every object has."""

    name: str
    deleted: str | None = Field(default=None, alias="deletionTimestamp")


class Pod(_Told):
    """What of a pod is looked at."""

    metadata: Metadata
    status: PodStatus = PodStatus()


class Stage(Enum):
    """How far a step is."""

    WAITS = "waits"
    RUNS = "runs"
    ENDED = "ended"
    NEVER = "never"
    """It cannot be begun."""
    LOST = "lost"
    """Its node or its pod was taken away: another try may succeed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at a pod tells."""

    stage: Stage
    code: int = 0
    """Of its end."""
    out_of_memory: bool = False
    words: str = ""


def seen_in(pod: Pod) -> Seen:
    """Return how far the step of a pod is."""
    status = pod.status
    disrupted = next(
        (one for one in status.conditions if one.type == "DisruptionTarget" and one.status == "True"), None
    )
    if disrupted is not None:
        return Seen(stage=Stage.LOST, words=disrupted.words)
    state = next((one.state for one in status.containers if one.name == CONTAINER), ContainerState())
    if state.terminated is not None and not (status.phase == "Failed" and status.reason):
        return _ended(state.terminated)
    if status.phase == "Failed" or pod.metadata.deleted is not None:
        return Seen(stage=Stage.LOST, words=status.words or GONE)
    if state.running is not None:
        return Seen(stage=Stage.RUNS)
    return _waiting(status, state.waiting or Reason())


def _ended(how: Terminated) -> Seen:
    if how.reason in NEVER:
        return Seen(stage=Stage.NEVER, words=how.words)
    if how.reason == "ContainerStatusUnknown":
        return Seen(stage=Stage.LOST, words=how.words)
    return Seen(
        stage=Stage.ENDED, code=how.exit_code, out_of_memory=how.reason == "OOMKilled", words=how.words
    )


def _waiting(status: PodStatus, why: Reason) -> Seen:
    if why.reason in NEVER:
        return Seen(stage=Stage.NEVER, words=why.words)
    if why.reason and why.reason not in ("ContainerCreating", "PodInitializing"):
        return Seen(stage=Stage.WAITS, words=why.words)
    unbound = (one for one in status.conditions if one.type == "PodScheduled" and one.status == "False")
    told = next(unbound, why)
    return Seen(stage=Stage.WAITS, words=told.words or NO_POD)
