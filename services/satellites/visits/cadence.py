"""The rate at which new visits may come. Pure: the time is passed in."""

from collections import deque

from services.satellites.errors import CutOffError

HOUR = 3600.0


class Cadence:
    """Counts new visits of the last hour."""

    def __init__(self, per_hour: int) -> None:
        self._per_hour = per_hour
        self._times: deque[float] = deque()

    def admit(self, now: float) -> None:
        """Count one visit, at `now` in seconds of a clock that never goes back.

        Raises:
            CutOffError: there were too many in the last hour; this one is not counted.
        """
        while self._times and self._times[0] <= now - HOUR:
            self._times.popleft()
        if len(self._times) >= self._per_hour:
            raise CutOffError("caller: more new visits in an hour than a telescope takes; wait")
        self._times.append(now)
