"""The manager of one collection at one site: which tasks it has, and how it begins.

Everything is level-triggered. Whatever happens only stirs: one task looks where something may have
changed, another says what follows from all that is known. Any of it can be killed at any moment.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import Hold, HoldReason
from services.manager.tasks.follow_log import LogFollower, compare_log
from services.manager.tasks.give_up_surplus import give_up_surplus
from services.manager.tasks.heed_pauses import heed_membership, heed_pauses, read_pause
from services.manager.tasks.heed_rules import heed_rules, read_rules
from services.manager.tasks.keep_copies import keep_copies
from services.manager.tasks.look import LookTask
from services.manager.tasks.publish import PublishTask
from services.manager.tasks.reports_and_asks import follow_asks, follow_reports, pass_reports_of_a_later_life
from services.manager.tasks.withdraw_lost import withdraw_lost
from services.manager.verify.scrub import never_busy
from shared.bus.key_registry import KeyConflictError
from shared.bus.retry_forever import retry_forever
from shared.catalog.follow.checkpoint import begin_at_checkpoint
from shared.identity.keyfile import SITE_KEY_FILE
from shared.service.members import RevocationStore


class Manager:
    """One collection at one site."""

    def __init__(self, context: ManagerContext) -> None:
        self.context = context
        self.publish_task = PublishTask(context)
        self.transferring: Callable[[], Awaitable[bool]] = never_busy
        """Tells whether transfer workers of this site have something to do."""
        context.scrubber.busy = self._is_busy

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Work until cancelled. `ready` is called once the site is registered and the log was compared.

        Raises:
            StorageError: the root cannot be taken on: the operator must act.
            RootTakenError: another manager works on the root: the operator must act.
            NewerSchemaError: the log was written by a newer major version: the operator must upgrade.
        """
        await self.context.root.begin()
        async with self.context.root.held():
            await self._work(ready)

    async def _work(self, ready: Callable[[], None]) -> None:
        pause = self.context.timing.retry
        await retry_forever(lambda: read_pause(self.context), doing="look for a pause", pause=pause)
        await retry_forever(self._register, doing="register", pause=pause)
        await retry_forever(self._begin, doing="look for a checkpoint", pause=pause)
        await retry_forever(lambda: compare_log(self.context), doing="compare the log", pause=pause)
        await retry_forever(
            lambda: pass_reports_of_a_later_life(self.context), doing="look for a want", pause=pause
        )
        await retry_forever(lambda: read_rules(self.context), doing="look for rules", pause=pause)
        async with asyncio.TaskGroup() as group:
            for name, action in self._actions(group):
                group.create_task(retry_forever(action, doing=name, pause=pause), name=name)
            ready()

    def _actions(self, group: asyncio.TaskGroup) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        context, lookout = self.context, LookTask(self.context)
        follower = LogFollower(context, group)
        follower.start()
        return [
            ("stay registered", self._stay_registered),
            ("check the log", follower.check),
            ("follow reports", lambda: follow_reports(context, follower)),
            ("follow asks", lambda: follow_asks(context, follower)),
            ("heed pauses", lambda: heed_pauses(context)),
            ("heed membership", lambda: heed_membership(context)),
            ("heed rules", lambda: heed_rules(context)),
            ("follow the meaning of the rule", context.meaning.run),
            ("keep copies", lambda: keep_copies(context)),
            ("withdraw lost copies", lambda: withdraw_lost(context)),
            ("give up surplus", lambda: give_up_surplus(context)),
            ("speak", self.publish_task.run),
            ("watch", lookout.watch),
            ("look", lookout.look),
            ("guard the root", lookout.guard),
            ("verify", context.verifier.run),
            ("verify the log", context.auditor.run),
            ("repair", context.repairer.run),
            ("scrub", context.scrubber.run),
        ]

    async def _is_busy(self) -> bool:
        """Tell whether anything wants the disk that is more urgent than a scrub."""
        context = self.context
        if context.hold is not None or context.observed.scanning or context.verifier.is_busy:
            return True
        if context.observed.pause is not None:
            return True
        return self.publish_task.tally.behind > 0 or await self.transferring()

    async def _begin(self) -> None:
        """Begin at a checkpoint, where nothing was ever folded and no batch waits for its commit."""
        context = self.context
        if context.state.is_new:
            self.context.observed.begun = await begin_at_checkpoint(
                context.bus,
                topology=context.topology,
                registry=context.registry,
                collection=context.identity.collection,
                projection=context.state.projection,
            )

    async def _stay_registered(self) -> None:
        """Register again where the server has forgotten it: nobody would decide this site's batches."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.context.timing.register):
                    await self.context.added.wait()
            self.context.added.clear()
            # It may have forgotten a pause, too, or its end, or rules.
            await read_pause(self.context)
            await self._register()
            await read_rules(self.context)

    async def _register(self) -> None:
        context = self.context
        if context.observed.pause is not None and context.observed.pause.removed:
            return  # A record is what makes it a site of the collection.
        try:
            await context.registry.register_site(context.record())
        except KeyConflictError as error:
            self.context.hold_site(_key_taken(context.identity.site, str(error)))
        if await RevocationStore(context.said, context.identity.collection).has(context.key.public):
            context.hold_site(_key_revoked(context.identity.site))


def _key_revoked(site: str) -> Hold:
    text = (
        f"Site {site} is held: its key was revoked, so its changes are not believed any more. Remove "
        f"{SITE_KEY_FILE} from the state of its manager, and start that again; then `spicerack site release "
        f"{site}` makes the new key known."
    )
    return Hold(reason=HoldReason.KEY_TAKEN, text=text)


def _key_taken(site: str, seen: str) -> Hold:
    text = (
        f"Site {site} is held: {seen}, so its changes would not be believed. Check that no other host runs a "
        f"site of this name. If this site's own key was lost, `spicerack site release {site}` makes the new "
        "one known."
    )
    return Hold(reason=HoldReason.KEY_TAKEN, text=text)
