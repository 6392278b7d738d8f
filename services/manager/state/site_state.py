"""All that a manager knows, and how it changes: the index, the folded log, the outbox and the facts.

Every method is one transaction, so that a crash between any two leaves a state that goes on. Nothing
here awaits, so that on an event loop each method is indivisible.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from services.manager.look.hashing.hash_file import Found
from services.manager.state.bases import Bases
from services.manager.state.database.site_values import SiteValue
from services.manager.state.outbox import Outbox
from services.manager.state.rules.next_want import NOTHING
from services.manager.state.rules.stale_paths import stale_paths, with_groups
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_rule import Moved
from services.manager.state.tables import open_tables
from services.manager.state.wants import Loads, Wants, WantTerms
from shared.catalog.fold.doubt import doubt_of
from shared.catalog.fold.fold import Folded, Skip, fold
from shared.catalog.store.database import transaction, transaction_made_again
from shared.contracts.messages.batch import BATCH_BYTES_MAX, Batch
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.contracts.messages.sites.stand_in import StandIn
from shared.contracts.messages.transfers.report import Applied
from shared.contracts.messages.transfers.want import Want
from shared.identity.keys import SigningKey
from shared.model.content import ContentId
from shared.model.entry import DELETED, Entry, Kind
from shared.model.paths import ancestors
from shared.roots.posix.groups.group import Group


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
        self._identity = identity
        self._tables = open_tables(connection, identity)
        self._bases = Bases(self._tables)
        self._wants = Wants(connection, self._tables)
        self.outbox = Outbox(self._tables, key=key, batch_bytes=batch_bytes)
        self.projection = self._tables.projection
        self.index = self._tables.index
        self.values = self._tables.values
        self.rule = self._tables.rule
        self.provenance = self._tables.provenance
        self.own_attributes = self._tables.own_attributes
        self.groups = self._tables.groups
        self.conditions = self._tables.conditions
        self.callers = self._tables.callers

    def begin(self, incarnation: Callable[[], str]) -> None:
        """Give a new index its incarnation, and one whose site has another key since, too."""
        self.outbox.begin(incarnation)

    @property
    def full_batches(self) -> int:
        """Batches that could not hold all that was to be said, since the process was started."""
        return self.outbox.full_batches

    @property
    def is_new(self) -> bool:
        """Whether nothing was folded or sent yet: what was sent is settled by its own commit alone."""
        unsent = self.values.outbox() is None and not self.values.number(SiteValue.SEQUENCE)
        return unsent and not self.projection.position.revision

    @property
    def receives_only(self) -> bool:
        """Whether nothing that is changed here is published, by a setting or by the rule of the site."""
        return self._tables.receives_only

    def take_rules(self, rules: ReplicaRules) -> bool:
        """Keep the rule that the site has by these from now on; tell whether it follows anything else."""
        with transaction(self._db):
            return self.rule.take(rules, site=self._identity.site, forget=self._forget)

    def stand_in(self, for_others: StandIn | None) -> bool:
        """Hold this in the place of other sites from now on; tell whether it is anything else."""
        with transaction(self._db):
            return self.rule.stand_in(for_others, forget=self._forget)

    def take_selection(self, paths: Collection[str], loads: Loads) -> Moved:
        """Follow these paths of kernels from now on, as the rule says by their meaning.

        Args:
            paths: of files that are in the tree.
            loads: what meta-kernels load.

        Raises:
            TooManyPathsError: the site goes on as before.
        """
        with transaction(self._db):
            self._wants.load_by(loads)
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

    def withdraw(self, copies: Iterable[Entry]) -> list[str]:
        """Have this site say that conflict copies of its own are gone, where they are; return their paths.

        They were here, under the name that the copy is of, and went by what people did here since.
        """
        with transaction(self._db):
            return self._bases.withdraw(copies)

    def take(self, applied: Applied, *, sequence: int) -> None:
        """Take in what a transfer worker reports to have placed."""
        with transaction(self._db):
            self._bases.placed(applied, sequence=sequence)

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
            return self._bases.adopt()

    def make_batch(self, *, made_at: datetime) -> Signed | None:
        """Return the undecided batch; make one if there is none and something is to be sent."""
        standing = self.values.outbox()
        if standing is not None or self.receives_only:
            return standing
        with transaction(self._db):
            return self.outbox.make(made_at)

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
        terms = WantTerms(grace_over, deleting, postponed, lacking, unhashed)
        return self._wants.next(step, terms)

    def batch_in(self, signed: Signed) -> Batch:
        """Return the batch that was signed here."""
        return self.outbox.batch_in(signed)

    def not_to_place(self, paths: Iterable[str]) -> list[str]:
        """Return those of some paths at which nothing is to be placed any more."""
        return [path for path in paths if not self.index.is_to_place(path)]

    def unplaced(self, *, limit: int) -> list[str]:
        """Return the first of the paths at which the head is not placed."""
        return self._wants.unplaced(limit=limit)

    def restart_incarnation(self, incarnation: str) -> None:
        """Begin anew with numbers, as after a restore of the index: the old ones may be used already."""
        self.outbox.restart_incarnation(incarnation)

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
            return self._bases.note_rot(path, content, found)

    def meta_kernels_here(self) -> dict[str, ContentId]:
        """Return the content of each meta-kernel that stands here."""
        return self.index.meta_kernels()

    def _forget(self, paths: Collection[str]) -> None:
        """Throw rows away, also for the undecided batch: its commit would be a base without a file."""
        for path in paths:
            self.index.forget(path)
        self.outbox.forget(paths)

    def _settle(self, folded: Folded, incarnation: Callable[[], str]) -> None:
        """Settle the outbox, if a commit decides on a batch of this index."""
        batch = folded.batch
        if not self.outbox.is_of_this_incarnation(batch):
            return
        if not self.outbox.made(batch):
            # The log knows a batch that this index never made: it was restored from an older copy.
            self.restart_incarnation(incarnation())
            self.provenance.doubt_all()
        elif self.outbox.holds(batch):
            self._bases.decided(folded)
            self.outbox.decided()

    def _changed_after(self, stamp: int, found: Mapping[str, Found], gone: Collection[str]) -> set[str]:
        """Return the paths of a look, those above them, and those where a directory fills, that changed."""
        if self.index.stamp == stamp:
            return set()
        told = {*found, *gone, *(above for path in found for above in ancestors(path))}
        changed = {path for path in told if self.index.changed_after(path, stamp)}
        files = (path for path, item in found.items() if item.state.kind is Kind.FILE)
        return changed | {path for path in (*files, *gone) if self.index.changed_below(path, stamp)}
