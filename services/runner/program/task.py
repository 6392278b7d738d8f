"""The task of a program: JSON in, JSON out, and files of the collection in between."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.runner.command.process import Ended
from services.runner.files import FileError, Files
from services.runner.program.directory import WorkDirectory
from services.runner.program.kinds import Program
from services.runner.program.launch import Launch, Run
from services.runner.program.mask import Mask
from services.runner.settings import read_secret
from services.runner.tasks.port import Step, StepError
from shared.roots.errors import StorageError
from shared.states.errors import RESERVED_PREFIX, TIMEOUT
from shared.states.values import Json, parse_json

WORDS_KEPT: Final = 5
"""Last lines of standard error that the cause of a failure tells."""

CAUSE_MAX: Final = 2_000

NAMES: Final = {
    "memory": "Command.OutOfMemory",
    "processes": "Command.TooManyProcesses",
    "output": "Command.OutputTooLarge",
    "timeout": TIMEOUT,
}


@dataclass(frozen=True, slots=True)
class ProgramTask:
    """Runs one program of the runner's file."""

    name: str
    """For a person, as `command lines`."""
    program: Program
    launch: Launch
    files: Files
    place: Path
    """Where working directories are made."""
    instant: bool = False

    async def run(self, step: Step) -> Json:
        """Fill a directory, run the program in it, publish from it. Raises StepError."""
        asked = step.job.arguments if isinstance(step.job.arguments, dict) else {"input": step.job.arguments}
        place = self.place / f"{step.job.execution}-{step.job.task.replace('/', '_')}"
        directory = WorkDirectory(place.absolute(), self.files, bytes_max=self.program.directory_bytes)
        try:
            await asyncio.to_thread(directory.__enter__)
            try:
                await asyncio.to_thread(directory.fill, asked.get("files"))
                result = await self._run(step, asked.get("input"), directory.path)
                published = await asyncio.to_thread(self._publish, step, directory, asked)
            finally:
                await asyncio.shield(asyncio.to_thread(directory.__exit__))
        except FileError as error:
            raise StepError(error.error, str(error)) from error
        except StorageError as error:
            raise StepError("Collection.Failed", str(error)) from error
        except OSError as error:
            raise StepError("Runner.Failed", f"the runner's working directory: {error}") from error
        return {"result": result, "published": published}

    def _publish(self, step: Step, directory: WorkDirectory, asked: Mapping[str, Json]) -> list[Json]:
        group = directory.published(asked.get("publish"))
        replace = asked.get("replace") is True
        most = self.program.directory_bytes
        found = self.files.publish(group, size_max=most, replace=replace, announce=step.announce)
        return list(found) if group else []

    async def _run(self, step: Step, given: Json, directory: Path) -> Json:
        secrets = {name: read_secret(path) for name, path in self.program.secrets.items()}
        mask = Mask(secrets.values())
        words: list[str] = []

        def line(text: str) -> None:
            text = mask.text(text)
            step.write("err", text)
            words.append(text)
            del words[:-WORDS_KEPT]

        seconds = self.program.timeout_seconds
        if step.job.timeout_seconds is not None:
            seconds = min(seconds, step.job.timeout_seconds)
        asked = Run(
            step=step.job,
            directory=directory,
            environment=self._environment(step),
            secrets=secrets,
            seconds=seconds,
            line=line,
        )
        ended = await self.launch(asked).run(json.dumps(given, ensure_ascii=False).encode() + b"\n")
        return self._result(ended, words, mask)

    def _environment(self, step: Step) -> dict[str, str]:
        return {
            "SPICERACK_EXECUTION": step.job.execution,
            "SPICERACK_STATE": step.job.state,
            "SPICERACK_TASK": step.job.task,
            **self.program.environment,
        }

    def _result(self, ended: Ended, words: list[str], mask: Mask) -> Json:
        said = " | ".join(words)
        if ended.why in NAMES:
            raise StepError(NAMES[ended.why], _cause(self.name, ended.words, said))
        output: Json = None
        try:
            output = mask.value(parse_json(ended.stdout)) if ended.stdout.strip() else None
        except ValueError as error:
            if ended.code == 0:
                raise StepError(
                    "Command.BadOutput", _cause(self.name, f"its standard output is no JSON: {error}", said)
                ) from error
        if ended.code == 0:
            return output
        name = "Command.Retryable" if ended.code in self.program.retry_codes else "Command.Failed"
        cause = _cause(self.name, ended.words, said)
        if isinstance(output, dict) and isinstance(output.get("error"), str):
            own = str(output["error"])
            name = name if own.startswith(RESERVED_PREFIX) or not own else own[:200]
            cause = _cause(self.name, str(output.get("cause", ended.words)), said)
        raise StepError(name, cause)


def _cause(name: str, how: str, said: str) -> str:
    return f"{name}: {how}"[:CAUSE_MAX] + (f" [{said}]" if said else "")[:CAUSE_MAX]
