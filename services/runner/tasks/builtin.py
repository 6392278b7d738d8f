"""Built-in tasks: pass, verify, publish, and lists of items from files of the collection."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from blake3 import blake3

from services.runner.files import FileError, Files
from services.runner.tasks.port import Step, StepError
from shared.roots.errors import StorageError
from shared.states.values import Json

JSON_LINES: Final = (".jsonl", ".ndjson")
"""Ends of names of files with one value a line."""

ITEMS_BYTES_MAX: Final = 512 * 1024
"""Of a list of items: it travels in one message. Larger work is a list of names of lists."""

FILE_BYTES_MAX: Final = 1 << 40
"""Of a file that is put elsewhere, too: it is here already."""

TEXT_BYTES_MAX: Final = 256 * 1024
"""Of a file that is written from a step's arguments."""

Doing = Callable[[Step], Json]


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A task that is a function; it runs in a thread unless it is instant."""

    do: Doing
    instant: bool = False

    async def run(self, step: Step) -> Json:
        """Do it. Raises StepError."""
        if self.instant:
            return self.do(step)
        try:
            return await asyncio.to_thread(self.do, step)
        except FileError as error:
            raise StepError(error.error, str(error)) from error
        except StorageError as error:
            raise StepError("Collection.Failed", str(error)) from error


@dataclass(frozen=True, slots=True)
class FileTasks:
    """Tasks that read and publish files of the collection."""

    files: Files

    def verify(self, step: Step) -> Json:
        """Hash a file, and hold size and content to what is expected."""
        wanted = _object(step.job.arguments)
        wanted = _object(wanted.get("file", wanted))
        path = _text(wanted, "path")
        sums, size = blake3(), 0
        for block in self.files.read(path):
            sums.update(block)
            size += len(block)
        found: dict[str, Json] = {"path": path, "content": sums.hexdigest(), "size": size}
        for name in ("size", "content"):
            if wanted.get(name) is not None and wanted[name] != found[name]:
                raise StepError(
                    "Verify.Different", f"{path}: {name} is {found[name]}, and {wanted[name]} was expected"
                )
        return found

    def publish(self, step: Step) -> Json:
        """Publish a text, or a value as JSON, as a file."""
        wanted = _object(step.job.arguments)
        path = _text(wanted, "path")
        value = wanted.get("text")
        data = value.encode() if isinstance(value, str) else _json(wanted.get("json"))
        if len(data) > TEXT_BYTES_MAX:
            raise StepError("Publish.TooLarge", f"{path}: {len(data)} bytes; a command can publish more")
        return self._published(step, path, data)

    def archive(self, step: Step) -> Json:
        """Put a file, as it is, at another path as well; bytes that are not those that are named stay out."""
        wanted = _object(step.job.arguments)
        source, target = _object(wanted.get("file", wanted)), _text(wanted, "to")
        path, content = _text(source, "path"), source.get("content")
        found = list(
            self.files.publish(
                {target: lambda: self.files.read(path)},
                size_max=FILE_BYTES_MAX,
                replace=_flag(wanted, "replace"),
                announce=partial(_announce, step, path, content),
            )
        )
        return found[0]

    def read_items(self, step: Step) -> Json:
        """Read the items of a Map from a JSON list, or from lines of JSON."""
        path = _text(_object(step.job.arguments), "path")
        found = _values(path, b"".join(self.files.read(path, size_max=ITEMS_BYTES_MAX)))
        if not isinstance(found, list):
            raise StepError("Items.Malformed", f"{path} holds no list")
        return found[: step.job.items_max or None]

    def write_results(self, step: Step) -> Json:
        """Publish the results of a Map as a JSON list."""
        path = _text(_object(step.job.arguments), "path")
        return self._published(step, path, _json(list(step.job.results)))

    def _published(self, step: Step, path: str, data: bytes) -> Json:
        replace = _flag(_object(step.job.arguments), "replace")
        group = {path: lambda: [data]}
        return list(self.files.publish(group, size_max=len(data), replace=replace, announce=step.announce))


def built_in_tasks(files: Files) -> Mapping[str, BuiltIn]:
    """Return the built-in tasks by the end of their resource, as `verify` of `spicerack:verify`."""
    tasks = FileTasks(files)
    return {
        "pass": BuiltIn(lambda step: step.job.arguments, instant=True),
        "verify": BuiltIn(tasks.verify),
        "publish": BuiltIn(tasks.publish),
        "archive": BuiltIn(tasks.archive),
        "items": BuiltIn(tasks.read_items),
        "results": BuiltIn(tasks.write_results),
    }


def _announce(step: Step, path: str, content: Json, contents: Mapping[str, str]) -> None:
    """Say what is about to be placed, unless it is not what was asked for. Raises FileError and StepError."""
    if content is not None and content not in contents.values():
        raise FileError("Collection.Changed", f"{path} is not {content} any more")
    step.announce(contents)


def _values(path: str, data: bytes) -> Json:
    """Read JSON, or a list from lines of JSON."""
    try:
        text = data.decode()
        if path.endswith(JSON_LINES):
            return [json.loads(line) for line in text.splitlines() if line]
        found: Json = json.loads(text)
    except ValueError as error:
        raise StepError("Items.Malformed", f"{path} is no JSON: {error}") from error
    return found


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise StepError("Task.BadArguments", "the arguments are no object")
    return value


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise StepError("Task.BadArguments", f"the arguments lack a text named {name}")
    return found


def _flag(value: Mapping[str, Json], name: str) -> bool:
    return value.get(name) is True


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
