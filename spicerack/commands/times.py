"""The passing of time, as a command is given it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """The passing of time, in seconds, as the caller has it."""

    now: Callable[[], float]
    sleep: Callable[[float], None]
