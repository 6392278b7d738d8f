"""The bases of paths: what was last agreed on at each. Every method is part of the caller's transaction."""

from collections.abc import Iterable, Sequence

from services.manager.state.database.site_values import SiteValue
from services.manager.state.rules.base_after import base_after, base_on_head
from services.manager.state.rules.due import Due, DueKind
from services.manager.state.rules.placed_here import PlacedHere
from services.manager.state.rules.reconcile import Action
from services.manager.state.tables import SiteTables
from shared.catalog.fold.fold import Folded
from shared.contracts.messages.batch import Change, Decision, Outcome
from shared.contracts.messages.sites.replica_rules import Mode
from shared.contracts.messages.transfers.report import Applied, Placed
from shared.model.content import ContentId
from shared.model.entry import Base, Entry, Kind, State

ADOPT_ROWS_MAX = 2000
"""Rows adopted in one transaction: some tens of milliseconds."""


class Bases:
    """Moves bases as decisions, reports and the bytes that are here tell."""

    def __init__(self, tables: SiteTables) -> None:
        self._tables = tables
        self._index = tables.index

    def adopt(self) -> int:
        """Move the bases of paths where this site holds the head's bytes already; return how many."""
        if self._tables.receives_only:
            self._want_deleted_back()
        if self._tables.rule.now.followed.mode is Mode.MIRROR:
            self._want_changed_back()
        dues = self._index.due(Action.ADOPT, limit=ADOPT_ROWS_MAX)
        met = [(due, due.head) for due in dues if due.head is not None]
        for due, head in met:
            # As it is here: what this file system made of times and modes is never a change.
            self._tables.own_attributes.met(due.path, due.local, head, before=due.base)
        self._know([(due.path, base_on_head(due.local, head, before=due.base)) for due, head in met])
        return len(dues)

    def decided(self, folded: Folded) -> None:
        """Take over the decision on the undecided batch.

        Of a removal that no look has found the base stays: what stands there is placed over as any other.
        """
        unseen = self._tables.values.unseen()
        decisions = zip(folded.batch.changes, folded.decisions, strict=True)
        self._know(
            [
                (change.path, self._after(change, decision, folded))
                for change, decision in decisions
                if change.path not in unseen
            ]
        )

    def placed(self, applied: Applied, *, sequence: int) -> None:
        """Take in what a transfer worker reports to have placed."""
        logged = self._logged(placed for placed in applied.placed if placed.state is None)
        told = [(placed, placed.state or logged.get(placed.path)) for placed in applied.placed]
        known = [(placed, state) for placed, state in told if state is not None]
        self._index.note_all_placed([self._placed_here(placed, state) for placed, state in known])
        self._tables.provenance.settled_all((placed.path, placed.revision) for placed, _ in known)
        for placed, state in known:
            if state.kind is Kind.DIRECTORY:
                asked = self._tables.projection.entry_at(placed.path, placed.revision)
                self._tables.own_attributes.placed(placed.path, asked, state)
        self._tables.values.keep(SiteValue.REPORTS_AFTER, sequence)

    def withdraw(self, copies: Iterable[Entry]) -> list[str]:
        """Take copies that are not here for what was here and went; return their paths."""
        rows = ((copy, self._index.row(copy.path)) for copy in copies)
        gone = [copy for copy, row in rows if row is None or row.local.kind is Kind.DELETED]
        self._know([(copy.path, Base(revision=copy.revision, state=copy.state)) for copy in gone])
        return [copy.path for copy in gone]

    def note_rot(self, path: str, content: ContentId, found: ContentId) -> bool:
        """Note that a file holds other bytes than were placed; see `SiteState.note_rot`."""
        row = self._index.row(path)
        if row is None or row.base is None or row.local.content != content:
            return False
        rotten = row.local.model_copy(update={"content": found})
        self._index.note_local(path, rotten, row.fingerprint)
        self._index.set_base(path, Base(revision=row.base.revision, state=rotten, elsewhere=True))
        return True

    def _want_deleted_back(self) -> None:
        """Have what was deleted here placed again: without a base it is missing, not deleted."""
        for due in self._changed_here(DueKind.REMOVAL):
            self._index.set_base(due.path, None)

    def _want_changed_back(self) -> None:
        """Have what was changed here placed again, as what lost; it is in the trash then.

        What the collection never had at a path stays, and is told: it is nobody's to take away.
        """
        for due in self._changed_here(DueKind.CHANGE):
            if due.head is not None:
                base = Base(revision=due.head.revision, state=due.local, elsewhere=True)
                self._index.set_base(due.path, base)

    def _changed_here(self, kind: DueKind) -> list[Due]:
        return self._index.due(Action.SEND, kind, limit=ADOPT_ROWS_MAX)

    def _after(self, change: Change, decision: Decision, folded: Folded) -> Base | None:
        """Return the base of a path after a decision."""
        before = head = None
        if decision.outcome is Outcome.ALREADY:  # the others need neither, and a batch may have many
            row, head = self._index.row(change.path), self._tables.projection.head(change.path)
            before = row.base if row is not None else None
            self._tables.own_attributes.met(change.path, change.state, head, before=before)
        return base_after(change, decision, revision=folded.position.revision, before=before, head=head)

    def _know(self, bases: Sequence[tuple[str, Base | None]]) -> None:
        """Move the bases of paths; what may have been placed there up to them is of no interest any more.

        But for deletions: what they are about may be on its way here still.
        """
        self._index.set_bases(bases)
        self._tables.provenance.settled_all(_settled(bases))

    def _placed_here(self, placed: Placed, state: State) -> PlacedHere:
        return PlacedHere(
            path=placed.path,
            state=state,
            fingerprint=placed.fingerprint,
            base=Base(revision=placed.revision, state=state),
            condition=self._tables.conditions.at(placed.path),
        )

    def _logged(self, placed: Iterable[Placed]) -> dict[str, State]:
        """Return the states that a report leaves out; none where another log has it: a look will tell."""
        asked = ((one.path, one.revision) for one in placed)
        return {entry.path: entry.state for entry in self._tables.projection.made_at(asked)}


def _settled(bases: Iterable[tuple[str, Base | None]]) -> Iterable[tuple[str, int]]:
    return (
        (path, base.revision)
        for path, base in bases
        if base is not None and base.state.kind is not Kind.DELETED
    )
