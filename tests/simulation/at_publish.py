"""What happens at the worst moment: with something on its way to the server, and not there yet."""

from collections.abc import Callable, Collection, Sequence

from testing.bus.faults import Fate, Faults
from testing.bus.stream import matches
from testing.simulation.scheduling.choices import Choices, RareEvent

PUBLISHES = ("publish", "publish_atomically")


class AtPublish:
    """Implements `testing.bus.faults.Faults` around others."""

    def __init__(
        self,
        faults: Faults,
        choices: Choices,
        *,
        name: str,
        subjects: str,
        mean_gap: int,
        happen: Callable[[str, Fate], Fate],
        operations: Collection[str] = PUBLISHES,
    ) -> None:
        """Let something happen at one in about `mean_gap` operations on `subjects`; 0 for never.

        `happen` is called with the client's name and the fate of its message, and returns what becomes of it.
        """
        self._faults = faults
        self._subjects = subjects
        self._happen = happen
        self._operations = operations
        self._event = RareEvent(choices, f"at-publish.{name}", mean_gap=mean_gap)
        self._stopped = not mean_gap

    def stop(self) -> None:
        """Let nothing more happen."""
        self._stopped = True

    def fate(self, client: str, operation: str, target: str) -> Fate:
        """Decide as the others do, but for those operations at which something happens."""
        fate = self._faults.fate(client, operation, target)
        if self._stopped or operation not in self._operations or not matches(self._subjects, target):
            return fate
        return self._happen(client, fate) if self._event.happens() else fate

    def stale(self, client: str, stream: str, subject: str) -> int:
        """As the others."""
        return self._faults.stale(client, stream, subject)

    def order(self, client: str, consumer: str, sequences: Sequence[int]) -> Sequence[int]:
        """As the others."""
        return self._faults.order(client, consumer, sequences)
