"""The log of a pod, line by line as it comes, over connections that break."""

import re
from collections.abc import Callable
from typing import Final

from services.runner.job.api import ClusterApi, ClusterError
from services.runner.job.manifest import CONTAINER

TIMED: Final = re.compile(r"(\d{4}-\d\d-\d\dT[0-9:.]+Z) ?(.*)", re.DOTALL)
"""A line of a log with times, as the cluster writes them (RFC 3339)."""


class PodLog:
    """Tells each line once, within a bound on all of them."""

    def __init__(self, api: ClusterApi, line: Callable[[str], None], *, bytes_max: int) -> None:
        self._api = api
        self._line = line
        self._bytes_max = bytes_max
        self._logged = 0
        self._last = ""
        """The time of the last line that was told."""

    async def follow(self, pod: str) -> None:
        """Tell what comes until the log or the connection ends; call it again to go on."""
        since = self._last
        try:
            async for text in self._api.log(pod, container=CONTAINER, since=since):
                timed = TIMED.fullmatch(text)
                at, said = (self._last, text) if timed is None else (timed[1], timed[2])
                # What is asked for again begins with the second of the last line.
                if timed is not None and since and _order(at) <= _order(since):
                    continue
                self._last = at
                self._say(said)
        except ClusterError:
            return

    def _say(self, text: str) -> None:
        before, self._logged = self._logged, self._logged + len(text.encode())
        if self._logged <= self._bytes_max:
            self._line(text)
        elif before <= self._bytes_max:
            self._line(f"(its log has more than {self._bytes_max} bytes; the rest is dropped)")


def _order(time: str) -> str:
    """Return what orders times: their fractions have as many digits as they need."""
    seconds, _, fraction = time.removesuffix("Z").partition(".")
    return f"{seconds}.{fraction:0<9}"
