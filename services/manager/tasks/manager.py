"""The manager of one collection at one site: which tasks it has, and how it begins.

Everything is level-triggered. Whatever happens only stirs: one task looks where something may have
changed, another says what follows from all that is known. Any of it can be killed at any moment.
"""

import asyncio
from collections.abc import Awaitable, Callable

from services.manager.context import Core
from services.manager.look.brake import Hold, HoldReason
from services.manager.tasks.follow_log import LogFollower, compare_log
from services.manager.tasks.look import Lookout
from services.manager.tasks.publish import Speaker
from services.manager.tasks.reports_and_asks import follow_asks, follow_reports, pass_reports_of_a_later_life
from shared.bus.key_registry import KeyTakenError
from shared.bus.retry_forever import persist
from shared.catalog.follow.checkpoint import begin_at_checkpoint


class Manager:
    """One collection at one site."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.speaker = Speaker(core)

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Work until cancelled. `ready` is called once the site is registered and the log was compared.

        Raises:
            StorageError: the root cannot be taken on: the operator must act.
            NewerSchemaError: the log was written by a newer major version: the operator must upgrade.
        """
        pause = self.core.parts.timing.retry
        await self.core.parts.root.begin()
        await persist(self._register, doing="register", pause=pause)
        await persist(self._begin, doing="look for a checkpoint", pause=pause)
        await persist(lambda: compare_log(self.core), doing="compare the log", pause=pause)
        await persist(lambda: pass_reports_of_a_later_life(self.core), doing="look for a want", pause=pause)
        async with asyncio.TaskGroup() as group:
            for name, action in self._actions(group):
                group.create_task(persist(action, doing=name, pause=pause), name=name)
            ready()

    def _actions(self, group: asyncio.TaskGroup) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        core, lookout = self.core, Lookout(self.core)
        follower = LogFollower(core, group)
        follower.start()
        return [
            ("stay registered", self._stay_registered),
            ("check the log", follower.check),
            ("follow reports", lambda: follow_reports(core)),
            ("follow asks", lambda: follow_asks(core, follower)),
            ("speak", self.speaker.speak),
            ("watch", lookout.watch),
            ("look", lookout.look),
            ("guard the root", lookout.guard),
        ]

    async def _begin(self) -> None:
        """Begin at a checkpoint, where nothing was ever folded and no batch waits for its commit."""
        parts = self.core.parts
        if parts.state.is_new:
            self.core.notes.begun = await begin_at_checkpoint(
                parts.bus,
                topology=parts.topology,
                registry=parts.registry,
                collection=parts.who.collection,
                projection=parts.state.projection,
            )

    async def _stay_registered(self) -> None:
        """Register again where the server has forgotten it: nobody would decide this site's batches."""
        while True:
            await asyncio.sleep(self.core.parts.timing.register)
            await self._register()

    async def _register(self) -> None:
        parts = self.core.parts
        try:
            await parts.registry.register_site(parts.record())
        except KeyTakenError as error:
            self.core.hold_site(_key_taken(parts.who.site, str(error)))


def _key_taken(site: str, seen: str) -> Hold:
    text = (
        f"Site {site} is held: {seen}, so its changes would not be believed. Check that no other host runs a "
        f"site of this name. If this site's own key was lost, `spicerack site release {site}` makes the new "
        "one known."
    )
    return Hold(reason=HoldReason.KEY_TAKEN, text=text)
