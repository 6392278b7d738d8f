"""All that a manager knows, and how it changes: the index, the folded log, the outbox and the facts.

Every method is one transaction, so that a crash between any two leaves a state that goes on. Nothing
here awaits, so that on an event loop each method is indivisible.
"""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.manager.look.hashing.hash_file import Found
from services.manager.state.database.callers import Callers
from services.manager.state.database.conditions import Conditions
from services.manager.state.database.index import Index
from services.manager.state.database.site_values import SiteValue, SiteValues
from services.manager.state.database.taken_groups import TakenGroup, TakenGroups
from services.manager.state.provenance import Provenance
from services.manager.state.rules.base_after import base_after, base_on_head
from services.manager.state.rules.doubt import ANY
from services.manager.state.rules.due import Due, DueKind
from services.manager.state.rules.group_changes import GroupSaid, said_in_group
from services.manager.state.rules.next_batch import Said, change_of, next_changes
from services.manager.state.rules.next_want import NOTHING, Backlog, next_needs, urgent_of
from services.manager.state.rules.own_attributes import OwnAttributes
from services.manager.state.rules.placed_here import PlacedHere
from services.manager.state.rules.reconcile import Action
from services.manager.state.rules.stale_paths import stale_paths, with_groups
from services.manager.state.site_rule import Moved, SiteRuleState
from shared.catalog.fold.doubt import doubt_of
from shared.catalog.fold.fold import Folded, Skip, fold
from shared.catalog.store.database import transaction, transaction_made_again
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import BATCH_BYTES_MAX, Batch, Change, Decision, GroupNote, Outcome
from shared.contracts.messages.report import Applied, Placed
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.replica_rules import Mode, ReplicaRules
from shared.contracts.messages.want import NEEDS_MAX, Need, Want, how_many_fit
from shared.identity.keys import SigningKey
from shared.model.content import ContentId
from shared.model.entry import DELETED, Base, Kind, State
from shared.model.paths import ancestors
from shared.roots.posix.groups.group import Group

log = logging.getLogger(__name__)

BATCH_ROWS_MAX = 25_000
"""Rows read for one batch, of what is there and of what is gone: about as many as fit into its bytes."""

WAITING_MAX = 200
"""Paths named in a want that only wait for their turn: more would make every want of a first sync long."""

ADOPT_ROWS_MAX = 2000
"""Rows adopted in one transaction: some tens of milliseconds."""


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """Which site of which collection this is."""

    collection: str
    site: str
    receive_only: bool = False


Loads = Callable[[str, ContentId], tuple[str, ...] | None]
"""Returns the paths of what the meta-kernel at a path loads, by its content; None while nobody has told."""


def nothing_told(_path: str, _content: ContentId) -> None:
    """Know of no meta-kernel."""


_Step = tuple[tuple[Need, ...], int, tuple[str, ...], int]
"""Needs, how many of them are urgent, paths that are not placed, and the revision up to which others are."""


class SiteState:
    """The state of one collection at one site."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        identity: SiteIdentity,
        key: SigningKey,
        batch_bytes: int = BATCH_BYTES_MAX,
    ) -> None:
        self._db = connection
        self._batch_bytes = batch_bytes
        self.full_batches = 0
        """Batches that could not hold all that was to be said, since the process was started."""
        self._identity = identity
        self._key = key
        self.projection = Projection(connection)
        self.index = Index(connection)
        self.values = SiteValues(self.index)
        self.rule = SiteRuleState(self.index, self.values)
        self.provenance = Provenance(connection, self.values)
        self.own_attributes = OwnAttributes()
        self._batch: tuple[str, Batch] | None = None
        """The batch in the outbox, with its signed body: reading a large one takes a second."""
        self.groups = TakenGroups(connection)
        self.conditions = Conditions(connection)
        self.callers = Callers(connection)
        self._loads: Loads = nothing_told
        self._step: tuple[object, _Step] | None = None
        """The last step of a want, with all that it follows from: a want is made at each turn, to be compared
        with the one that was said."""

    def begin(self, incarnation: Callable[[], str]) -> None:
        """Give a new index its incarnation, and one whose site has another key since, too.

        A batch that waits was signed with the key before, which nobody believes any more: it is made again.
        """
        outbox = self.values.outbox()
        if outbox is not None and outbox.key != self._key.public:
            self.restart_incarnation(incarnation())
        if not self.values.text(SiteValue.INCARNATION):
            self.values.keep(SiteValue.INCARNATION, incarnation())

    @property
    def is_new(self) -> bool:
        """Whether nothing was folded or sent yet: what was sent is settled by its own commit alone."""
        unsent = self.values.outbox() is None and not self.values.number(SiteValue.SEQUENCE)
        return unsent and not self.projection.position.revision

    @property
    def receives_only(self) -> bool:
        """Whether nothing that is changed here is published, by a setting or by the rule of the site."""
        return self._identity.receive_only or not self.rule.now.followed.mode.publishes

    def take_rules(self, rules: ReplicaRules) -> bool:
        """Keep the rule that the site has by these from now on; tell whether it follows anything else."""
        with transaction(self._db):
            return self.rule.take(rules, site=self._identity.site, forget=self._forget)

    def take_selection(self, paths: Collection[str], loads: Loads) -> Moved:
        """Follow these paths of kernels from now on, as the rule says by their meaning.

        Args:
            paths: of files that are in the tree.
            loads: what meta-kernels load.

        Raises:
            TooManyPathsError: the site goes on as before.
        """
        with transaction(self._db):
            self._loads, self._step = loads, None
            return self.rule.select(paths, forget=self._forget)

    def put_early(self, members: frozenset[str]) -> None:
        """Ask early for what is loaded by the meta-kernels that the rule names so."""
        if members != self.index.members:
            with transaction(self._db):
                self.index.put_early(members)

    def fold(
        self, sequence: int, signed: Signed, *, trusts: Callable[[str], bool], incarnation: Callable[[], str]
    ) -> Folded | Skip:
        """Fold one message of the log; settle the outbox if it is the decision on it.

        A fold that a power cut takes is folded again, and the outbox says its batch again until then: a site
        that catches up with thousands of commits does not wait for the disk after each.

        Raises:
            NewerSchemaError: see `shared.catalog.fold.fold`.
        """
        with transaction_made_again(self._db):
            folded = fold(
                signed,
                sequence=sequence,
                collection=self._identity.collection,
                position=self.projection.position,
                tree=self.projection,
                trusts=trusts,
                keys=self.projection.keys,
            )
            self._doubt(sequence, folded)
            if isinstance(folded, Skip):
                self.projection.count_skip()
                return folded
            self.projection.apply(folded)
            self._settle(folded, incarnation)
            self.rule.select_also(
                one.path
                for one in folded.entries
                if one.author == self._identity.site and one.state.kind is Kind.FILE
            )
            return folded

    def _doubt(self, revision: int, folded: Folded | Skip) -> None:
        """Keep what does not verify, the first of it, until a person has looked."""
        words = doubt_of(folded)
        if words and not self.values.text(SiteValue.UNVERIFIED):
            self.values.keep(SiteValue.UNVERIFIED, f"revision {revision}: {words}")

    def take(self, applied: Applied, *, sequence: int) -> None:
        """Take in what a transfer worker reports to have placed."""
        with transaction(self._db):
            self._take_placed(applied.placed)
            self.values.keep(SiteValue.REPORTS_AFTER, sequence)

    def note(
        self, found: Iterable[Found], gone: Iterable[str], *, stamp: int, groups: Sequence[Group] = ()
    ) -> list[str]:
        """Note what a look that began at `stamp` found; return the paths that are to be looked at again.

        Of a group that is decided as a whole nothing is noted where a part of it is to be looked at again.

        These are the paths that changed meanwhile, and those that cannot be told without them: half of a
        file that became a directory would look like a file with files below it, and a directory that is gone
        like one that holds what is still to be looked at.
        """
        seen = {item.path: item for item in found}
        gone = tuple(gone)
        with transaction(self._db):
            stale = stale_paths(self._changed_after(stamp, seen, gone), seen, gone)
            stale, whole = with_groups(stale, groups)
            self.groups.take(whole)
            news = [(path, item.state, item.fingerprint) for path, item in seen.items() if path not in stale]
            news += [(path, DELETED, None) for path in gone if path not in stale]
            if news:
                self.index.note_all(news)
            self.conditions.take(whole)
            self.callers.take(whole)
        return sorted(stale)

    def adopt(self) -> int:
        """Move the bases of paths where this site holds the head's bytes already; return how many."""
        with transaction(self._db):
            if self.receives_only:
                self._want_deleted_back()
            if self.rule.now.followed.mode is Mode.MIRROR:
                self._want_changed_back()
            dues = self.index.due(Action.ADOPT, limit=ADOPT_ROWS_MAX)
            met = [(due, due.head) for due in dues if due.head is not None]
            for due, head in met:
                # As it is here: what this file system made of times and modes is never a change.
                self.own_attributes.met(due.path, due.local, head, before=due.base)
            self._know([(due.path, base_on_head(due.local, head, before=due.base)) for due, head in met])
            return len(dues)

    def make_batch(self, *, made_at: datetime) -> Signed | None:
        """Return the undecided batch; make one if there is none and something is to be sent."""
        standing = self.values.outbox()
        if standing is not None or self.receives_only:
            return standing
        with transaction(self._db):
            signed = self._make_group_batch(made_at)
            if signed is not None:
                return signed
            puts = self.index.due(Action.SEND, DueKind.CHANGE, limit=BATCH_ROWS_MAX)
            deletes = self.index.due(Action.SEND, DueKind.REMOVAL, limit=BATCH_ROWS_MAX, deepest_first=True)
            general = self.provenance.general
            changes = next_changes(
                puts,
                deletes,
                doubt_of=self.provenance.doubts(),
                said_of=self._said,
                general=general,
                bytes_max=self._batch_bytes,
            )
            if not changes:
                return None
            sequence = self.values.number(SiteValue.SEQUENCE) + 1
            if len(changes) < len(puts) + len(deletes) or BATCH_ROWS_MAX in (len(puts), len(deletes)):
                self.full_batches += 1
                log.info(
                    "batch %d has %d changes, and others follow: more than one holds", sequence, len(changes)
                )
            return self._sign(changes, made_at=made_at, general=general, group=None)

    def _make_group_batch(self, made_at: datetime) -> Signed | None:
        """Make the batch of the next group of which anything is still to be said."""
        while (group := self.groups.next()) is not None:
            self.groups.said(group)
            said = self._said_in(group)
            if said:
                unseen = frozenset(one.change.path for one in said if one.unseen)
                changes = tuple(one.change for one in said)
                general = self.provenance.general
                return self._sign(changes, made_at=made_at, general=general, group=group.note, unseen=unseen)
        return None

    def _said_in(self, group: TakenGroup) -> list[GroupSaid]:
        """Return what the batch of a group says, of each of its paths."""
        general, doubt_of = self.provenance.general, self.provenance.doubts()
        said = []
        for path in group.paths:
            stands = self.index.standing(path) or Due(
                path, Action.NOTHING, DELETED, base=None, head=self.projection.head(path)
            )
            own = change_of(stands, doubt_of, general, self._said(stands))
            changed = self.index.changed(path) is not None
            said.append(said_in_group(stands, own, changed=changed, asked=group.asked.get(path)))
        return [one for one in said if one is not None]

    def _said(self, due: Due) -> Said:
        """Return what the author of a change has said beside it."""
        return Said(self.conditions.of(due), self.callers.of(due))

    def _sign(
        self,
        changes: tuple[Change, ...],
        *,
        made_at: datetime,
        general: int,
        group: GroupNote | None,
        unseen: frozenset[str] = frozenset(),
    ) -> Signed:
        """Make the next batch, and keep it as the undecided one."""
        sequence = self.values.number(SiteValue.SEQUENCE) + 1
        batch = Batch(
            collection=self._identity.collection,
            site=self._identity.site,
            incarnation=self.values.text(SiteValue.INCARNATION),
            sequence=sequence,
            log_id=self.projection.position.log_id,
            made_at=made_at,
            maybe_placed=None if general == ANY else general,
            group=group,
            changes=changes,
        )
        signed = self._key.sign(batch.model_dump_json(exclude_none=True))
        self.values.keep(SiteValue.SEQUENCE, sequence)
        self.values.keep_outbox(signed, unseen=unseen)
        return signed

    def want(
        self,
        *,
        step: int,
        grace_over: bool,
        deleting: bool = True,
        postponed: frozenset[str],
        lacking: Mapping[str, int] = NOTHING,
        unhashed: frozenset[str] = frozenset(),
    ) -> Want | None:
        """Return what this site has placed and asks for next; None before the log is born.

        Args:
            step: of the want.
            grace_over: whether all else has been in place for long enough that deletions may follow.
            deleting: whether anything may be deleted here, be it to make way.
            postponed: paths that are not asked for now.
            lacking: revisions, by path, of which nobody had the content: nothing waits for them.
            unhashed: paths at which something stands that no look has hashed yet; not asked for either.
        """
        position = self.projection.position
        if position.log_id is None:
            return None
        # What is placed where a group has deleted something would take away what its author demanded there.
        waiting = unhashed | self.groups.unsaid_paths()
        needs, urgent, unplaced, placed = self._next_step(
            grace_over=grace_over, deleting=deleting, postponed=postponed, lacking=lacking, unhashed=waiting
        )
        return Want(
            collection=self._identity.collection,
            site=self._identity.site,
            log_id=position.log_id,
            head=position.revision,
            placed=placed,
            needs=needs,
            urgent=urgent,
            unplaced=unplaced,
            heard=self.values.number(SiteValue.REPORTS_AFTER),
            rule=self.rule.now.version,
            followed=None if self.rule.now.followed.whole else self.rule.now.followed,
            step=step,
        )

    def _next_step(
        self,
        *,
        grace_over: bool,
        deleting: bool,
        postponed: frozenset[str],
        lacking: Mapping[str, int],
        unhashed: frozenset[str],
    ) -> _Step:
        """Return the needs, what is not placed, and the revision; the last ones where nothing was written."""
        asked = (self._db.total_changes, grace_over, deleting, postponed, dict(lacking), unhashed)
        if self._step is None or self._step[0] != asked:
            waiting = self._backlog(grace_over, postponed | unhashed, passed=len(lacking), deleting=deleting)
            needs = next_needs(waiting, lacking=lacking)
            # What is due may have been brought up to date by these questions: it is the same answer after.
            asked = (self._db.total_changes, *asked[1:])
            self._step = (asked, (needs, urgent_of(waiting, needs), *self._in_place(needs, postponed)))
        return self._step[1]

    def batch_in(self, signed: Signed) -> Batch:
        """Return the batch that was signed here."""
        if self._batch is None or self._batch[0] != signed.body:
            self._batch = (signed.body, Batch.model_validate_json(signed.body))
        return self._batch[1]

    def not_to_place(self, paths: Iterable[str]) -> list[str]:
        """Return those of some paths at which nothing is to be placed any more."""
        return [path for path in paths if not self.index.is_to_place(path)]

    def unplaced(self, *, limit: int) -> list[str]:
        """Return the first of the paths at which the head is not placed."""
        placing = self.index.due(Action.PLACE, limit=limit)
        return [due.path for due in (*placing, *self._stuck())][:limit]

    def restart_incarnation(self, incarnation: str) -> None:
        """Begin anew with numbers, as after a restore of the index: the old ones may be used already."""
        self.values.keep(SiteValue.INCARNATION, incarnation)
        self.values.keep(SiteValue.SEQUENCE, 0)
        self.values.keep_outbox(None)

    def forget_bases(self, incarnation: str) -> None:
        """Forget what was placed here: the directory is taken as it is found, and nothing is a deletion."""
        with transaction(self._db):
            self.index.forget()
            self.values.keep_mounts(None)
            self.restart_incarnation(incarnation)
            self.provenance.doubt_until_looked()

    def forget_paths(self, paths: Iterable[str]) -> None:
        """Forget what was placed at paths: it is missing there, not deleted, and placed again."""
        with transaction(self._db):
            self._forget(list(paths))

    def note_rot(self, path: str, content: ContentId, found: ContentId) -> bool:
        """Note that a file holds other bytes than were placed, by nobody's doing: the head is due there.

        Args:
            path: where it stands.
            content: what it should hold; where the index has another by now, nothing is noted.
            found: what it holds.

        Returns:
            Whether it was noted.
        """
        with transaction(self._db):
            row = self.index.row(path)
            if row is None or row.base is None or row.local.content != content:
                return False
            rotten = row.local.model_copy(update={"content": found})
            self.index.note_local(path, rotten, row.fingerprint)
            self.index.set_base(path, Base(revision=row.base.revision, state=rotten, elsewhere=True))
            return True

    def _in_place(self, needs: Iterable[Need], postponed: frozenset[str]) -> tuple[tuple[str, ...], int]:
        """Return the paths to be named as not placed, and the revision up to which all others are.

        What waits for its turn is named too, or one meta-kernel of long ago, which waits for a file that
        another site holds, would hide that this site holds what the other one waits for.
        """
        unplaced = [*(due.path for due in self._stuck()), *sorted(postponed)]
        unplaced = unplaced[: how_many_fit(unplaced)]
        listed = {*unplaced, *(need.path for need in needs)}
        room = min(WAITING_MAX, NEEDS_MAX - len(unplaced))
        found = self.index.behind(limit=len(listed) + room + 1)
        waiting = [(path, revision) for path, revision in found if path not in listed]
        named = [*unplaced, *(path for path, _ in waiting[:room])]
        named = named[: max(how_many_fit(named), len(unplaced))]
        hidden = [revision for _, revision in waiting[len(named) - len(unplaced) :]]
        return tuple(named), max(hidden[0] - 1, 0) if hidden else self.projection.position.revision

    def _backlog(
        self, grace_over: bool, postponed: frozenset[str], *, passed: int, deleting: bool
    ) -> Backlog:
        limit = NEEDS_MAX + len(postponed) + passed

        def place(kind: DueKind, *, deepest_first: bool = False) -> list[Due]:
            return now(self.index.due(Action.PLACE, kind, limit=limit, deepest_first=deepest_first))

        def now(dues: Iterable[Due]) -> list[Due]:
            return [due for due in dues if due.path not in postponed]

        blocking = [
            below
            for due in now(self.index.making_way(limit=limit) if deleting else ())
            for below in self.index.due_below(due.path, Action.PLACE, limit=NEEDS_MAX)
            if below.path not in postponed
        ]
        # What comes later is asked for when nothing before it is left: reading it in vain is most of a want.
        live = now(self.index.in_turn(limit=limit))
        waiting = place(DueKind.META_KERNEL) if passed or not live else []
        meta_kernels = waiting
        if self.rule.now.followed.by_meaning:
            meta_kernels = [due for due in waiting if self._has_members(due)]
        # Also not before those that wait to be told: what stands there may load what is to go.
        last = grace_over and deleting and (passed or not (live or waiting))
        deletions = place(DueKind.DELETION, deepest_first=True) if last else []
        return Backlog(
            blocking=blocking,
            live=live,
            meta_kernels=meta_kernels,
            deletions=deletions,
            grace_over=grace_over,
        )

    def meta_kernels_here(self) -> dict[str, ContentId]:
        """Return the content of each meta-kernel that stands here."""
        return self.index.meta_kernels()

    def _has_members(self, due: Due) -> bool:
        """Tell whether all that a meta-kernel loads is in place here; not while nobody has told what."""
        content = due.head.state.content if due.head is not None else None
        members = None if content is None else self._loads(due.path, content)
        return members is not None and all(map(self._stands, members))

    def _stands(self, path: str) -> bool:
        row = self.index.row(path)
        return row is not None and row.local.kind is Kind.FILE and not self.index.is_to_place(path)

    def _stuck(self) -> list[Due]:
        """Return paths where a local change stands in the way of the head."""
        if self.receives_only:
            return self.index.due(Action.SEND, limit=NEEDS_MAX)
        return self.index.stuck(limit=NEEDS_MAX)

    def _forget(self, paths: Collection[str]) -> None:
        """Throw rows away, also for the undecided batch: its commit would be a base without a file."""
        for path in paths:
            self.index.forget(path)
        standing = self.values.outbox()
        if standing is not None:
            said = {change.path for change in self.batch_in(standing).changes}
            self.values.keep_outbox(standing, unseen=self.values.unseen() | said.intersection(paths))

    def _want_deleted_back(self) -> None:
        """Have what was deleted here placed again: without a base it is missing, not deleted."""
        for due in self.index.due(Action.SEND, DueKind.REMOVAL, limit=ADOPT_ROWS_MAX):
            self.index.set_base(due.path, None)

    def _want_changed_back(self) -> None:
        """Have what was changed here placed again, as what lost; it is in the trash then.

        What the collection never had at a path stays, and is told: it is nobody's to take away.
        """
        for due in self.index.due(Action.SEND, DueKind.CHANGE, limit=ADOPT_ROWS_MAX):
            if due.head is not None:
                base = Base(revision=due.head.revision, state=due.local, elsewhere=True)
                self.index.set_base(due.path, base)

    def _settle(self, folded: Folded, incarnation: Callable[[], str]) -> None:
        batch = folded.batch
        mine = (self._identity.site, self.values.text(SiteValue.INCARNATION))
        if (batch.site, batch.incarnation) != mine:
            return
        if not self._made(batch):
            # The log knows a batch that this index never made: it was restored from an older copy.
            self.restart_incarnation(incarnation())
            self.provenance.doubt_all()
            return
        if self.values.outbox() is None or batch.sequence != self.values.number(SiteValue.SEQUENCE):
            return
        # Of a removal that no look has found the base stays: what stands there is placed over as any other.
        unseen = self.values.unseen()
        self._know(
            [
                (change.path, self._decided(change, decision, folded))
                for change, decision in zip(batch.changes, folded.decisions, strict=True)
                if change.path not in unseen
            ]
        )
        self._batch = None
        self.values.keep_outbox(None)

    def _decided(self, change: Change, decision: Decision, folded: Folded) -> Base | None:
        """Return the base of a path after a decision."""
        before = head = None
        if decision.outcome is Outcome.ALREADY:  # the others need neither, and a batch may have many
            row, head = self.index.row(change.path), self.projection.head(change.path)
            before = row.base if row is not None else None
            self.own_attributes.met(change.path, change.state, head, before=before)
        return base_after(change, decision, revision=folded.position.revision, before=before, head=head)

    def _know(self, bases: Sequence[tuple[str, Base | None]]) -> None:
        """Move the bases of paths; what may have been placed there up to them is of no interest any more.

        But for deletions: what they are about may be on its way here still.
        """
        self.index.set_bases(bases)
        self.provenance.settled_all(
            (path, base.revision)
            for path, base in bases
            if base is not None and base.state.kind is not Kind.DELETED
        )

    def _take_placed(self, reported: Iterable[Placed]) -> None:
        told = [(placed, placed.state or self._as_logged(placed)) for placed in reported]
        known = [(placed, state) for placed, state in told if state is not None]
        self.index.note_all_placed([self._placed_here(placed, state) for placed, state in known])
        self.provenance.settled_all((placed.path, placed.revision) for placed, _ in known)
        for placed, state in known:
            if state.kind is Kind.DIRECTORY:
                asked = self.projection.entry_at(placed.path, placed.revision)
                self.own_attributes.placed(placed.path, asked, state)

    def _placed_here(self, placed: Placed, state: State) -> PlacedHere:
        return PlacedHere(
            path=placed.path,
            state=state,
            fingerprint=placed.fingerprint,
            base=Base(revision=placed.revision, state=state),
            condition=self.conditions.at(placed.path),
        )

    def _as_logged(self, placed: Placed) -> State | None:
        """Return the state that a report leaves out; None where another log has it: a look will tell."""
        entry = self.projection.entry_at(placed.path, placed.revision)
        return entry.state if entry is not None and entry.revision == placed.revision else None

    def _changed_after(self, stamp: int, found: Mapping[str, Found], gone: Collection[str]) -> set[str]:
        """Return the paths of a look, those above them, and those where a directory fills, that changed."""
        if self.index.stamp == stamp:
            return set()
        told = {*found, *gone, *(above for path in found for above in ancestors(path))}
        changed = {path for path in told if self.index.changed_after(path, stamp)}
        files = (path for path, item in found.items() if item.state.kind is Kind.FILE)
        return changed | {path for path in (*files, *gone) if self.index.changed_below(path, stamp)}

    def _made(self, batch: Batch) -> bool:
        """Tell whether a batch under this incarnation is one that this index knows to have made.

        The number alone does not tell: a restored index may have given it out again, to other changes.
        """
        outbox, last = self.values.outbox(), self.values.number(SiteValue.SEQUENCE)
        if outbox is None or batch.sequence != last:
            return batch.sequence <= last
        return self.batch_in(outbox) == batch
