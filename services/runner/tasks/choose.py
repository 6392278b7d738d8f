"""The choice of a task by the resource of a state."""

from collections.abc import Mapping

from services.runner.command.launch import command_task
from services.runner.container.launch import container_task
from services.runner.files import Files
from services.runner.job.launch import job_task
from services.runner.program.place import Place
from services.runner.settings import RunnerFile
from services.runner.tasks.builtin import built_in_tasks
from services.runner.tasks.fetch import FetchTask
from services.runner.tasks.http import Caller, HttpTask, NotifyTask
from services.runner.tasks.port import StepError, Task

SCHEME = "spicerack:"
COMMAND = "command/"
CONTAINER = "container/"
JOB = "job/"


class Tasks:
    """All tasks that this runner has."""

    def __init__(
        self,
        file: RunnerFile,
        files: Files,
        caller: Caller,
        *,
        place: Place,
        more: Mapping[str, Task] | None = None,
    ) -> None:
        """Gather them.

        Args:
            file: the runner's file.
            files: of the site.
            caller: calls addresses.
            place: where working directories are made.
            more: built-in tasks that need the bus, by the end of their resource.
        """
        commands = {
            f"{COMMAND}{name}": command_task(name, command, files, place.path)
            for name, command in file.commands.items()
        }
        containers = {
            f"{CONTAINER}{name}": container_task(name, container, files, engine=file.engine, place=place)
            for name, container in file.containers.items()
        }
        jobs = {
            f"{JOB}{name}": job_task(name, job, files, cluster=file.cluster, place=place)
            for name, job in file.jobs.items()
        }
        built_in: Mapping[str, Task] = {
            **built_in_tasks(files),
            "notify": NotifyTask(caller, file),
            "fetch": FetchTask(caller, file, files, place.path),
            **(more or {}),
        }
        self._tasks: Mapping[str, Task] = {**commands, **containers, **jobs, **built_in}
        self._http = HttpTask(caller, file)

    def task(self, resource: str) -> Task:
        """Return the task of a URL, or of `spicerack:` with a name of ours. Raises StepError."""
        if resource.startswith(("http://", "https://")):
            return self._http
        name = resource.removeprefix(SCHEME).partition("@")[0]
        if not resource.startswith(SCHEME) or name not in self._tasks:
            known = ", ".join(f"{SCHEME}{one}" for one in self._tasks)
            raise StepError("Runner.NoSuchTask", f"no task {resource!r} at this runner: there are {known}")
        return self._tasks[name]
