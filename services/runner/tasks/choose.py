"""The choice of a task by the resource of a state."""

from collections.abc import Mapping
from pathlib import Path

from services.runner.command.task import CommandTask
from services.runner.files import Files
from services.runner.settings import RunnerFile
from services.runner.tasks.builtin import built_in_tasks
from services.runner.tasks.http import Caller, HttpTask, NotifyTask
from services.runner.tasks.port import StepError, Task

SCHEME = "spicerack:"
COMMAND = "command/"


class Tasks:
    """All tasks that this runner has."""

    def __init__(self, file: RunnerFile, files: Files, caller: Caller, *, place: Path) -> None:
        self._commands = {
            name: CommandTask(name, command, files, place) for name, command in file.commands.items()
        }
        self._built_in: Mapping[str, Task] = {**built_in_tasks(files), "notify": NotifyTask(caller, file)}
        self._http = HttpTask(caller, file)

    def task(self, resource: str) -> Task:
        """Return the task of `spicerack:NAME`, `spicerack:command/NAME` or a URL. Raises StepError."""
        if resource.startswith(("http://", "https://")):
            return self._http
        name = resource.removeprefix(SCHEME).partition("@")[0]
        tasks: Mapping[str, Task] = self._built_in
        if name.startswith(COMMAND):
            name, tasks = name.removeprefix(COMMAND), self._commands
        if not resource.startswith(SCHEME) or name not in tasks:
            known = ", ".join([*(f"{SCHEME}{COMMAND}{one}" for one in self._commands), *self._names()])
            raise StepError("Runner.NoSuchTask", f"no task {resource!r} at this runner: there are {known}")
        return tasks[name]

    def _names(self) -> list[str]:
        return [f"{SCHEME}{one}" for one in self._built_in]
