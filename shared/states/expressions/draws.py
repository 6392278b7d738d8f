"""Random numbers that can be drawn again: each follows from the execution's recorded seed and a name."""

import random
import uuid


class Draws:
    """A source of random numbers for one decision.

    The same seed and name give the same numbers, so that a decision that was lost with its process is
    made again as it was. No number of this class is a secret.
    """

    def __init__(self, seed: str, name: str) -> None:
        self._seed = f"{seed}/{name}"
        self._source: random.Random | None = None
        self._apart = 0

    def uniform(self) -> float:
        """A number of [0, 1), evenly distributed."""
        return self._random().random()

    def below(self, bound: int) -> int:
        """A whole number of [0, bound), evenly distributed."""
        return self._random().randrange(bound)

    def uuid(self) -> str:
        """A version 4 UUID as text (RFC 9562)."""
        return str(uuid.UUID(int=self._random().getrandbits(128), version=4))

    def seed_apart(self) -> tuple[str, str]:
        """The seed and name of a source for another process, made of ours: each call's is another."""
        self._apart += 1
        return self._seed, str(self._apart)

    def _random(self) -> random.Random:
        # Seeding takes some microseconds, and most decisions draw nothing.
        if self._source is None:
            self._source = random.Random(self._seed)
        return self._source
