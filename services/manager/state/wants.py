"""Wants: what a site has placed, and what it asks for next."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from services.manager.state.database.site_values import SiteValue
from services.manager.state.rules.due import Due, DueKind
from services.manager.state.rules.next_want import Backlog, next_needs, urgent_of
from services.manager.state.rules.reconcile import Action
from services.manager.state.tables import SiteTables
from shared.contracts.messages.transfers.want import NEEDS_MAX, Need, Want, how_many_fit
from shared.model.content import ContentId
from shared.model.entry import Kind

WAITING_MAX = 200
"""Paths named in a want that only wait for their turn: more would make every want of a first sync long."""

Loads = Callable[[str, ContentId], tuple[str, ...] | None]
"""Returns the paths of what the meta-kernel at a path loads, by its content; None while nobody has told."""


def nothing_told(_path: str, _content: ContentId) -> None:
    """Know of no meta-kernel."""


@dataclass(frozen=True, slots=True)
class WantTerms:
    """On what terms a site asks.

    Attributes:
        grace_over: whether all else has been in place for long enough that deletions may follow.
        deleting: whether anything may be deleted here, be it to make way.
        postponed: paths that are not asked for now.
        lacking: revisions, by path, of which nobody had the content: nothing waits for them.
        unhashed: paths at which something stands that no look has hashed yet; not asked for either.
    """

    grace_over: bool
    deleting: bool
    postponed: frozenset[str]
    lacking: Mapping[str, int]
    unhashed: frozenset[str]

    @property
    def not_asked(self) -> frozenset[str]:
        """The paths that are not asked for."""
        return self.postponed | self.unhashed


@dataclass(frozen=True, slots=True)
class _Step:
    """The next step of a want, with all that it follows from."""

    asked: tuple[int, WantTerms]
    needs: tuple[Need, ...]
    urgent: int
    """How many of the first needs come before all others."""
    unplaced: tuple[str, ...]
    placed: int
    """The revision up to which all but what is not placed stands."""


class Wants:
    """Says what a site asks for. Its last step is kept: a want is made at each turn, to be compared with the
    one that was said.
    """

    def __init__(self, connection: sqlite3.Connection, tables: SiteTables) -> None:
        self._db = connection
        self._tables = tables
        self._loads: Loads = nothing_told
        self._step: _Step | None = None

    def load_by(self, loads: Loads) -> None:
        """Go by this from now on for what meta-kernels load."""
        self._loads, self._step = loads, None

    def next(self, step: int, terms: WantTerms) -> Want | None:
        """Return what this site has placed and asks for next; None before the log is born."""
        tables, position = self._tables, self._tables.projection.position
        if position.log_id is None:
            return None
        # What is placed where a group has deleted something would take away what its author demanded there.
        found = self._next_step(replace(terms, unhashed=terms.unhashed | tables.groups.unsaid_paths()))
        rule = tables.rule.now
        return Want(
            collection=tables.identity.collection,
            site=tables.identity.site,
            log_id=position.log_id,
            head=position.revision,
            placed=found.placed,
            needs=found.needs,
            urgent=found.urgent,
            unplaced=found.unplaced,
            heard=tables.values.number(SiteValue.REPORTS_AFTER),
            rule=rule.version,
            followed=None if rule.followed.whole else rule.followed,
            step=step,
        )

    def unplaced(self, *, limit: int) -> list[str]:
        """Return the first of the paths at which the head is not placed."""
        placing = self._tables.index.due(Action.PLACE, limit=limit)
        return [due.path for due in (*placing, *self._stuck())][:limit]

    def _next_step(self, terms: WantTerms) -> _Step:
        """Return the next step; the last one where nothing was written since."""
        terms = replace(terms, lacking=dict(terms.lacking))
        if self._step is None or self._step.asked != (self._db.total_changes, terms):
            backlog = self._backlog(terms)
            needs = next_needs(backlog, lacking=terms.lacking)
            # What is due may have been brought up to date by these questions: it is the same answer after.
            asked = (self._db.total_changes, terms)
            urgent = urgent_of(backlog, needs)
            self._step = _Step(asked, needs, urgent, *self._in_place(needs, terms.postponed))
        return self._step

    def _in_place(self, needs: Iterable[Need], postponed: frozenset[str]) -> tuple[tuple[str, ...], int]:
        """Return the paths to be named as not placed, and the revision up to which all others are.

        What waits for its turn is named too, or one meta-kernel of long ago, which waits for a file that
        another site holds, would hide that this site holds what the other one waits for.
        """
        unplaced = [*(due.path for due in self._stuck()), *sorted(postponed)]
        unplaced = unplaced[: how_many_fit(unplaced)]
        listed = {*unplaced, *(need.path for need in needs)}
        room = min(WAITING_MAX, NEEDS_MAX - len(unplaced))
        found = self._tables.index.behind(limit=len(listed) + room + 1)
        waiting = [(path, revision) for path, revision in found if path not in listed]
        named = [*unplaced, *(path for path, _ in waiting[:room])]
        named = named[: max(how_many_fit(named), len(unplaced))]
        hidden = [revision for _, revision in waiting[len(named) - len(unplaced) :]]
        last = self._tables.projection.position.revision
        return tuple(named), max(hidden[0] - 1, 0) if hidden else last

    def _backlog(self, terms: WantTerms) -> Backlog:
        """Return what is to be placed, the next of each kind.

        What comes later is read when nothing before it is left: reading it in vain is most of a want.
        """
        live = _now(self._tables.index.in_turn(limit=self._limit(terms)), terms)
        passed = bool(terms.lacking)
        waiting = self._placing(DueKind.META_KERNEL, terms) if passed or not live else []
        # Also not before those that wait to be told: what stands there may load what is to go.
        last = terms.grace_over and terms.deleting and (passed or not (live or waiting))
        return Backlog(
            blocking=self._blocking(terms),
            live=live,
            meta_kernels=self._whole(waiting),
            deletions=self._placing(DueKind.DELETION, terms, deepest_first=True) if last else [],
            grace_over=terms.grace_over,
        )

    def _placing(self, kind: DueKind, terms: WantTerms, *, deepest_first: bool = False) -> list[Due]:
        """Return what of a kind is to be placed now."""
        due, limit = self._tables.index.due, self._limit(terms)
        return _now(due(Action.PLACE, kind, limit=limit, deepest_first=deepest_first), terms)

    def _blocking(self, terms: WantTerms) -> list[Due]:
        """Return the deletions below what makes way."""
        if not terms.deleting:
            return []
        index = self._tables.index
        return [
            below
            for due in _now(index.making_way(limit=self._limit(terms)), terms)
            for below in _now(index.due_below(due.path, Action.PLACE, limit=NEEDS_MAX), terms)
        ]

    def _limit(self, terms: WantTerms) -> int:
        return NEEDS_MAX + len(terms.not_asked) + len(terms.lacking)

    def _whole(self, meta_kernels: list[Due]) -> list[Due]:
        """Return the meta-kernels that may be placed: by a rule by meaning, those that have their members."""
        if not self._tables.rule.now.followed.by_meaning:
            return meta_kernels
        return [due for due in meta_kernels if self._has_members(due)]

    def _has_members(self, due: Due) -> bool:
        """Tell whether all that a meta-kernel loads is in place here; not while nobody has told what."""
        content = due.head.state.content if due.head is not None else None
        members = None if content is None else self._loads(due.path, content)
        return members is not None and all(map(self._stands, members))

    def _stands(self, path: str) -> bool:
        row = self._tables.index.row(path)
        return row is not None and row.local.kind is Kind.FILE and not self._tables.index.is_to_place(path)

    def _stuck(self) -> list[Due]:
        """Return paths where a local change stands in the way of the head."""
        if self._tables.receives_only:
            return self._tables.index.due(Action.SEND, limit=NEEDS_MAX)
        return self._tables.index.stuck(limit=NEEDS_MAX)


def _now(dues: Iterable[Due], terms: WantTerms) -> list[Due]:
    """Return those that are asked for now."""
    return [due for due in dues if due.path not in terms.not_asked]
