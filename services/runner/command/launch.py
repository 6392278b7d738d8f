"""The launch of commands: programs of this machine, below a supervisor."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.runner.command.process import CommandProcess
from services.runner.files import Files
from services.runner.program.kinds import Command
from services.runner.program.launch import Run
from services.runner.program.task import ProgramTask

KEPT: Final = ("PATH", "LANG", "LC_ALL", "TZ")
"""Of the runner's environment: a command gets no secret that is not its own."""


@dataclass(frozen=True, slots=True)
class CommandLaunch:
    """Begins runs of one command."""

    command: Command

    def __call__(self, run: Run) -> CommandProcess:
        """Return a process that can be run."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        place = str(run.directory)
        return CommandProcess(
            self.command,
            directory=run.directory,
            environment={**kept, "HOME": place, "TMPDIR": place, **run.environment, **run.secrets},
            seconds=run.seconds,
            line=run.line,
        )


def command_task(name: str, command: Command, files: Files, place: Path) -> ProgramTask:
    """Return the task of a command of the runner's file."""
    return ProgramTask(f"command {name}", command, CommandLaunch(command), files, place)
