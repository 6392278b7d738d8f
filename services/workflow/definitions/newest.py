"""The newest word on each name, as it was heard, with the sequence that the next one follows on."""

from collections.abc import Callable
from typing import Generic, TypeVar

Said = TypeVar("Said")


class Newest(Generic[Said]):
    """What was said last of each name.

    Args:
        is_over: tells that a word takes the name away.
    """

    def __init__(self, *, is_over: Callable[[Said], bool]) -> None:
        self._is_over = is_over
        self._said: dict[str, tuple[int, Said]] = {}

    def note(self, name: str, sequence: int, said: Said) -> None:
        """Keep a word, unless a newer one was heard."""
        if sequence > self.sequence(name):
            self._said[name] = (sequence, said)

    def sequence(self, name: str) -> int:
        """Return the sequence of the newest word on a name; 0 where there is none."""
        found = self._said.get(name)
        return 0 if found is None else found[0]

    def get(self, name: str) -> Said | None:
        """Return the newest word on a name; None where there is none, or where it took the name away."""
        found = self._said.get(name)
        return None if found is None or self._is_over(found[1]) else found[1]

    def every(self) -> list[Said]:
        """Return the newest words on all names, by name."""
        return [said for _, (_, said) in sorted(self._said.items()) if not self._is_over(said)]
