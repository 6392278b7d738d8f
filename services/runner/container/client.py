"""The engine's client, run as a command of its own: bounded, and ended as a whole."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from services.runner.command.process import CommandProcess, Ended
from services.runner.program.kinds import OF_THE_CLIENT, Command, Container, Engine

ASK_SECONDS: Final = 60.0
"""For what the engine answers at once, on a machine that is busy."""

LATE_SECONDS: Final = 5.0
"""For the client to tell the end of a container that was given its grace."""

Line = Callable[[str], None]


def ignore(_: str) -> None:
    """Drop a line of the client's."""


class Client:
    """Runs the client of an engine."""

    def __init__(self, engine: Engine, directory: Path) -> None:
        """Wire it.

        Args:
            engine: whose client it is.
            directory: where it runs; nothing is written there.
        """
        self._engine = engine
        self._directory = directory

    async def ask(
        self,
        *words: str,
        seconds: float = ASK_SECONDS,
        line: Line = ignore,
        secrets: Mapping[str, str] | None = None,
    ) -> Ended:
        """Return how the client ended, with what it said."""
        return await self._run(Command(argv=self._argv(words)), seconds, line, b"", secrets or {})

    async def attach(
        self, *words: str, container: Container, seconds: float, line: Line, given: bytes
    ) -> Ended:
        """Run the client with the streams of a container, within the container's bounds on them."""
        command = Command(
            argv=self._argv(words),
            grace_seconds=container.grace_seconds + LATE_SECONDS,
            stdout_bytes=container.stdout_bytes,
            log_bytes=container.log_bytes,
        )
        return await self._run(command, seconds, line, given, {})

    def _argv(self, words: tuple[str, ...]) -> tuple[str, ...]:
        return (str(self._engine.client), *words)

    async def _run(
        self, command: Command, seconds: float, line: Line, given: bytes, secrets: Mapping[str, str]
    ) -> Ended:
        kept = {name: os.environ[name] for name in OF_THE_CLIENT if name in os.environ}
        process = CommandProcess(
            command, directory=self._directory, environment={**kept, **secrets}, seconds=seconds, line=line
        )
        return await process.run(given)
