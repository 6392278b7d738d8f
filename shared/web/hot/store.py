"""A store in memory of what tells files, by the address that was asked for."""

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar


class Kept(Protocol):
    """Something that tells one file."""

    @property
    def path(self) -> str:
        """Of the file."""

    @property
    def weight(self) -> int:
        """Its share of the bound."""


Item = TypeVar("Item", bound=Kept)


class HotStore(Generic[Item]):
    """Items by what was asked for, those asked for last, within a bound of their weight."""

    def __init__(self, weight_max: int) -> None:
        self._weight_max = weight_max
        self._kept: OrderedDict[str, Item] = OrderedDict()
        self._asked: dict[str, set[str]] = {}
        """By the path of a file: all that was asked for and answered with it."""
        self.weight = 0

    def get(self, asked: str) -> Item | None:
        """Return what is kept for an address."""
        found = self._kept.get(asked)
        if found is not None:
            self._kept.move_to_end(asked)
        return found

    def keep(self, asked: str, item: Item) -> None:
        """Keep an item, and forget those asked for longest ago where they weigh too much."""
        self._drop(asked)
        self._kept[asked] = item
        self._asked.setdefault(item.path, set()).add(asked)
        self.weight += item.weight
        while self.weight > self._weight_max:
            self._drop(next(iter(self._kept)))

    def drop(self, path: str) -> None:
        """Forget all that tells a file: it is not what it was."""
        for asked in tuple(self._asked.get(path, ())):
            self._drop(asked)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self._asked.clear()
        self.weight = 0

    def _drop(self, asked: str) -> None:
        found = self._kept.pop(asked, None)
        if found is None:
            return
        self.weight -= found.weight
        self._asked[found.path].discard(asked)
        if not self._asked[found.path]:
            del self._asked[found.path]
