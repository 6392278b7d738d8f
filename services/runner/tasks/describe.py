"""The built-in task that waits for the description of a file, and gives it back."""

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from services.runner.files import FileError, Files, content_of
from services.runner.tasks.port import Step, StepError
from shared.bus.describer_keys import DescriberKeys
from shared.bus.port import Bus, BusError
from shared.contracts.messages.description import Description, Told
from shared.contracts.topology import Stream, Topology
from shared.descriptions.follow import heard
from shared.roots.errors import StorageError
from shared.states.values import Json

CONTENT: Final = re.compile(r"[0-9a-f]{64}")
"""BLAKE3-256 in hexadecimal: it is part of a subject."""

LOOK_EVERY: Final = 1.0
"""Seconds between two questions: a description takes a describer some seconds."""

WAIT_SECONDS: Final = 600.0
"""Where the state names no time-out: a site without describers would wait for ever."""


@dataclass(frozen=True, slots=True)
class DescribeTask:
    """Waits until a content is described, by whichever describer."""

    bus: Bus
    topology: Topology
    collection: str
    keys: DescriberKeys
    files: Files
    look_every: float = LOOK_EVERY
    wait_seconds: float = WAIT_SECONDS
    instant: bool = False

    async def run(self, step: Step) -> Json:
        """Return what a describer tells of a file. Raises StepError."""
        content = await self._content(step.job.arguments)
        seconds = step.job.timeout_seconds or self.wait_seconds
        try:
            async with asyncio.timeout(seconds):
                while (found := await self._described(content)) is None:  # noqa: ASYNC110 - it is the bus'
                    await asyncio.sleep(self.look_every)
        except TimeoutError:
            words = f"nobody has described {content[:12]} for {seconds:g} s: is there a describer?"
            raise StepError("Describe.Missing", words) from None
        if found.told is not Told.RECOGNISED or found.findings is None:
            raise StepError("Describe.Unknown", found.failure or "no describer knows such a content")
        told: Json = found.findings.model_dump(mode="json", exclude_none=True)
        return told

    async def _content(self, arguments: Json) -> str:
        """Return the content that is meant: the one that is named, else that of the file as it is here."""
        said = arguments if isinstance(arguments, dict) else {}
        nested = said.get("file", said)
        said = nested if isinstance(nested, dict) else {}
        content, path = said.get("content"), said.get("path")
        if isinstance(content, str) and CONTENT.fullmatch(content):
            return content
        if not isinstance(path, str):
            raise StepError("Task.BadArguments", "the arguments lack a text named path, or one named content")
        try:
            return await asyncio.to_thread(lambda: content_of(self.files.read(path)))
        except FileError as error:
            raise StepError(error.error, str(error)) from error
        except StorageError as error:
            raise StepError("Collection.Failed", str(error)) from error

    async def _described(self, content: str) -> Description | None:
        subject = self.topology.description(self.collection, content)
        try:
            found = await self.bus.last(Stream.DESCRIPTIONS, subject)
            if found is None:
                return None
            return (await heard(found, keys=self.keys, collection=self.collection)).description
        except BusError:
            return None  # It is asked again.
