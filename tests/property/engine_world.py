"""The world of the engine machine: sites, the orchestrator's decisions, the log, and what must hold of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from services.manager.state.rules.next_want import NOTHING
from services.manager.state.site_state import SiteState
from services.orchestrator.decide.decide import decide
from services.orchestrator.match.match import match
from services.orchestrator.match.plan import Limits, Plan, Situation
from shared.catalog.fold.fold import Folded, fold
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import Batch, Change, Decision, Outcome
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.transfers.want import Want
from shared.identity.keys import SigningKey
from shared.model.entry import Kind
from tests.property.engine_site import COLLECTION, Site

Decide = Callable[..., tuple[Decision, ...]]
LOG_ID = "1" * 32
START = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS_MAX = 60


class Violation(AssertionError):  # noqa: N818
    """An invariant does not hold."""


def demand(holds: bool, message: str) -> None:
    """Raise Violation unless something holds."""
    if not holds:
        raise Violation(message)


@dataclass(frozen=True)
class Rig:
    """The parts under test; a mutant replaces one of them."""

    decide: Decide = decide
    make_state: Callable[..., SiteState] = SiteState
    decides_again: bool = False


@dataclass
class World:
    """Everything there is."""

    count: int
    rig: Rig = field(default_factory=Rig)
    log: list[tuple[int, Signed]] = field(default_factory=list)
    tree: MemoryTree = field(default_factory=MemoryTree)
    lacking: set[tuple[str, str]] = field(default_factory=set)
    ticks: int = 0
    broken: bool = False
    """Whether an invariant was found broken: nothing that follows says anything."""

    def __post_init__(self) -> None:
        self.key = SigningKey(b"o" * 32)
        self.incarnations = 0
        self.catalogue = Projection(open_database(":memory:"))
        self.sites = [
            Site(
                name=name,
                key=SigningKey(name.encode() * 32),
                new_incarnation=self._new_incarnation,
                make_state=self.rig.make_state,
            )
            for name in "abc"[: self.count]
        ]
        self.sites[-1].disk.coarse = self.count > 1
        self.seen_in_log: set[tuple[str, str, int]] = set()

    def _new_incarnation(self) -> str:
        self.incarnations += 1
        return f"{self.incarnations:016x}"

    def trusts(self, key: str) -> bool:
        """Whether a key may commit."""
        return key == self.key.public

    def now(self) -> datetime:
        """Four looks happen in one second, so that names of conflict copies may meet."""
        self.ticks += 1
        return START + timedelta(seconds=self.ticks // 4)

    # --- the orchestrator

    def deliver(self, signed: Signed) -> bool:
        """Hand a batch to the orchestrator, for the first time or again; True when it was committed."""
        batch = Batch.model_validate_json(signed.body)
        position = self.tree.position
        if batch.log_id is not None and batch.log_id != position.log_id:
            return False
        following = self.tree.decided(batch.site, batch.incarnation) + 1
        if batch.sequence > following or (batch.sequence < following and not self.rig.decides_again):
            return False
        # Other collections write to the same stream: revisions have gaps.
        sequence = (self.log[-1][0] if self.log else 0) + 1 + len(self.log) % 3
        commit = Commit(
            collection=COLLECTION,
            log_id=LOG_ID,
            previous_revision=position.revision,
            previous_hash=position.hash,
            batch=signed,
            decisions=self.rig.decide(batch, self.catalogue, revision=sequence),
        )
        self._append(sequence, self.key.sign(commit.model_dump_json(exclude_none=True)))
        return True

    def disturb(self) -> None:
        """Put a message into the log that no orchestrator signed."""
        if self.log:
            sequence, signed = self.log[-1]
            forged = SigningKey(b"x" * 32).sign(signed.body)
            self.log.append((sequence + 1, forged))

    def _append(self, sequence: int, signed: Signed) -> None:
        folded = fold(
            signed,
            sequence=sequence,
            collection=COLLECTION,
            position=self.tree.position,
            tree=self.tree,
            trusts=self.trusts,
        )
        if not isinstance(folded, Folded):
            raise Violation(f"the log cannot be folded: {folded}")
        self.broken = True
        self._judge(folded)
        self.broken = False
        self.log.append((sequence, signed))
        self.seen_in_log.add((folded.batch.site, folded.batch.incarnation, folded.batch.sequence))
        self.tree.apply(folded)
        self.catalogue.apply(folded)

    # --- what must hold of every commit

    def _judge(self, folded: Folded) -> None:
        batch = folded.batch
        numbered = (batch.site, batch.incarnation, batch.sequence)
        demand(numbered not in self.seen_in_log, f"batch {numbered} is in the log twice")
        author = self.site(batch.site)
        changed: set[str] = set()
        for change, decision in zip(batch.changes, folded.decisions, strict=True):
            self._judge_change(author, change, decision)
            changed.add(change.path)
        after = {entry.path: entry for entry in folded.entries}
        for path, entry in after.items():
            head = self.tree.head(path)
            if path not in changed and head is not None and head.state.kind is Kind.FILE:
                demand(entry.state.content == head.state.content, f"{path} was overwritten unasked")
        for change, decision in zip(batch.changes, folded.decisions, strict=True):
            if decision.outcome is Outcome.CONFLICT:
                kept = after.get(decision.path or "")
                demand(
                    kept is not None and kept.state.content == change.state.content,
                    f"the loser at {change.path} is not kept at {decision.path}",
                )

    def _judge_change(self, author: Site, change: Change, decision: Decision) -> None:
        path, outcome = change.path, decision.outcome
        head = self.tree.head(path)
        if outcome is Outcome.ACCEPTED and head is not None and head.state.kind is Kind.FILE:
            content = head.state.content or ""
            demand(
                change.state.content == content or content in author.disk.stood.get(path, ()),
                f"site {author.name} replaced a content of {path} that never stood there",
            )
        if outcome is Outcome.ACCEPTED and change.is_delete:
            demand(path in author.disk.removed, f"{path} was deleted, and nobody at {author.name} did it")
        if outcome is Outcome.REFUSED:
            demand(change.state.kind is not Kind.FILE, f"the content of {path} was dropped")
        if outcome is Outcome.ALREADY and change.state.kind is Kind.FILE:
            known = {entry.state.content for entry in self.tree.history(path)}
            demand(
                change.state.content in known or self._is_laid_now(change, decision),
                f"{path} is called known, and is not",
            )
        if outcome is Outcome.CONFLICT and not author.forgetful:
            self._judge_conflict(path)

    def _is_laid_now(self, change: Change, decision: Decision) -> bool:
        return decision.revision is not None and decision.revision > self.tree.position.revision

    def _judge_conflict(self, path: str) -> None:
        family = family_of(path)
        editors = {
            site.name
            for site in self.sites
            if any(family_of(edited) == family for edited in site.disk.edited)
        }
        demand(len(editors) > 1, f"a conflict copy of {path}, which only {editors} changed")

    # --- placing

    def site(self, name: str) -> Site:
        """Find a site by its name."""
        return next(site for site in self.sites if site.name == name)

    def plan(
        self,
        targets: list[Site],
        postponed: frozenset[str] = frozenset(),
        lacking: Mapping[str, int] = NOTHING,
    ) -> None:
        """Give jobs to sites that want something."""
        wants = dict(self._wants(self.sites, postponed, lacking))
        waiting = {site.name: wants[site.name] for site in targets if site.name in wants and not site.jobs}
        situation = Situation(wants=waiting, holders=wants, lacking=frozenset(self.lacking))
        for plan in match(situation, self.catalogue, Limits()):
            travels = self._build(plan)
            for name, placements in plan.placements.items():
                self.site(name).give(placements, travels)

    def _build(self, plan: Plan) -> frozenset[str]:
        """Return the contents that the source could pack; note what it turned out to lack."""
        if plan.source is None:
            return frozenset()
        source = self.site(plan.source)
        packed = {item.content for item in plan.items if source.holds(item.content, item.found_at)}
        self.lacking |= {(source.name, item.content) for item in plan.items if item.content not in packed}
        return frozenset(packed)

    def _wants(
        self, sites: list[Site], postponed: frozenset[str], lacking: Mapping[str, int]
    ) -> Iterator[tuple[str, Want]]:
        for site in sites:
            want = site.want(postponed, lacking)
            if want is not None and want.head <= self.tree.position.revision:
                yield site.name, want

    def work(self, site: Site) -> int:
        """Let a site's worker do its next job, and judge what it replaced."""
        before = {path: item.state for path, item in site.disk.items.items()}
        job = site.jobs[0] if site.jobs else None
        placed = site.work()
        self.broken = True
        for placement in job.placements if job is not None else ():
            content = placement.state.content
            if (
                content is not None
                and content not in job.travels
                and not site.holds(content, placement.found_at)
            ):
                self.lacking.add((site.name, content))
        for report in site.reports[-1:] if job is not None else ():
            # As the planner does: who has placed a content lacks it no more.
            asked = {placement.path: placement.state for placement in job.placements}
            placed_states = [item.state or asked[item.path] for item in report.placed]
            self.lacking -= {(site.name, state.content or "") for state in placed_states}
        for path, state in before.items():
            now = site.disk.items.get(path)
            if state.content is not None and (now is None or now.state.content != state.content):
                demand(
                    bool(self.catalogue.with_content(state.content, limit=1)),
                    f"{path} at {site.name} was replaced, and its content is in no log",
                )
        self.broken = False
        return placed

    # --- when changes stop

    def settle(self) -> None:
        """Let everything run until nothing moves, then compare all sites with the tree."""
        quiet = 0
        for _ in range(ROUNDS_MAX):
            quiet = 0 if self._round() else quiet + 1
            if quiet > 1:
                break
            if quiet:
                self._forgive()
        else:
            raise Violation(f"after {ROUNDS_MAX} rounds something still moves: {self._unfinished()}")
        lost = self._lost_paths()
        wanted = {
            path: (entry.state.kind, entry.state.content)
            for path, entry in self.tree.live().items()
            if path not in lost
        }
        for site in self.sites:
            standing = {
                path: (item.state.kind, item.state.content)
                for path, item in site.disk.items.items()
                if path not in lost
            }
            demand(
                standing == wanted, f"site {site.name} is not as the tree: {_difference(standing, wanted)}"
            )
            demand(site.state.projection.position == self.tree.position, f"{site.name} has not folded all")
            folded = {entry.path: entry for entry in site.state.projection.live()}
            demand(folded == self.tree.live(), f"the fold at {site.name} is another one")

    def _forgive(self) -> None:
        """Ask again after a while who lacked a content; what was asked before has been answered by then.

        As managers do, sites wait for none of what nobody had: a deletion that follows may bring it to light.
        """
        missing = {content for _, content in self.lacking}
        live = self.tree.live().items()
        lacking = {path: entry.revision for path, entry in live if entry.state.content in missing}
        self.lacking.clear()
        for site in self.sites:
            site.jobs = [job for job in site.jobs if site.can_place(job)]
        self.plan(self.sites, frozenset(self._lost_paths()), lacking)

    def _round(self) -> bool:
        grown = len(self.log)
        for site in self.sites:
            while site.looks:
                site.end_look()
        placed = sum([self.work(site) for site in self.sites for _ in range(len(site.jobs))])
        for site in self.sites:
            site.take_next()
            site.begin_look()
            site.end_look()
            site.fold(self.log, self.trusts, len(self.log))
            site.state.adopt()
            signed = site.send(self.now())
            if signed is not None:
                self.deliver(signed)
        for site in self.sites:
            site.fold(self.log, self.trusts, len(self.log))
            site.state.adopt()
        lost = self._lost_paths()
        self.plan(self.sites, frozenset(lost))
        waiting = any(site.can_place(job) for site in self.sites for job in site.jobs)
        return len(self.log) > grown or placed > 0 or waiting

    def _lost_paths(self) -> set[str]:
        """Paths whose content nobody holds any more: a person overwrote or deleted it everywhere."""
        held: set[str] = set()
        for site in self.sites:
            held |= site.disk.contents() | site.disk.trash
        return {
            path
            for path, entry in self.tree.live().items()
            if entry.state.content is not None and entry.state.content not in held
        }

    def _unfinished(self) -> str:
        return "; ".join(
            f"{site.name}: {[(d['at'], d['action']) for d in site.db.execute('SELECT * FROM due')]}"
            for site in self.sites
        )


def family_of(path: str) -> str:
    """The topmost name, without the marks of conflict copies."""
    return path.partition("/")[0].partition(".conflict-")[0]


def _difference(standing: dict[str, object], wanted: dict[str, object]) -> str:
    paths = sorted({*standing, *wanted})
    return "; ".join(
        f"{path}: {standing.get(path)} is there, {wanted.get(path)} in the tree"
        for path in paths
        if standing.get(path) != wanted.get(path)
    )
