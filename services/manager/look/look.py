"""One look at the directory: scan, compare, settle, hash, judge. What it finds is noted by the caller."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from services.manager.look.compare import Known, Look, compare
from services.manager.look.directory.mounts import changed_mounts, is_below
from services.manager.look.directory.scan import Listing, ScanItem, Scope, Seen, scan
from services.manager.look.finished.quiet import QuietFiles, QuietResult
from services.manager.look.finished.signs import heads_of, signs_of
from services.manager.look.finished.unfinished import Finished, RestlessFiles, UnfinishedFiles
from services.manager.look.groups import LookedGroups, widened
from services.manager.look.hashing.attributes import with_known_attributes
from services.manager.look.hashing.budget import HASHED_BYTES_MAX, Portion, portion
from services.manager.look.hashing.hash_file import Found, Hashed, content_of
from services.manager.look.ignores.ignore_file import IgnoreFile, InForce
from services.manager.look.index_reader import KnownRows
from services.manager.look.look_result import Expectation, HashedFigures, LookResult, Patience
from services.manager.look.problems import LateWrite, Quarantined, Unreadable
from services.manager.look.safeguards.brake import (
    SAMPLE_MAX,
    TAKEN_AS_FOUND,
    BrakeSettings,
    Hold,
    Identity,
    Observation,
    evaluate,
    losses,
)
from services.manager.look.safeguards.losses import LossKind, Lost, kind_of_loss
from services.manager.look.safeguards.quarantine import quarantined_of
from services.manager.look.safeguards.recent_losses import RecentLosses
from services.manager.look.steps import Chosen, Scanned, Taken, displaced, result_of, taken_of
from services.manager.state.database.index import Index
from services.manager.state.database.rows import IndexRow
from shared.heads.quarantine import NO_POLICY, Policy
from shared.model.entry import Entry, Fingerprint, Kind, State
from shared.observability.clock import Clock
from shared.roots.posix.files.port import Files, FileType, StorageError
from shared.roots.posix.groups.group_ages import GroupAges
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.marker import Marker, read_marker
from shared.roots.posix.trash import Trash

NO_BRAKE = BrakeSettings(fraction=1.0, rewritten_fraction=1.0)
"""Lets every mass change pass: no more than all files can go."""

ROWS_AT_ONCE = 1000
"""Rows of the index read in one question: one for each file that was found took as long as to note it."""

HASHED_TOGETHER = 64
"""Files hashed in one call of a thread: small ones take less time than the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryLook:
    """The parts of a look, wired once."""

    open_files: Callable[[], Files]
    """Opens the root anew, so that a root that was replaced or unmounted is noticed."""
    open_known: Callable[[], AbstractContextManager[KnownRows]]
    index: Index
    head_of: Callable[[str], Entry | None]
    """Looks a path up in the tree."""
    entry_at: Callable[[str, int], Entry | None]
    """Looks a path up in the tree as it was at a revision."""
    clock: Clock
    quiet: QuietFiles
    brake: BrakeSettings
    recent: RecentLosses
    """Files that were deleted or cut."""
    rewritten: RecentLosses
    """Files that were rewritten."""
    patience: Patience
    unfinished: UnfinishedFiles
    restless: RestlessFiles
    ignores: IgnoreFile = field(default_factory=IgnoreFile)
    group_ages: GroupAges = field(default_factory=GroupAges)
    policy: Policy = NO_POLICY
    """What is quarantined."""
    released: Callable[[], Mapping[str, Fingerprint]] = dict
    """Files that a person has looked at, as they were then."""
    hashed_bytes_max: int = HASHED_BYTES_MAX
    hashed: HashedFigures = field(default_factory=HashedFigures)

    async def look(self, scope: Scope, expected: Expectation) -> LookResult:
        """Look at `scope` and judge what is seen."""
        stamp = self.index.stamp
        values = Observation(
            expected=expected.identity,
            root=None,
            known_files=self.index.count_files(),
            folded=expected.folded,
            log=expected.log,
        )
        try:
            files = await asyncio.to_thread(self.open_files)
        except StorageError as error:
            problem = Unreadable("", str(error))
            return LookResult(hold=evaluate(values, self.brake), problems=(problem,), stamp=stamp)
        with closing(files):
            try:
                result = await self._look(files, scope, values, expected)
            except StorageError as error:
                # The device failed beside the files that a look reads one by one: it has seen nothing.
                return LookResult(broken_off=True, problems=(Unreadable("", str(error)),), stamp=stamp)
            return replace(result, stamp=stamp)

    def forget_groups(self, ids: Iterable[str]) -> None:
        """Remove the files of groups that were seen whole, or seen to be withdrawn. Blocks.

        What cannot be removed now is seen once more, and said no second time.
        """
        with contextlib.suppress(StorageError), closing(self.open_files()) as files:
            declared = GroupFiles(files)
            for one in ids:
                declared.remove(one)

    async def _look(
        self, files: Files, scope: Scope, values: Observation, expected: Expectation
    ) -> LookResult:
        began = asyncio.get_running_loop().time()
        scanned = await asyncio.to_thread(self._scan, files, scope, began)
        remounted = changed_mounts(expected.mounts, scanned.mounts)
        values = self._observed(values, scanned, remounted)
        hold, lost = evaluate(values, self.brake), False
        if hold is not None:
            hold = await asyncio.to_thread(self._with_buried, files, hold)
            problems = scanned.look.problems
            return LookResult(hold=hold, problems=problems, marker=scanned.marker, scope=scanned.scope)
        now = asyncio.get_running_loop().time()
        chosen = await self._choose(files, scanned, now=now)
        hashed = await self._hash(files, chosen.now)
        taken = self._take(scanned, chosen, hashed, now=now)
        if expected.braked or remounted:
            braked = self.brake if expected.braked else NO_BRAKE
            hold, lost = self._mass(values, taken.found, taken.gone, now, braked)
        result = result_of(scanned, chosen, hashed, taken)
        return replace(result, hold=hold, lost=lost, remounted=remounted)

    def _observed(self, values: Observation, scanned: Scanned, remounted: frozenset[str]) -> Observation:
        """Return what the brake is to know of a scan."""
        look = scanned.look
        away = (item.path for item in look.gone if is_below(item.path, remounted))
        return replace(
            values,
            root=identity_of(scanned.marker),
            seen_files=look.files if scanned.scope.whole and look.complete else None,
            remounted=tuple(sorted(remounted)),
            lost_remounted=tuple(self._live(away)),
        )

    async def _choose(self, files: Files, scanned: Scanned, *, now: float) -> Chosen:
        """Return which of the changed files are hashed in this look."""
        look, groups = scanned.look, scanned.groups
        declared = tuple(seen for seen in look.changed if groups.is_whole(seen))
        others = look.changed
        if declared:
            others = tuple(seen for seen in look.changed if not groups.is_whole(seen))
        settled = self.quiet.divide(others, now=now, wall_ns=self.clock.time_ns())
        settled = await self._with_closed(files, settled)
        finished = await self._finished(files, settled.quiet, now=now)
        kept = await self._quarantined(files, (*declared, *finished.ready))
        return Chosen(
            declared=tuple(seen for seen in declared if seen.path not in kept),
            settled=settled,
            finished=finished,
            kept=kept,
            share=self._portion(tuple(seen for seen in finished.ready if seen.path not in kept), look),
        )

    def _take(self, scanned: Scanned, chosen: Chosen, hashed: list[Hashed], *, now: float) -> Taken:
        """Return what of it is taken over now."""
        gone = scanned.look.gone
        # While something is still being written, what went away may turn up in it: a rename, say.
        if self.patience.wait(chosen.writes_go_on and bool(gone), now=now):
            certain = {*scanned.groups.certainly_gone(gone), *displaced(gone, hashed)}
            gone = tuple(item for item in gone if item in certain)
        taken = taken_of(scanned, chosen, hashed, gone)
        restless = self.restless.divide(
            taken.moved,
            (seen.path for seen in chosen.settled.waiting),
            now=now,
            taken=(item.path for item in hashed if isinstance(item, Found)),
        )
        return replace(taken, restless=restless)

    async def _quarantined(self, files: Files, new: tuple[Seen, ...]) -> dict[str, Quarantined]:
        """Return what stays here of files that are new or changed."""
        if self.policy.idle:
            return {}
        # What the tree has with the same time was published before, or came from another site.
        unknown = [seen for seen in new if not self._is_head(seen)]
        told = await asyncio.to_thread(heads_of, files, unknown)
        released = self.released()
        whole = [seen.path for seen, problems in told if problems and self._was_whole(seen.path, released)]
        return quarantined_of(self.policy, told, released=released, whole_before=whole)

    def _is_head(self, seen: Seen) -> bool:
        head, fingerprint = self.head_of(seen.path), seen.status.fingerprint
        if head is None or not head.live:
            return False
        return (head.state.size, head.state.mtime_ns) == (fingerprint.size, fingerprint.mtime_ns)

    def _was_whole(self, path: str, released: Mapping[str, Fingerprint]) -> bool:
        """Tell whether a file was published at a path, and not one that a person let go though broken."""
        row = self.index.row(path)
        if row is None or row.base is None or row.local.kind is not Kind.FILE:
            return False
        return row.fingerprint is None or released.get(path) != row.fingerprint

    async def _with_closed(self, files: Files, settled: QuietResult) -> QuietResult:
        """Take files that were closed for quiet, but for those that bear a sign of being written to."""
        if not settled.closed:
            return settled
        signs = await asyncio.to_thread(signs_of, files, settled.closed, is_old=lambda _: False)
        taken = tuple(seen for seen in settled.closed if seen.path not in signs)
        left = tuple(seen for seen in settled.closed if seen.path in signs)
        waiting = (*settled.waiting, *left)
        again = settled.look_again_in if waiting else None
        quiet = (*settled.quiet, *taken)
        return replace(settled, quiet=quiet, closed=(), waiting=waiting, look_again_in=again)

    async def _finished(self, files: Files, quiet: tuple[Seen, ...], *, now: float) -> Finished:
        """Return what of the quiet files is finished, as far as they tell."""
        wall_ns = self.clock.time_ns()
        if not quiet:
            return Finished()
        is_old = partial(self.unfinished.is_old, wall_ns=wall_ns)
        signs = await asyncio.to_thread(signs_of, files, quiet, is_old=is_old)
        return self.unfinished.divide(quiet, signs, now=now, wall_ns=wall_ns)

    def _with_buried(self, files: Files, hold: Hold) -> Hold:
        """Add what a release may delete here: what stands here and was deleted elsewhere."""
        if hold.reason not in TAKEN_AS_FOUND:
            return hold
        with self.open_known() as known:
            standing = (
                seen.path
                for item in scan(files, is_known=known.is_directory)
                if isinstance(item, Listing)
                for seen in item.seen
                if seen.status.type is FileType.FILE
            )
            buried = [path for path in standing if known.is_buried(path)]
        return replace(hold, buried=len(buried), sample=tuple(buried[:SAMPLE_MAX]))

    def _scan(self, files: Files, scope: Scope, now: float) -> Scanned:
        declared = GroupFiles(files, is_over=partial(self.group_ages.is_over, now=now))
        before = declared.all()
        self.group_ages.keep_only(before)
        scope = widened(scope, before)
        in_force = self.ignores.read(files)
        with self.open_known() as known:
            ignored = partial(_is_ignored, in_force, known, frozenset(p for one in before for p in one.paths))
            listed = self._counted(scan(files, scope, is_known=known.is_directory))
            look = compare(listed, known, is_ignored=ignored)
        if scope.whole:
            late = tuple(LateWrite(trashed.path) for trashed in Trash(files).late())
            look = replace(look, problems=(*look.problems, *late))
        groups = LookedGroups.of(before, declared.all(), postponed=bool(look.postponed))
        look, held_back = groups.divide(look)
        # Read last: a root that went away under the scan has no marker any more.
        marker = read_marker(files)
        return Scanned(
            look=look,
            held_back=held_back,
            groups=groups,
            scope=scope,
            marker=marker,
            mounts=files.mounts(),
            rules_changed=in_force.changed,
        )

    def _counted(self, items: Iterable[ScanItem]) -> Iterator[ScanItem]:
        """Yield what is scanned, and count it, for those who ask meanwhile how far the look is."""
        self.hashed.seen = 0
        for item in items:
            if isinstance(item, Listing):
                self.hashed.seen += len(item.seen)
            yield item

    def _portion(self, quiet: tuple[Seen, ...], look: Look) -> Portion:
        if look.gone:
            return Portion(now=quiet)  # What went away may have turned up in any of it: a rename.
        return portion(
            quiet,
            bytes_max=self.hashed_bytes_max,
            is_known=lambda path: self.index.row(path) is not None,
        )

    async def _hash(self, files: Files, quiet: tuple[Seen, ...]) -> list[Hashed]:
        if not quiet:
            return []
        # A write that a crash can still undo must not become a commit: the old bytes would come back
        # under the new base, and look like a person's edit.
        await asyncio.to_thread(files.sync_all)
        hashed: list[Hashed] = []
        try:
            for first in range(0, len(quiet), HASHED_TOGETHER):
                self.hashed.waiting = len(quiet) - first
                together = quiet[first : first + HASHED_TOGETHER]
                rows = self.index.rows(seen.path for seen in together)
                before = {path: row.local for path, row in rows.items()}
                some = await asyncio.to_thread(_hash_some, files, together, before)
                self._count(some)
                hashed += [self._known(item, seen, rows) for item, seen in zip(some, together, strict=True)]
        finally:
            self.hashed.waiting = 0
        return hashed

    def _known(self, item: Hashed, seen: Seen, rows: Mapping[str, IndexRow]) -> Hashed:
        """Return what was hashed; at a store with the time and mode that the log has of these bytes."""
        if seen.status.keeps_attributes or not isinstance(item, Found):
            return item
        row = rows.get(item.path)
        base = None if row is None else row.base
        return with_known_attributes(item, base=base, head=self.head_of(item.path))

    def _count(self, hashed: Iterable[Hashed]) -> None:
        for item in hashed:
            if isinstance(item, Found) and item.state.content is not None:
                self.hashed.files += 1
                self.hashed.bytes += item.state.size

    def _mass(
        self,
        values: Observation,
        found: tuple[Found, ...],
        gone: tuple[Known, ...],
        now: float,
        brake: BrakeSettings,
    ) -> tuple[Hold | None, bool]:
        earlier, known_earlier = self.recent.earlier(now=now)
        replaced = dict(self._replaced(found))
        below = [lost.path for lost in replaced if is_below(lost.path, frozenset(values.remounted))]
        judged = replace(
            values,
            known_earlier=known_earlier,
            # Counted, since losses of looks before this one make `known_earlier` more than is left.
            remaining_files=values.known_files - sum(item.kind is Kind.FILE for item in gone),
            deleted=tuple(self._lost(item.path for item in gone if item.kind is Kind.FILE)),
            cut=tuple(lost for lost, kind in replaced.items() if kind is LossKind.CUT),
            rewritten=tuple(lost for lost, kind in replaced.items() if kind is LossKind.REWRITTEN),
            appeared=tuple(item.state.content for item in found if item.state.content is not None),
            earlier=earlier,
            lost_remounted=(*values.lost_remounted, *below),
            earlier_rewritten=self.rewritten.earlier(now=now)[0],
        )
        hold, lost = evaluate(judged, brake), losses(judged)
        if hold is None:
            self._remember(self.recent, lost.gone, values, now)
            self._remember(self.rewritten, [item.path for item in lost.rewritten], values, now)
        return hold, bool(lost.gone or lost.rewritten)

    def _remember(self, recent: RecentLosses, lost: Iterable[str], values: Observation, now: float) -> None:
        recent.add(
            now=now,
            known_files=values.known_files,
            revision=values.folded.revision if values.folded is not None else 0,
            lost=lost,
            stood_at=self._stood_at,
        )

    def _stood_at(self, path: str, revision: int) -> bool:
        entry = self.entry_at(path, revision)
        return entry is not None and entry.live

    def _live(self, paths: Iterable[str]) -> Iterable[str]:
        """Yield the paths that were placed here, or accepted from here, and live in the tree."""
        for path in paths:
            row, head = self.index.row(path), self.head_of(path)
            if row is not None and row.base is not None and head is not None and head.live:
                yield path

    def _lost(self, paths: Iterable[str]) -> Iterable[Lost]:
        """Yield the files whose content left its path, but for what the tree wants there anyway."""
        left = iter(paths)
        while some := list(islice(left, ROWS_AT_ONCE)):
            rows = self.index.rows(some)
            for row in (rows[path] for path in some if path in rows):
                if row.local.content is None or row.base is None:
                    continue
                head = self.head_of(row.path)
                if head is not None and head.live:
                    yield Lost(row.path, row.local.content)

    def _replaced(self, found: tuple[Found, ...]) -> Iterable[tuple[Lost, LossKind]]:
        changed = {item.path: item for item in found}
        for lost in self._lost(changed):
            head, row, item = self.head_of(lost.path), self.index.row(lost.path), changed[lost.path]
            placed = head is not None and item.state.same_bytes(head.state)
            if row is None or lost.content == item.state.content or placed:
                continue
            kind = kind_of_loss(row.local.size, item.state.size, grew=item.grew)
            if kind is not None:
                yield lost, kind


def _is_ignored(in_force: InForce, known: KnownRows, declared: frozenset[str], seen: Seen) -> bool:
    """Tell whether a name that the index does not know is left alone: not what is in the collection."""
    if not in_force.match(seen.path, directory=seen.status.type is FileType.DIRECTORY):
        return False
    return seen.path not in declared and not known.is_live(seen.path)


def _hash_some(files: Files, some: tuple[Seen, ...], before: Mapping[str, State]) -> list[Hashed]:
    return [content_of(files, seen, before.get(seen.path)) for seen in some]


def identity_of(marker: Marker | None) -> Identity | None:
    """Return the identity that a root's marker tells."""
    if marker is None:
        return None
    return Identity(
        collection=marker.collection,
        site=marker.site,
        root_id=marker.root_id,
        generation=marker.generation,
    )
