"""Giving up what the rule of a site leaves out, into its trash, once enough others hold it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Container, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from services.manager.meaning.kernels import KnownKernels
from services.manager.state.database.rows import IndexRow
from services.manager.state.rules.surplus import may_go
from services.manager.state.site_state import SiteState
from shared.catalog.holdings import Holdings, spelled_out
from shared.contracts.messages.transfers.want import Want
from shared.delta.hashing import hash_readable
from shared.model.entry import Entry, Kind
from shared.model.paths import ancestors, parent
from shared.observability.clock import Clock
from shared.roots.posix.files.port import Files, StorageError
from shared.roots.posix.trash import Trash
from shared.spice.waves import Wave, wave_of

log = logging.getLogger(__name__)

PAGE = 500
"""Rows judged before others get a turn: some ten milliseconds."""

SHOWN_MAX = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """Files that a site holds though its rule leaves them out."""

    files: int = 0
    shown: tuple[str, ...] = ()
    unfollowed: int = 0
    """Those of them that no other site that is there follows either: each site that has them keeps them."""

    @property
    def lines(self) -> list[str]:
        """What status says of them."""
        if not self.files:
            return []
        more = ", ..." if self.files > len(self.shown) else ""
        return [
            f"{_files(self.files)} here though the rule of the site leaves them out, since they were made "
            f"here or too few sites hold them: {', '.join(map(repr, self.shown))}{more}"
            + (_unfollowed(self.unfollowed) if self.unfollowed else "")
        ]


def _files(number: int) -> str:
    return "1 file stays" if number == 1 else f"{number} files stay"


def _unfollowed(number: int) -> str:
    return (
        f"; no other site that is there follows {number} of them, and a copy counts only where a rule "
        "follows it: have one site follow them, and the others give them up"
    )


@dataclass(slots=True)
class _Counted:
    """Files that stay, and the first of them."""

    files: int = 0
    shown: list[str] = field(default_factory=list)
    unfollowed: int = 0

    def add(self, row: IndexRow, *, unfollowed: bool) -> None:
        """Count one that stays."""
        self.files += 1
        self.unfollowed += unfollowed
        if len(self.shown) < SHOWN_MAX:
            self.shown.append(row.path)


class Surplus:
    """One round over all that a site holds."""

    def __init__(
        self,
        state: SiteState,
        *,
        site: str,
        clock: Clock,
        look_at: Callable[[str], None],
        known: KnownKernels | None = None,
        gives: bool = True,
    ) -> None:
        """Know nothing of what stands there.

        Args:
            state: of the site.
            site: its name.
            clock: for names in the trash.
            look_at: called with a path of which the index knows nothing any more though it may be there.
            known: of a rule by meaning, the kernels that what is followed was found by.
            gives: whether what may go is moved; else what stays is told, and nothing is touched.
        """
        self._state = state
        self._site = site
        self._clock = clock
        self._look_at = look_at
        self._known = known
        self._gives = gives

    async def give_up(self, files: Files, wants: Mapping[str, Want]) -> Kept:
        """Move to the trash what may go; return what stays. `wants` are those of sites that are there."""
        catalogue, version = self._state.projection, self._state.rule.now.version
        others = {
            site: spelled_out(want, catalogue)
            for site, want in wants.items()
            # One that keeps another version may be giving up what this one counts on.
            if site != self._site and want.rule == version and not want.paused
        }
        kept = _Counted()
        # Before what they load: a meta-kernel never lacks a member here.
        async for row in self._left_out(_is_meta_kernel):
            if not await self._went(files, row, others):
                kept.add(row, unfollowed=self._is_unfollowed(row, others))
        needed = await self._needed()
        async for row in self._left_out(lambda row: not _is_meta_kernel(row)):
            stays = needed is None or row.path in needed
            if stays or not await self._went(files, row, others):
                kept.add(row, unfollowed=self._is_unfollowed(row, others))
        return Kept(kept.files, tuple(kept.shown), kept.unfollowed)

    async def _left_out(self, those: Callable[[IndexRow], bool]) -> AsyncIterator[IndexRow]:
        """Yield the files that the rule leaves out."""
        follows = self._state.rule.now.followed.follows
        async for row in self._rows():
            if those(row) and not follows(row.path):
                yield row

    async def _rows(self) -> AsyncIterator[IndexRow]:
        after = ""
        while page := self._state.index.files("", after=after, limit=PAGE):
            after = page[-1].path
            for row in page:
                yield row
            await asyncio.sleep(0)

    async def _needed(self) -> Container[str] | None:
        """Return what stays by what it means, though the rule leaves it out; None where nobody can tell.

        That is what nobody has described, and what a meta-kernel loads that is still here.
        """
        if self._known is None:
            return ()
        needed, here = set(self._known.undescribed), _Here(self._state)
        async for row in self._rows():
            if _is_meta_kernel(row) and row.local.content is not None:
                loads = self._known.loads(row.path, row.local.content, here=here)
                if loads is None:
                    return None
                needed.update(loads)
        return needed

    async def _went(self, files: Files, row: IndexRow, others: Mapping[str, Want]) -> bool:
        if self._known is not None and row.path in self._known.undescribed:
            return False
        return await self._may_go(row, others) and (not self._gives or await self._goes(files, row))

    async def _may_go(self, row: IndexRow, others: Mapping[str, Want]) -> bool:
        head = self._state.projection.head(row.path)
        holders = 0 if head is None else self._holders(head, others)
        return may_go(row.local, row.base, head, holders=holders, copies=self._state.rule.now.copies)

    def _is_unfollowed(self, row: IndexRow, others: Mapping[str, Want]) -> bool:
        """Tell whether sites are there, and none of them follows a file that the collection has."""
        head = self._state.projection.head(row.path)
        told = bool(others) and head is not None and head.live
        return told and not any(want.follows(row.path) for want in others.values())

    def _holders(self, head: Entry, others: Mapping[str, Want]) -> int:
        holdings = Holdings(self._state.projection)
        return sum(want.follows(head.path) and holdings.holds(want, head) for want in others.values())

    async def _goes(self, files: Files, row: IndexRow) -> bool:
        """Move one file to the trash, if it still is what the index knows; tell whether it went."""
        # Before it goes: what went away at a path that was placed here would be a deletion.
        self._state.forget_paths([row.path])
        try:
            gone = await asyncio.to_thread(self._into_the_trash, files, row)
        except StorageError as error:
            log.warning("%r stays, though the rule of the site leaves it out: %s", row.path, error)
            gone = []
        if gone:
            self._state.forget_paths(gone)
        else:
            self._look_at(row.path)
        return bool(gone)

    def _into_the_trash(self, files: Files, row: IndexRow) -> list[str]:
        """Return the paths that are no more: the file, and the directories that were empty without it."""
        with files.open(row.path) as file:
            if row.fingerprint is None or file.status().fingerprint != row.fingerprint:
                return []
            content = hash_readable(file)
        now = self._clock.now()
        trash = Trash(files)
        day = trash.prepare(now)
        trash.put(row.path, content=content, origin=row.path, at=now)
        gone = [row.path]
        follows = self._state.rule.now.followed.follows
        with suppress(StorageError):
            for above in reversed(list(ancestors(row.path))):
                if follows(above, directory=True):
                    break
                files.remove_directory(above)
                gone.append(above)
        for directory in (day, parent(gone[-1])):
            files.sync_directory(directory)
        return gone


class _Here(Container[str]):
    """The files of the site, also those that the collection has deleted."""

    def __init__(self, state: SiteState) -> None:
        self._state = state

    def __contains__(self, path: object) -> bool:
        row = self._state.index.row(path) if isinstance(path, str) else None
        return row is not None and row.local.kind is Kind.FILE


def _is_meta_kernel(row: IndexRow) -> bool:
    return wave_of(row.path) is Wave.META_KERNELS
