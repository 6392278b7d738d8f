"""One run of a container: made, attached to, asked how it ended, and removed, whatever happens."""

import asyncio
import dataclasses
import os
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.runner.command.process import Ended
from services.runner.container.client import ASK_SECONDS, Client, Line
from services.runner.container.options import WORK, create_options
from services.runner.container.state import FORMAT, State, read_state
from services.runner.program.kinds import Container
from services.runner.tasks.port import StepError

WORDS_KEPT = 3
"""Last lines of the client that the cause of a failure tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerProcess:
    """Runs a container over a working directory; see `CommandProcess`."""

    client: Client
    container: Container
    owner: str
    """The instance of the runner."""
    name: str
    """Of the container."""
    directory: Path
    """As the engine's host sees it."""
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    seconds: float
    line: Line

    async def run(self, given: bytes) -> Ended:
        """Run it with `given` as standard input. Cancelled, it removes the container before it is done.

        Raises:
            StepError: the container could not be made or started, or the engine does not answer.
        """
        said: deque[str] = deque(maxlen=WORDS_KEPT)

        def line(text: str) -> None:
            said.append(text)
            self.line(text)

        try:
            await self._create()
            ended = await self.client.attach(
                "start",
                "--attach",
                "--interactive",
                self.name,
                container=self.container,
                seconds=self.seconds,
                line=line,
                given=given,
            )
            return await self._outcome(ended, " | ".join(said))
        finally:
            await asyncio.shield(self._remove())

    async def _create(self) -> None:
        environment = {"HOME": WORK, "TMPDIR": WORK, **self.environment}
        words = create_options(
            self.container,
            name=self.name,
            owner=self.owner,
            directory=self.directory,
            user=(os.getuid(), os.getgid()),
            environment=environment,
        )
        seconds = float(self.container.pull_seconds)
        await self._asked("create", *words, doing="make the container", seconds=seconds, secrets=self.secrets)

    async def _outcome(self, ended: Ended, words: str) -> Ended:
        """Return how the program ended: the client's own end tells it for some ends alone."""
        if ended.why in ("timeout", "output"):
            return ended
        said = await self._asked("inspect", f"--format={FORMAT}", self.name, doing="ask for the container")
        return how_it_ended(ended, read_state(said.stdout), self.container, words)

    async def _remove(self) -> None:
        await self.client.ask("rm", "--force", "--volumes", self.name)

    async def _asked(
        self,
        *words: str,
        doing: str,
        seconds: float = ASK_SECONDS,
        secrets: Mapping[str, str] | None = None,
    ) -> Ended:
        said: list[str] = []
        ended = await self.client.ask(*words, line=said.append, seconds=seconds, secrets=secrets)
        if ended.why == "exit" and ended.code == 0:
            return ended
        told = " | ".join(said[-WORDS_KEPT:])
        raise StepError(
            "Container.EngineFailed", f"the engine's client cannot {doing}: {ended.words} [{told}]"
        )


def how_it_ended(ended: Ended, state: State, container: Container, words: str = "") -> Ended:
    """Return how a container's program ended, from the client's end and the engine's account.

    Args:
        ended: how the client ended that was attached to it.
        state: the engine's account.
        container: what it was made of.
        words: the client's last ones: some engines tell there alone why nothing was started.

    Raises:
        StepError: it was never started.
    """
    if not state.has_run():
        raise StepError("Container.NotStarted", f"image {container.image}: {state.error or words}")
    if state.out_of_memory and state.code != 0:
        took = f"it took more than {container.memory_bytes} bytes of memory, and was ended"
        return dataclasses.replace(ended, why="memory", words=took)
    return dataclasses.replace(ended, code=state.code)
