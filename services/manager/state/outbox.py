"""The outbox: the one undecided batch of a site. Every method is part of the caller's transaction.

A batch is signed once and kept as it was signed until its commit is seen, so that it can be said again, in
the same bytes, after any crash.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from services.manager.state.database.site_values import SiteValue
from services.manager.state.database.taken_groups import TakenGroup
from services.manager.state.rules.doubt import ANY
from services.manager.state.rules.due import Due, DueKind
from services.manager.state.rules.group_changes import GroupSaid, said_in_group
from services.manager.state.rules.next_batch import Said, change_of, next_changes
from services.manager.state.rules.reconcile import Action
from services.manager.state.tables import SiteTables
from shared.contracts.messages.batch import Batch, Change, GroupNote
from shared.contracts.messages.signed import Signed
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED

log = logging.getLogger(__name__)

BATCH_ROWS_MAX = 25_000
"""Rows read for one batch, of what is there and of what is gone: about as many as fit into its bytes."""


class Outbox:
    """Makes the batches of a site, one after the other, and keeps each until it is decided."""

    def __init__(self, tables: SiteTables, *, key: SigningKey, batch_bytes: int) -> None:
        self._tables = tables
        self._values = tables.values
        self._key = key
        self._batch_bytes = batch_bytes
        self.full_batches = 0
        """Batches that could not hold all that was to be said, since the process was started."""
        self._read: tuple[str, Batch] | None = None
        """The undecided batch, with its signed body: reading a large one takes a second."""

    def begin(self, incarnation: Callable[[], str]) -> None:
        """Give a new index its incarnation, and one whose site has another key since, too.

        A batch that waits was signed with the key before, which nobody believes any more: it is made again.
        """
        standing = self._values.outbox()
        if standing is not None and standing.key != self._key.public:
            self.restart_incarnation(incarnation())
        if not self._values.text(SiteValue.INCARNATION):
            self._values.keep(SiteValue.INCARNATION, incarnation())

    def restart_incarnation(self, incarnation: str) -> None:
        """Begin anew with numbers, as after a restore of the index: the old ones may be used already."""
        self._values.keep(SiteValue.INCARNATION, incarnation)
        self._values.keep(SiteValue.SEQUENCE, 0)
        self._values.keep_outbox(None)

    def make(self, made_at: datetime) -> Signed | None:
        """Make the next batch, of a group where one waits; None if nothing is to be said."""
        return self._make_group_batch(made_at) or self._make_batch(made_at)

    def batch_in(self, signed: Signed) -> Batch:
        """Return the batch that was signed here."""
        if self._read is None or self._read[0] != signed.body:
            self._read = (signed.body, Batch.model_validate_json(signed.body))
        return self._read[1]

    def is_of_this_incarnation(self, batch: Batch) -> bool:
        """Tell whether a batch bears the name of this site and of its index as it is now."""
        mine = (self._tables.identity.site, self._values.text(SiteValue.INCARNATION))
        return (batch.site, batch.incarnation) == mine

    def made(self, batch: Batch) -> bool:
        """Tell whether a batch under this incarnation is one that this index knows to have made.

        The number alone does not tell: a restored index may have given it out again, to other changes.
        """
        standing, last = self._values.outbox(), self._values.number(SiteValue.SEQUENCE)
        if standing is None or batch.sequence != last:
            return batch.sequence <= last
        return self.batch_in(standing) == batch

    def holds(self, batch: Batch) -> bool:
        """Tell whether a batch that was made here is the undecided one."""
        return self._values.outbox() is not None and batch.sequence == self._values.number(SiteValue.SEQUENCE)

    def decided(self) -> None:
        """Let the undecided batch go."""
        self._read = None
        self._values.keep_outbox(None)

    def forget(self, paths: Collection[str]) -> None:
        """Note that rows of the undecided batch are gone: its commit would be a base without a file."""
        standing = self._values.outbox()
        if standing is not None:
            said = {change.path for change in self.batch_in(standing).changes}
            self._values.keep_outbox(standing, unseen=self._values.unseen() | said.intersection(paths))

    def _make_batch(self, made_at: datetime) -> Signed | None:
        """Make a batch of what is due to be sent."""
        due = self._tables.index.due
        puts = due(Action.SEND, DueKind.CHANGE, limit=BATCH_ROWS_MAX)
        deletes = due(Action.SEND, DueKind.REMOVAL, limit=BATCH_ROWS_MAX, deepest_first=True)
        general = self._tables.provenance.general
        changes = next_changes(
            puts,
            deletes,
            doubt_of=self._tables.provenance.doubts(),
            said_of=self._said,
            general=general,
            bytes_max=self._batch_bytes,
        )
        if not changes:
            return None
        if len(changes) < len(puts) + len(deletes) or BATCH_ROWS_MAX in (len(puts), len(deletes)):
            self._count_full(changes)
        return self._sign(changes, made_at=made_at, general=general, group=None)

    def _count_full(self, changes: Sequence[Change]) -> None:
        self.full_batches += 1
        sequence = self._values.number(SiteValue.SEQUENCE) + 1
        log.info("batch %d has %d changes, and others follow: more than one holds", sequence, len(changes))

    def _make_group_batch(self, made_at: datetime) -> Signed | None:
        """Make the batch of the next group of which anything is still to be said."""
        while (group := self._tables.groups.next()) is not None:
            self._tables.groups.said(group)
            said = self._said_in(group)
            if said:
                unseen = frozenset(one.change.path for one in said if one.unseen)
                changes = tuple(one.change for one in said)
                general = self._tables.provenance.general
                return self._sign(changes, made_at=made_at, general=general, group=group.note, unseen=unseen)
        return None

    def _said_in(self, group: TakenGroup) -> list[GroupSaid]:
        """Return what the batch of a group says, of each of its paths."""
        index, provenance = self._tables.index, self._tables.provenance
        general, doubt_of = provenance.general, provenance.doubts()
        said = []
        for path in group.paths:
            stands = index.standing(path) or self._nothing_at(path)
            own = change_of(stands, doubt_of, general, self._said(stands))
            changed = index.changed(path) is not None
            said.append(said_in_group(stands, own, changed=changed, asked=group.asked.get(path)))
        return [one for one in said if one is not None]

    def _nothing_at(self, path: str) -> Due:
        """Return what is due at a path of which the index has nothing."""
        return Due(path, Action.NOTHING, DELETED, base=None, head=self._tables.projection.head(path))

    def _said(self, due: Due) -> Said:
        """Return what the author of a change has said beside it."""
        return Said(self._tables.conditions.of(due), self._tables.callers.of(due))

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
        sequence = self._values.number(SiteValue.SEQUENCE) + 1
        batch = Batch(
            collection=self._tables.identity.collection,
            site=self._tables.identity.site,
            incarnation=self._values.text(SiteValue.INCARNATION),
            sequence=sequence,
            log_id=self._tables.projection.position.log_id,
            made_at=made_at,
            maybe_placed=None if general == ANY else general,
            group=group,
            changes=changes,
        )
        signed = self._key.sign(batch.model_dump_json(exclude_none=True))
        self._values.keep(SiteValue.SEQUENCE, sequence)
        self._values.keep_outbox(signed, unseen=unseen)
        return signed
