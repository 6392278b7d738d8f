"""The port to a kind of program: how one run of it is begun."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from services.runner.command.process import Ended
from shared.contracts.messages.step import StepJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run is given."""

    step: StepJob
    directory: Path
    """Its working directory, absolute."""
    environment: Mapping[str, str]
    """Variables of the step and of the runner's file."""
    secrets: Mapping[str, str]
    """Variables that no list of processes may show."""
    seconds: float
    """After which it is ended."""
    line: Callable[[str], None]
    """Is told each line of its standard error."""


class Running(Protocol):
    """A program that can be run once."""

    async def run(self, given: bytes) -> Ended:
        """Run it with `given` as standard input. Ends all of it when it is cancelled. Raises StepError."""
        ...


Launch = Callable[[Run], Running]
