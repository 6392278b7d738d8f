"""The tasks of an acquirer: a lease for each provider, looks and fetches for each feed, as they are said."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from random import Random

from services.acquirer.context import AcquirerContext
from services.acquirer.feeds.model import AcquirerFile, Feed, Provider
from services.acquirer.work.bell import Bell
from services.acquirer.work.fetch_task import fetch_forever
from services.acquirer.work.lease_task import hold_forever
from services.acquirer.work.look_task import look_forever
from services.acquirer.work.pauses import carry_over
from shared.bus.retry_forever import retry_forever

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds until the book is followed again, at first."""

REST = 3600.0
"""Seconds between two looks whether all that is followed has its tasks, where nobody said anything."""

Said = tuple[Feed, Provider]
"""What the tasks of a feed depend on: with another of either they begin anew."""


async def follow_feeds(context: AcquirerContext, random: Random) -> None:
    """Look at all feeds that are followed and fetch what is due, as people say them, until cancelled.

    Nothing is asked of a provider before it is known whether somebody paused it.
    """
    known, changed = asyncio.Event(), Bell()
    context.book.listen(changed.ring)
    async with asyncio.TaskGroup() as group:
        following = retry_forever(
            partial(context.book.run, ready=known.set), doing="follow providers and feeds", pause=RETRY
        )
        group.create_task(following, name="follow providers and feeds")
        group.create_task(
            retry_forever(context.handover.follow, doing="hear what others brought", pause=RETRY),
            name="hear what others brought",
        )
        group.create_task(
            retry_forever(context.handover.say_forever, doing="say what was brought", pause=RETRY),
            name="say what was brought",
        )
        await known.wait()
        carrying = retry_forever(partial(carry_over, context), doing="carry pauses over", pause=RETRY)
        group.create_task(carrying, name="carry pauses over")
        tasks = _Tasks(context, random, group)
        while True:
            tasks.fit(context.file)
            tasks.wake_resumed()
            await changed.heard(within=REST)


class _Tasks:
    """The tasks of providers and feeds, begun and ended as these are said."""

    def __init__(self, context: AcquirerContext, random: Random, group: asyncio.TaskGroup) -> None:
        self._context = context
        self._random = random
        self._group = group
        self._said: Mapping[str, Said] = {}
        """By the feed's name."""
        self._feeds: dict[str, asyncio.Task[None]] = {}
        self._holds: dict[str, asyncio.Task[None]] = {}
        self._paused: frozenset[str] = frozenset()

    def fit(self, file: AcquirerFile) -> None:
        """Begin tasks for what is new, and have those end that are of what was said before."""
        before = self._said
        self._said = {name: (feed, file.providers[feed.provider]) for name, feed in file.feeds.items()}
        for name in before:
            if before[name] != self._said.get(name):
                self._context.looks[name].ring()
                self._context.queues[name].ring()
        for name in self._said:
            if name not in self._feeds or self._feeds[name].done():
                self._feeds[name] = self._group.create_task(self._follow(name), name=f"feed {name}")
        for name in file.providers.keys() - self._holds.keys():
            hold = hold_forever(self._context, name)
            self._holds[name] = self._group.create_task(hold, name=f"hold of {name}")
        for name in self._holds.keys() - file.providers.keys():
            self._holds.pop(name).cancel()

    def wake_resumed(self) -> None:
        """Have feeds go on whose providers are paused no more, whichever acquirer was told: a look that came
        due meanwhile would wait for the next one's time.
        """
        before = self._paused
        self._paused = frozenset(name for name in self._holds if self._context.book.is_paused(name))
        for name in before - self._paused:
            self._context.wake(name)

    async def _follow(self, name: str) -> None:
        """Look at one feed and fetch from it; said otherwise, it is begun anew once what runs has ended."""
        while (said := self._said.get(name)) is not None:
            still = partial(self._is_said, name, said)
            async with asyncio.TaskGroup() as group:
                looking = look_forever(self._context, name, self._random, still=still)
                group.create_task(looking, name=f"look at {name}")
                group.create_task(fetch_forever(self._context, name, still=still), name=f"fetch of {name}")
            log.info("feed %s is said otherwise, or no more", name)

    def _is_said(self, name: str, said: Said) -> bool:
        return self._said.get(name) == said
