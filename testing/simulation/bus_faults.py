"""Faults of a simulated bus, by seed: delays, lost and late requests, stale reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from testing.bus.faults import Fate, Trouble
from testing.simulation.census import Happening
from testing.simulation.scheduling.choices import RESOLUTION, Choices, RareEvent

TROUBLES: tuple[Trouble, ...] = (Trouble.UNANSWERED, Trouble.LOST, Trouble.LATE)

LATE_DELIVERIES = 0.7
"""How often disorder is one delivery that comes after later ones, not another order of those together."""

STALE_MAX = 2
"""Messages that a replica lacks at most: what was seen on a cluster was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BusRoughness:
    """How rough a bus is. Delays in virtual seconds; gaps as in `RareEvent`, 0 for never."""

    delay_max: float = 0.03
    """Each way, of every operation."""
    slow_gap: int = 60
    """Operations between two slow ones."""
    slow_max: float = 4.0
    trouble_gap: int = 40
    """Operations between two that time out."""
    late_max: float = 20.0
    """A request that arrives late does so at most so long after its client gave it up."""
    ack_gap: int = 2
    """Acknowledgements between two that are lost, beside other trouble: a small world has few."""
    stale_gap: int = 5
    repeat_gap: int = 5
    disorder_gap: int = 2
    """Of fetches that bring messages: those that bring several come in another order, or one is late."""


class SimulatedFaults:
    """Implements `testing.bus.faults.Faults` by the choices of a run, until told to stop."""

    def __init__(
        self,
        choices: Choices,
        roughness: BusRoughness,
        *,
        count: Callable[[Happening], None] = lambda _: None,
    ) -> None:
        """Be as rough as `roughness` says; `count` is told of all that goes wrong."""
        self._choices = choices
        self._rough = roughness
        self._count = count
        self._healthy = False
        self._slow = RareEvent(choices, "bus.slow", mean_gap=roughness.slow_gap)
        self._trouble = RareEvent(choices, "bus.trouble", mean_gap=roughness.trouble_gap)
        self._ack = RareEvent(choices, "bus.ack", mean_gap=roughness.ack_gap)
        self._stale = RareEvent(choices, "bus.stale", mean_gap=roughness.stale_gap)
        self._repeat = RareEvent(choices, "bus.repeat", mean_gap=roughness.repeat_gap)
        self._disorder = RareEvent(choices, "bus.disorder", mean_gap=roughness.disorder_gap)
        self._arrived: dict[str, int] = {}
        """The highest sequence that has arrived from each consumer."""

    def heal(self) -> None:
        """Only delay from now on, and read from replicas that lag."""
        self._healthy = True

    def fate(self, client: str, operation: str, target: str) -> Fate:  # noqa: ARG002 - the port's parameters
        """Decide on one operation."""
        before, after = self._delay(), self._delay()
        if self._healthy:
            return Fate(before=before, after=after)
        if self._slow.happens():
            self._count(Happening.DELAY)
            before += self._choices.between("bus.slow-for", 0, self._rough.slow_max)
        if operation == "ack" and self._ack.happens():
            self._count(Happening.LOST_ACK)
            return Fate(before=before, after=after, trouble=Trouble.UNANSWERED)
        if not self._trouble.happens():
            return Fate(before=before, after=after)
        trouble = self._choices.pick("bus.kind", TROUBLES)
        if (kind := _kind(trouble, operation)) is not None:
            self._count(kind)
        if trouble is Trouble.LATE:
            after = self._choices.between("bus.late", 0, self._rough.late_max)
        return Fate(before=before, after=after, trouble=trouble)

    def stale(self, client: str, stream: str, subject: str) -> int:  # noqa: ARG002 - the port's parameters
        """Return how many of the last messages are missing: also when all is well, as on any cluster."""
        if not self._stale.happens():
            return 0
        self._count(Happening.STALE_READ)
        return self._choices.integer("bus.stale-by", 1, STALE_MAX)

    def order(self, client: str, consumer: str, sequences: Sequence[int]) -> Sequence[int]:  # noqa: ARG002
        """Return in which order deliveries arrive, one of them late or twice now and then."""
        order = list(range(len(sequences)))
        if self._healthy:
            return order
        if self._disorder.happens():
            self._choices.generator("bus.order").shuffle(order)
            if self._choices.chance("bus.late-delivery", LATE_DELIVERIES):
                order.pop()
        for index in order:
            self._note_arrival(consumer, sequences[index])
        if order and self._repeat.happens():
            self._count(Happening.DUPLICATE)
            order.append(self._choices.pick("bus.repeated", order))
        return order

    def _note_arrival(self, consumer: str, sequence: int) -> None:
        """Count what others have overtaken: shuffled, late, or handed back and delivered again."""
        highest = self._arrived.get(consumer, 0)
        if sequence < highest:
            self._count(Happening.REORDERING)
        self._arrived[consumer] = max(sequence, highest)

    def _delay(self) -> float:
        """Return no delay half of the time: the order within one instant is a matter of chance, too."""
        bound = 2 * RESOLUTION
        return (
            max(self._choices.draw("bus.delay", bound) - RESOLUTION, 0) * self._rough.delay_max / RESOLUTION
        )


def _kind(trouble: Trouble, operation: str) -> Happening | None:
    """Return what a trouble means for an operation; None where it means no more than trying again."""
    if trouble is Trouble.LOST:
        return Happening.LOST_REQUEST
    if operation == "ack":
        return Happening.LOST_ACK
    if operation in ("publish", "publish_atomically"):
        return Happening.STORED_LATE if trouble is Trouble.LATE else Happening.STORED_UNANSWERED
    return None
