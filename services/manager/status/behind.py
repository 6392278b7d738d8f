"""The time since a site had all of its collection. Pure."""

from collections.abc import Callable


class Behind:
    """Remembers when the site had everything last. Starts anew with the process."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Start as a site that has everything. `now` is a clock in seconds that never goes back."""
        self._now = now
        self._since: float | None = None

    def note(self, paths: int) -> None:
        """Note at how many paths the head is not placed."""
        if paths == 0:
            self._since = None
        elif self._since is None:
            self._since = self._now()

    @property
    def seconds(self) -> float:
        """Seconds since the site had everything; 0 while it has."""
        return 0.0 if self._since is None else self._now() - self._since
