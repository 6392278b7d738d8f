"""Keeping the paths of a rule by meaning up to date, as kernels arrive and are described."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from functools import partial

from services.manager.meaning.contents import KnownContents
from services.manager.meaning.kernels import KnownKernels, TimedSpans
from services.manager.meaning.resolve import Resolved, resolve
from services.manager.state.site_rule import Moved
from services.manager.state.site_state import SiteState
from shared.bus.describer_keys import DescriberKeys
from shared.bus.port import Bus
from shared.bus.retry_forever import retry_forever
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.projection_view import OpenView, ProjectionView, ask
from shared.contracts.messages.sites.replica_rules import rule_words
from shared.contracts.topology import Topology
from shared.descriptions.followed import CHECK_EVERY, FollowedDescriptions
from shared.model.path_set import TooManyPathsError

log = logging.getLogger(__name__)

PAGE = 5_000
"""Entries read at once: some ten milliseconds of a thread."""

REST_SHARE = 4.0
"""Of the time that it takes to find the paths, to rest after it: ten thousand kernels that come one after
the other are not joined ten thousand times."""


class RuleByMeaning:
    """Knows the kernels of the collection, where anybody asks, and what the rule of the site comes to."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        collection: str,
        state: SiteState,
        open_view: OpenView,
        moved: Callable[[Moved], None],
        retry: float,
        check_every: float = CHECK_EVERY,
    ) -> None:
        """Wire it.

        Args:
            bus: where descriptions are.
            topology: names their subjects.
            collection: whose kernels.
            state: of the site: takes what is followed.
            open_view: opens the folded log.
            moved: called after other paths are followed.
            retry: seconds before what failed on the bus is tried again.
            check_every: seconds between two looks whether the stream is still the same.
        """
        self._contents = KnownContents()
        self._state = state
        self._open_view = open_view
        self._moved = moved
        self._retry = retry
        self._spans = TimedSpans()
        self._asked = asyncio.Event()
        self._changed = asyncio.Event()
        self._caught_up = asyncio.Event()
        self._joined: tuple[object, KnownKernels] | None = None
        self._found = Resolved()
        self._too_many = ""
        self._descriptions = FollowedDescriptions(
            bus,
            topology=topology,
            keys=DescriberKeys(bus, collection=collection),
            collection=collection,
            store=self._contents,
            taken=self._changed.set,
            check_every=check_every,
        )

    @property
    def lines(self) -> list[str]:
        """What status says of it."""
        if not self._state.rule.now.followed.by_meaning:
            return []
        return [*([self._too_many] if self._too_many else []), *self._found.lines]

    def look_again(self) -> None:
        """Look again: the rule of the site, or the tree, may be another."""
        if self._state.rule.now.followed.about_kernels:
            self._asked.set()
            self._changed.set()
        else:
            self._state.put_early(frozenset())

    def current(self) -> KnownKernels | None:
        """Return the kernels that what is followed was found by; None where any of it may have changed."""
        now = self._stamp(self._state.projection.position, self._contents.position)
        if self._joined is None or self._joined[0] != now:
            return None
        return self._joined[1]

    async def kernels(self) -> KnownKernels:
        """Return the kernels of the collection once all that is described was read."""
        self._asked.set()
        await self._caught_up.wait()
        contents = self._contents.all()

        def look(view: ProjectionView) -> KnownKernels:
            return KnownKernels(_files(view), contents, TimedSpans())

        return await ask(self._open_view, look)

    async def run(self) -> None:
        """Follow until cancelled, from when on anybody asks: others cost nothing."""
        await self._asked.wait()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._descriptions.run(ready=self._caught_up.set), name="follow descriptions")
            keep = partial(retry_forever, self._keep, doing="follow kernels", pause=self._retry)
            group.create_task(keep(), name="follow kernels")

    async def _keep(self) -> None:
        await self._caught_up.wait()
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            self._changed.clear()
            if self._state.rule.now.followed.about_kernels:
                await self._find()
            await asyncio.sleep(REST_SHARE * (clock() - began))
            await self._changed.wait()

    async def _find(self) -> None:
        """Find the paths that the rule comes to, and follow them, unless it is another rule meanwhile.

        What came since is looked at next: whoever hears of it calls `look_again`.
        """
        rule = self._state.rule.now.followed
        position, described = self._state.projection.position, self._contents.position
        contents, spans, here = self._contents.all(), self._spans, self._state.meta_kernels_here()

        def look(view: ProjectionView) -> tuple[KnownKernels, Resolved]:
            spans.forget_but(contents)
            known = KnownKernels(_files(view), contents, spans)
            if not rule.by_meaning:
                return known, Resolved()
            return known, resolve(rule, known, before=rule.paths, here=here)

        known, found = await ask(self._open_view, look)
        after = self._state.rule.now.followed
        if rule_words(after) != rule_words(rule):
            self._changed.set()
            return
        self._state.put_early(known.members_of(rule.first_of))
        if not rule.by_meaning:
            return
        # What the site has published meanwhile stays followed.
        self._found = found
        if self._take(known, found.paths | (after.paths - rule.paths)):
            self._joined = (self._stamp(position, described), known)

    def _take(self, known: KnownKernels, paths: frozenset[str]) -> bool:
        """Follow some paths; tell whether so many can be followed."""
        self._too_many = ""
        try:
            moved = self._state.take_selection(paths, known.loads)
        except TooManyPathsError as error:
            self._too_many = f"the rule of the site comes to {len(paths)} kernels: {error}; narrow it"
            return False
        if moved.entered or moved.left:
            log.info("%d kernels entered the rule of the site, %d left", len(moved.entered), len(moved.left))
        self._moved(moved)
        return True

    def _stamp(self, position: LogPosition, described: int) -> object:
        return (position, described, self._state.rule.now.followed)


def _files(view: ProjectionView) -> Iterator[tuple[str, str]]:
    after = ""
    while page := view.live(after=after, limit=PAGE):
        after = page[-1].path
        for one in page:
            if one.state.is_plain_file and one.state.content is not None:
                yield one.path, one.state.content
