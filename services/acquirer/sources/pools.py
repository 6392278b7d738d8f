"""The pools of all providers, as they are said to be at the moment."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from services.acquirer.feeds.model import Provider
from services.acquirer.sources.pool import SourcePool
from services.acquirer.sources.port import Source


class SourcePools(Mapping[str, SourcePool]):
    """Pools by the name of their provider. One that was is kept: what it gave is still to come back.

    Args:
        open_source: opens a provider over one connection.
    """

    def __init__(self, open_source: Callable[[Provider], Source]) -> None:
        self._open = open_source
        self._pools: dict[str, SourcePool] = {}
        self._said: dict[str, Provider] = {}

    def fit(self, providers: Mapping[str, Provider]) -> None:
        """Have a pool for each provider as it is said to be."""
        for name, said in providers.items():
            if name not in self._pools:
                make = partial(self._open, said)
                self._pools[name] = SourcePool(make, connections=said.connections)
            elif self._said[name] != said:
                self._pools[name].change(partial(self._open, said), connections=said.connections)
            self._said[name] = said

    def __getitem__(self, name: str) -> SourcePool:
        return self._pools[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pools)

    def __len__(self) -> int:
        return len(self._pools)
