"""Functions that the States Language adds to JSONata, and those it replaces or takes away."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from shared.states.expressions.draws import Draws
from shared.states.expressions.intrinsics import functions
from shared.states.values import Json

ADDED: Final = ("partition", "range", "hash", "uuid", "parse")
"""Functions of the language that the engine does not know."""
REPLACED: Final = ("random", "now", "millis", "eval")
"""Functions of the engine with effects: a clock, a random source, and code that no check has seen."""


class HostFunctions:
    """The functions for one evaluation: random numbers and time are those of the decision.

    `$now` with a picture or a zone is refused by the engine this stands for; it raises here too.
    """

    def __init__(self, draws: Draws, now: datetime) -> None:
        self._draws = draws
        self._time = now

    def named(self, name: str) -> Callable[..., Any]:
        """The function of that name, as the engine calls it: with positional arguments."""
        function: Callable[..., Any] = getattr(self, "_" + name)
        return function

    def _partition(self, items: list[Json], size: float) -> list[Json]:
        return functions.partition(items, size)

    def _range(self, first: float, last: float, step: float = 1) -> list[Json]:
        return functions.numbers(first, last, step)

    def _hash(self, data: Json, algorithm: str = "SHA-1") -> str:
        return functions.digest(data, algorithm)

    def _uuid(self) -> str:
        return self._draws.uuid()

    def _parse(self, text: str) -> Json:
        return functions.parse(text)

    def _random(self, seed: float | None = None) -> float:
        source = self._draws if seed is None else Draws(str(seed), "random")
        return source.uniform()

    def _now(self) -> str:
        return timestamp(self._time)

    def _millis(self) -> int:
        return int(self._time.timestamp() * 1000)

    def _eval(self, *_: Json) -> Json:
        raise ValueError("$eval is not part of the language; $parse reads JSON")


def timestamp(time: datetime) -> str:
    """The time in UTC as ISO 8601 with milliseconds, as the context object says times."""
    return time.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
