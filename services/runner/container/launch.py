"""The launch of containers: one for each step."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from blake3 import blake3

from services.runner.container.client import Client
from services.runner.container.run import ContainerProcess
from services.runner.files import Files
from services.runner.program.kinds import Container, Engine
from services.runner.program.launch import Run
from services.runner.program.place import Place
from services.runner.program.task import ProgramTask
from shared.contracts.messages.step import StepJob

NAME_DIGITS: Final = 16

Seen = Callable[[Path], Path]
"""Returns a directory of the runner as the engine's host sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerLaunch:
    """Begins runs of one container of the runner's file."""

    engine: Engine
    container: Container
    owner: str
    """The instance of the runner."""
    seen: Seen

    def __call__(self, run: Run) -> ContainerProcess:
        """Return a container that can be run."""
        return ContainerProcess(
            client=Client(self.engine, run.directory),
            container=self.container,
            owner=self.owner,
            name=container_name(self.owner, run.step),
            directory=self.seen(run.directory),
            environment=run.environment,
            secrets=run.secrets,
            seconds=run.seconds,
            line=run.line,
        )


def container_task(
    name: str, container: Container, files: Files, *, engine: Engine, place: Place
) -> ProgramTask:
    """Return the task of a container of the runner's file."""
    launch = ContainerLaunch(
        engine=engine, container=container, owner=place.owner, seen=seen_by(engine, place)
    )
    return ProgramTask(f"container {name}", container, launch, files, place.path)


def container_name(owner: str, step: StepJob) -> str:
    """Return the name of a step's container: none that runs has the same, and it fits any engine."""
    digits = blake3(f"{step.execution} {step.task}".encode()).hexdigest(NAME_DIGITS // 2)
    return f"spicerack-{owner}-{digits}"


def seen_by(engine: Engine, place: Place) -> Seen:
    """Return how the host of an engine sees directories of this runner."""
    elsewhere = engine.state
    if elsewhere is None:
        return lambda directory: directory
    return lambda directory: elsewhere / directory.relative_to(place.state)
