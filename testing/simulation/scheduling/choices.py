"""Every random decision of a simulated run: drawn from one seed, recorded, and replayed.

A draw is an integer from 0 to below a bound, under a label. Each label has a stream of its own, in the
generator and in a replay, so that one more decision of one sort moves no decision of another sort.
0 is always the plainest outcome (the oldest handle, no fault, the shortest delay), and a replay that has
run out of draws goes on with 0: that is what makes recordings shrink well.
The way of shrinking by editing the choices instead of the outcomes is Hypothesis' (MacIver and Donaldson,
"Test-case reduction via test-case generation", ECOOP 2020).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import TypeVar

_Item = TypeVar("_Item")

RESOLUTION = 2**20
"""Steps between 0 and 1 in which chances and delays are drawn."""

GENERATOR_SEEDS = 2**63
"""Seeds that a generator for the code under test is drawn from."""


NEVER_IN = 4096
"""Gaps for each length that a rare event may draw: the seed itself hardly ever says "never again"."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The draws under one label, in order."""

    label: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """All draws of a run, by label."""

    seed: int
    streams: tuple[Stream, ...]

    @property
    def weight(self) -> int:
        """How many draws differ from the plainest outcome."""
        return sum(1 for stream in self.streams for value in stream.values if value)

    def encode(self) -> str:
        """Return the recording as one line of JSON, for `decode`."""
        return json.dumps({"seed": self.seed, "streams": {s.label: s.values for s in self.streams}})

    @classmethod
    def decode(cls, text: str) -> "Recording":
        """Return what `encode` wrote. Raises ValueError or KeyError on any other text."""
        raw = json.loads(text)
        streams = (Stream(label, tuple(values)) for label, values in raw["streams"].items())
        return cls(seed=int(raw["seed"]), streams=tuple(streams))


class Choices:
    """The one source of randomness of a run."""

    def __init__(self, seed: int, *, replay: Recording | None = None) -> None:
        """Draw from `seed`, or repeat `replay` and be plain after its end."""
        self.seed = seed
        self._generators: dict[str, Random] = {}
        self._drawn: dict[str, list[int]] = {}
        self._replay = None if replay is None else {s.label: s.values for s in replay.streams}

    @classmethod
    def replaying(cls, recording: Recording) -> "Choices":
        """Repeat a recorded run."""
        return cls(recording.seed, replay=recording)

    def draw(self, label: str, bound: int) -> int:
        """Return an integer from 0 to below `bound`."""
        drawn = self._drawn.get(label)
        if drawn is None:
            drawn = self._drawn[label] = []
        value = self._next(label, bound, len(drawn))
        drawn.append(value)
        return value

    def integer(self, label: str, low: int, high: int) -> int:
        """Return an integer from `low` to `high`, both included."""
        return low + self.draw(label, high - low + 1)

    def chance(self, label: str, probability: float) -> bool:
        """Tell whether something of this probability happens."""
        return self.draw(label, RESOLUTION) >= RESOLUTION * (1 - probability)

    def between(self, label: str, low: float, high: float) -> float:
        """Return a number from `low` to below `high`."""
        return low + (high - low) * self.draw(label, RESOLUTION) / RESOLUTION

    def pick(self, label: str, items: Sequence[_Item]) -> _Item:
        """Return one of `items`."""
        return items[self.draw(label, len(items))]

    def generator(self, label: str) -> Random:
        """Return a generator for code that takes one; its seed is the draw."""
        return Random(self.draw(label, GENERATOR_SEEDS))

    def recording(self) -> Recording:
        """Return what was drawn so far."""
        streams = (Stream(label, tuple(values)) for label, values in sorted(self._drawn.items()))
        return Recording(self.seed, tuple(streams))

    def _next(self, label: str, bound: int, position: int) -> int:
        if self._replay is None:
            generator = self._generators.get(label)
            if generator is None:
                # Seeding by text goes through SHA-512, not through hash(): PYTHONHASHSEED is no part of it.
                generator = self._generators[label] = Random(f"{self.seed}/{label}")
            return _below(generator, bound)
        values = self._replay.get(label, ())
        return min(values[position], bound - 1) if position < len(values) else 0


def _below(generator: Random, bound: int) -> int:
    """Return what `generator.randrange(bound)` does, without its looks at the argument: most of its time."""
    bits = bound.bit_length()
    value = generator.getrandbits(bits)
    while value >= bound:
        value = generator.getrandbits(bits)
    return value


class RareEvent:
    """Something that happens now and then: one draw for each gap instead of one for each opportunity."""

    def __init__(self, choices: Choices, label: str, *, mean_gap: int) -> None:
        """Happen once in about `mean_gap` opportunities; 0 for never."""
        self._choices = choices
        self._label = label
        self._mean_gap = mean_gap
        self._left = self._gap()

    def happens(self) -> bool:
        """Take one opportunity and tell whether it happens now."""
        if self._left == 0:
            return False
        self._left -= 1
        if self._left:
            return False
        self._left = self._gap()
        return True

    def _gap(self) -> int:
        """Return the opportunities up to the next time; 0, the plainest outcome, for never again."""
        longest = 2 * self._mean_gap
        value = self._choices.draw(self._label, longest * NEVER_IN + 1) if longest else 0
        return 1 + (value - 1) % longest if value else 0


def describe(recording: Recording) -> str:
    """Return a short text of a recording for people: for each label its draws, runs of 0 as a count."""
    return "\n".join(f"{s.label}: {_runs(s.values)}" for s in recording.streams if any(s.values))


def _runs(values: Iterable[int]) -> str:
    parts = []
    for value, run in groupby(values):
        count = sum(1 for _ in run)
        parts.append(str(value) if count == 1 else f"{value}x{count}")
    return " ".join(parts)
