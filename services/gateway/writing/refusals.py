"""Memory of writes that were refused: a client that removes what it could not replace is kept from it. Pure.

rclone sends DELETE for a name whose PUT was refused, whatever the reason. The older version would go by it.
"""

from collections import OrderedDict
from collections.abc import Callable

REMEMBERED_MAX = 100_000
"""Refusals remembered, some 300 bytes each; over that the oldest are forgotten."""


class Refusals:
    """Refused writes of each caller, for a while.

    Args:
        seconds: for how long each is remembered.
        monotonic: seconds, by a clock that only goes on.
    """

    def __init__(
        self, *, seconds: float, monotonic: Callable[[], float], remembered_max: int = REMEMBERED_MAX
    ) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._max = remembered_max
        self._at: OrderedDict[tuple[str, str], float] = OrderedDict()

    def note(self, caller: str, path: str) -> None:
        """Note that a write of a caller to a path was refused."""
        self._at.pop((caller, path), None)
        self._at[caller, path] = self._monotonic()
        self._forget()

    def forget(self, caller: str, path: str) -> None:
        """Forget it: the caller has written there since."""
        self._at.pop((caller, path), None)

    def stands(self, caller: str, path: str) -> bool:
        """Tell whether a write of the caller to the path was refused a short while ago."""
        self._forget()
        return (caller, path) in self._at

    def _forget(self) -> None:
        oldest = self._monotonic() - self._seconds
        while self._at and (len(self._at) > self._max or next(iter(self._at.values())) < oldest):
            self._at.popitem(last=False)
