"""The port of things that the supervisor keeps running."""

from typing import Protocol


class StartError(Exception):
    """It could not be started; `str()` is one line that says why."""


class Managed(Protocol):
    """One process, or something that behaves like one. It can be started again after it ended."""

    @property
    def name(self) -> str:
        """What people call it; unique within one supervisor."""

    @property
    def address(self) -> str:
        """Where it answers, to be shown; empty where it does not."""

    async def start(self) -> int:
        """Start it and return its process id. Raises StartError."""

    async def ready(self) -> bool:
        """Tell whether it does its work now. Never raises; answers within a second or two."""

    async def wait(self) -> int | None:
        """Wait until it ends; return its exit code (negative: minus a signal's number), None if unknown."""

    async def stop(self, *, grace: float) -> None:
        """Ask it to end (SIGTERM), make it end after `grace` seconds (SIGKILL), and wait until it has."""

    def kill(self) -> None:
        """Make it end at once. Does not wait, never raises, may be called when it has ended."""

    def last_words(self) -> str:
        """Return the last line that it wrote since its last start; empty where there is none."""
