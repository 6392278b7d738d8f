"""Packs that stand on the bus now, so that a site that asks for the same a moment later shares them."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from services.orchestrator.match.plan import Plan
from services.orchestrator.supply.pack_build import Build

PackKey: TypeAlias = tuple[tuple[str, str | None, int, int | None], ...]
"""What a pack carries: each content, what it is encoded against, and its range; whoever built it."""


def key_of(plan: Plan) -> PackKey:
    """Return what a plan's pack carries."""
    return tuple((item.content, item.basis, item.offset, item.length) for item in plan.items)


@dataclass(slots=True, kw_only=True)
class LivePack:
    """A pack under way or in place."""

    source: str
    build: Build = field(default_factory=Build)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the build has come to its end, whatever that is."""
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while nobody applies it."""
    users: int = 0
    given: set[str] = field(default_factory=set)
    """Sites that were told to apply it: each carries out one job for a pack, whatever becomes of it."""

    @contextmanager
    def used(self, targets: Iterable[str]) -> Iterator[None]:
        """Keep its parts in place for a block, in which these sites apply it."""
        self.given.update(targets)
        self.users += 1
        self.idle.clear()
        try:
            yield
        finally:
            self.users -= 1
            if not self.users:
                self.idle.set()


class LivePacks:
    """The packs of one collection; as many as there are runs."""

    def __init__(self) -> None:
        self._packs: dict[PackKey, LivePack] = {}

    def find(self, plan: Plan) -> LivePack | None:
        """Return a pack that carries exactly what a plan needs, and that none of its targets has had."""
        pack = self._packs.get(key_of(plan))
        return pack if pack is not None and pack.given.isdisjoint(plan.placements) else None

    def add(self, plan: Plan) -> LivePack:
        """Enter the pack that is about to be built for a plan."""
        pack = self._packs[key_of(plan)] = LivePack(source=plan.source or "")
        return pack

    def drop(self, plan: Plan, pack: LivePack) -> None:
        """Let nobody find a pack any more."""
        if self._packs.get(key_of(plan)) is pack:
            del self._packs[key_of(plan)]
