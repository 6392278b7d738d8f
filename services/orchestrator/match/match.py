"""Matching wants with sources. Pure: from what sites ask for and hold, to what shall be built and applied.

Sites that ask for the same step and hold the same contents share one pack. A content that the target
itself holds elsewhere does not travel. Nothing here waits: what has no source now is asked for again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from services.orchestrator.match.delta_bases import DeltaBases
from services.orchestrator.match.plan import Draft, Limits, Plan, Situation
from services.orchestrator.match.ranges import RANGES_MIN, one_turn
from shared.catalog.holdings import Catalogue, Holdings, made_at, spelled_out
from shared.contracts.messages.transfers.job import PackItem, Placement
from shared.contracts.messages.transfers.want import Need, Want
from shared.model.entry import DELETED, Entry, Kind, State

HINTS_MAX = 4
"""Paths named as places where a content may be found: more would only make messages longer."""


def match(situation: Situation, catalogue: Catalogue, limits: Limits) -> tuple[Plan, ...]:
    """Return the plans for all sites that want something which can be had."""
    situation = _spelled_out(situation, catalogue)
    matcher = _Matcher(situation, catalogue, limits)
    plans = (plan for want in _by_site(situation) if (plan := matcher.plan(want)) is not None)
    return tuple(_shared(plans))


def unavailable(situation: Situation, catalogue: Catalogue, plans: Iterable[Plan] = ()) -> tuple[str, ...]:
    """Return wanted contents that no online site holds, as far as is known, sorted.

    Args:
        situation: what is known.
        catalogue: the folded log.
        plans: what was made of the situation: what they supply is not looked for once more.
    """
    supplied = {(site, path) for plan in plans for site, path in _supplied(plan)}
    matcher = _Matcher(_spelled_out(situation, catalogue), catalogue, Limits())
    lost = (
        content
        for want in situation.wants.values()
        for content in matcher.without_source(want, but_for=supplied)
    )
    return tuple(sorted(set(lost)))


def _by_site(situation: Situation) -> Iterator[Want]:
    return (situation.wants[site] for site in sorted(situation.wants))


def _shared(plans: Iterable[Plan]) -> Iterator[Plan]:
    """Yield the plans of single targets, those that carry the same as one; the ones that only ask last."""
    groups: dict[tuple[object, ...], Plan] = {}
    probes = []
    for plan in plans:
        if plan.probe:
            probes.append(plan)
            continue
        key = (plan.source, plan.items, plan.offset)
        same = groups.get(key)
        placements = {**same.placements, **plan.placements} if same is not None else plan.placements
        groups[key] = replace(plan, placements=placements)
    yield from groups.values()
    yield from probes


def _supplied(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the (site, path) pairs whose content travels, or is known to be at the site."""
    travelling = {item.content for item in plan.items}
    for site, placements in plan.placements.items():
        for placement in placements:
            if placement.found_at or placement.state.content in travelling or plan.offset is not None:
                yield site, placement.path


def _spelled_out(situation: Situation, catalogue: Catalogue) -> Situation:
    wants, holders = (
        {site: spelled_out(want, catalogue) for site, want in some.items()}
        for some in (situation.wants, situation.holders)
    )
    return replace(situation, wants=wants, holders=holders)


@dataclass(frozen=True, slots=True)
class _Matcher:
    """One pass of matching."""

    situation: Situation
    catalogue: Catalogue
    limits: Limits

    @property
    def holdings(self) -> Holdings:
        """Where sites hold what."""
        return Holdings(self.catalogue)

    @property
    def bases(self) -> DeltaBases:
        """What contents are encoded against."""
        small = self.limits.delta_bytes_min
        return DeltaBases(catalogue=self.catalogue, holdings=self.holdings, small_bytes=small)

    def plan(self, want: Want) -> Plan | None:
        """Return what is done next for a site: a pack, ranges of a large content, or a question.

        A site that had ranges gets what else there is before the next ones: neither waits for the other.
        """
        draft = self.draft(want)
        if draft.large and not (draft.placements and want.site in self.situation.ranges.had):
            need, entry = draft.large[0]
            return self._range(want, need, entry)
        if draft.placements:
            placements = {want.site: tuple(draft.placements)}
            items = tuple(draft.items.values())
            others = self._others(want, draft)
            return Plan(
                source=draft.source, items=items, placements=placements, hurried=draft.hurried, others=others
            )
        if draft.probed:
            return _question(want.site, draft.probed, draft.probed_bytes)
        return None

    def _others(self, want: Want, draft: Draft) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return the other sites that are known to hold all that travels whole, where it is worth a look."""
        if draft.bytes < 2 * self.limits.share_bytes:
            return {}
        found = [
            (entry.state.content or "", dict(self._sources(want.site, entry))) for entry in draft.entries
        ]
        held = [{site for site, paths in sources.items() if paths} for _, sources in found]
        sites = set.intersection(*held) if held else set()
        near = self.situation.sources.near(want.site, sites) - {draft.source} if sites else ()
        return {site: {content: sources[site] for content, sources in found} for site in sorted(near)}

    def draft(self, want: Want) -> Draft:
        """Return what a site will place next, as much as one pack from one source gives."""
        draft = Draft()
        for number, need in enumerate(want.needs):
            entry = self.catalogue.head(need.path)
            state = self._wanted_state(need, entry)
            if state is None:
                continue
            if number >= want.urgent and self._would_wait(draft, want, state):
                draft.hurried = True
                break
            if entry is None or not _must_travel(need, state) or self._is_staged(need, entry, want):
                draft.placements.append(_placement(need, entry, state))
            elif self._is_large(need, entry, want):
                draft.large.append((need, entry))
            elif self._is_doubtful(draft, need, entry, want):
                draft.probed.append(_placement(need, entry, state))
                draft.probed_bytes.append(state.size)
            elif not self._add_content(draft, need, entry, want):
                break
        return draft

    def _would_wait(self, draft: Draft, want: Want, state: State) -> bool:
        """Tell whether what is urgent would wait for a content behind it; every second time it does."""
        urgent = want.urgent > 0 and bool(draft.items) and want.site not in self.situation.hurried
        return urgent and draft.bytes + state.size > self.limits.ahead_bytes

    def _is_doubtful(self, draft: Draft, need: Need, entry: Entry, want: Want) -> bool:
        """Tell whether something must travel for a need which the target may not be able to stage."""
        content = entry.state.content or ""
        return (
            self.situation.preflight.needed(want, need, entry.state, taken=draft.room)
            and content not in draft.items
            and not self._local_hints(want, entry)
        )

    def _is_large(self, need: Need, entry: Entry, want: Want) -> bool:
        """Tell whether a content travels in ranges: it is large, and no difference of it fits a pack."""
        content = entry.state.content or ""
        if entry.state.size <= self.limits.range_bytes or self._local_hints(want, entry):
            return False
        sources = dict(self._sources(want.site, entry))
        if not sources:
            return False
        ranges = self.situation.ranges
        whole = content in ranges.too_large or (want.site, content) in self.situation.lacking
        if whole or ranges.come.get((want.site, content)):
            return True
        if entry.state.size <= RANGES_MIN * self.limits.range_bytes:
            return False
        source = self.situation.holders[self._best(want, sources)]
        return self.bases.choose(need, entry, target=want, source=source) is None

    def _best(self, want: Want, sources: Collection[str]) -> str:
        return self.situation.sources.best(want.site, sources)

    def _range(self, want: Want, need: Need, entry: Entry) -> Plan:
        """Return the next ranges of a content; the target is asked first how much of it is there."""
        placement, size = _placement(need, entry, entry.state), entry.state.size
        content = entry.state.content or ""
        come = self.situation.ranges.come.get((want.site, content))
        if come is None:
            return _question(want.site, [placement], [size])
        if come >= size:
            return Plan(source=None, items=(), placements={want.site: (placement,)}, offset=size)
        sources = dict(self._sources(want.site, entry))
        source = self._best(want, sources)
        near = self.situation.sources.near(want.site, sources)
        return Plan(
            source=source,
            items=tuple(self._ranges(entry, come, sources[source])),
            placements={want.site: (placement,)},
            offset=come,
            others={
                site: {content: paths}
                for site, paths in sorted(sources.items())
                if paths and site in near and site != source
            },
        )

    def _ranges(self, entry: Entry, come: int, found_at: tuple[str, ...]) -> Iterator[PackItem]:
        """Yield the ranges of one turn, from what has come on."""
        size, limits = entry.state.size, self.limits
        for offset, length in one_turn(come, size, step=limits.range_bytes, turn=limits.turn_bytes):
            yield PackItem(
                content=entry.state.content or "",
                size=size,
                found_at=found_at,
                offset=offset,
                length=length,
                keep=offset + length == size and self.bases.worth_keeping(entry),
            )

    def _is_staged(self, need: Need, entry: Entry, want: Want) -> bool:
        """Tell whether the target has the content already, verified, and only not in place."""
        lacks = (want.site, entry.state.content or "") in self.situation.lacking
        return need.path in want.staged_paths and not lacks

    def without_source(self, want: Want, *, but_for: Set[tuple[str, str]]) -> Iterator[str]:
        """Yield the contents that a site needs and nobody is known to hold, but for (site, path) pairs."""
        for need in want.needs:
            if (want.site, need.path) in but_for:
                continue
            entry = self.catalogue.head(need.path)
            if entry is None or not _must_travel(need, entry.state):
                continue
            if self._is_awaited(entry) or self._local_hints(want, entry):
                continue
            if self._is_staged(need, entry, want):
                continue
            if not any(self._sources(want.site, entry)):
                yield entry.state.content or ""

    def _wanted_state(self, need: Need, entry: Entry | None) -> State | None:
        """Return what shall stand at the path now; None when the need does not fit the tree."""
        if entry is None:
            # The site's own state lost and is kept under another name; what no log knows is never removed.
            content = need.held.content
            known = content is None or self.catalogue.with_content(content, limit=1)
            return DELETED if known else None
        newer_tombstone = entry.revision > need.revision and not entry.live
        return None if newer_tombstone or entry.revision < need.revision else entry.state

    def _add_content(self, draft: Draft, need: Need, entry: Entry, want: Want) -> bool:
        """Add a placement whose content the target lacks at the path; False when the pack is full."""
        content = entry.state.content or ""
        hints = () if content in draft.items else self._local_hints(want, entry)
        if content not in draft.items and not hints:
            if draft.items and draft.bytes + entry.state.size > self.limits.pack_bytes:
                return False
            if not self._add_item(draft, need, entry, want) and not self._only_in_own_trash(want, entry):
                return True
        item = draft.items.get(content)
        basis_found_at = item.basis_found_at if item is not None else ()
        draft.placements.append(
            _placement(need, entry, entry.state, found_at=hints, basis_found_at=basis_found_at)
        )
        return True

    def _add_item(self, draft: Draft, need: Need, entry: Entry, want: Want) -> bool:
        """Add a content that must travel; False when this pack's source does not hold it."""
        sources = dict(self._sources(want.site, entry))
        if not sources:
            return False
        source = draft.source or self._best(want, sources)
        if source not in sources:
            return False
        draft.source = source
        item = self._item(want, need, entry, source, sources[source])
        draft.items[item.content] = item
        if item.basis is None:
            draft.entries.append(entry)
        draft.bytes += entry.state.size
        draft.room += entry.state.size
        return True

    def _item(self, want: Want, need: Need, entry: Entry, source: str, found_at: tuple[str, ...]) -> PackItem:
        content = entry.state.content or ""
        basis = None
        # What a delta did not make right is sent whole the next time.
        if (want.site, content) not in self.situation.lacking:
            basis = self.bases.choose(need, entry, target=want, source=self.situation.holders[source])
        return PackItem(
            content=content,
            size=entry.state.size,
            found_at=found_at,
            basis=basis.content if basis is not None else None,
            basis_found_at=basis.found_at if basis is not None else (),
            keep=self.bases.worth_keeping(entry),
        )

    def _local_hints(self, want: Want, entry: Entry) -> tuple[str, ...]:
        """Return other paths where the target itself holds the content, as far as its want tells."""
        content = entry.state.content or ""
        if (want.site, content) in self.situation.lacking:
            return ()
        held = set(want.paths_with.get(content, ()))
        held.update(self.holdings.paths(want, content))
        if entry.author == want.site:
            held.update(made_at(entry)[1:])
        return tuple(sorted(held - {entry.path}))[:HINTS_MAX]

    def _only_in_own_trash(self, want: Want, entry: Entry) -> bool:
        """Tell whether the target's own trash is the last place where the content may be.

        It is tried even where the target said, as a source for others, that it does not hold the content:
        what it reports on the path lets it go on with others (I6).
        """
        untried = (want.site, entry.state.content or "") not in self.situation.told
        return untried and not self._is_awaited(entry) and not any(self._sources(want.site, entry))

    def _sources(self, target: str, entry: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the sites to ask for the content of an entry, each with the paths where it has it.

        Where none is known to have it, each may: what a site once removed is in its trash for a while.
        """
        content = entry.state.content or ""
        untried = {
            site: want
            for site, want in self.situation.holders.items()
            if site != target and (site, content) not in self.situation.lacking
        }
        known = dict(self._known_sources(untried, entry))
        if known or not self._is_awaited(entry):
            yield from (known or dict.fromkeys(untried, ())).items()

    def _is_awaited(self, entry: Entry) -> bool:
        """Tell whether who made an entry will say in a moment that it has it, as at the birth of a log."""
        return entry.author in self.situation.awaited

    def _known_sources(
        self, untried: Mapping[str, Want], entry: Entry
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        for site, want in untried.items():
            paths = self.holdings.likely_paths(want, (entry,))
            if paths:
                yield site, tuple(paths[:HINTS_MAX])


def _question(site: str, placements: Sequence[Placement], sizes: Sequence[int]) -> Plan:
    return Plan(source=None, items=(), placements={site: tuple(placements)}, probe=tuple(sizes))


def _must_travel(need: Need, state: State) -> bool:
    return state.kind is Kind.FILE and state.content != need.held.content


def _placement(
    need: Need,
    entry: Entry | None,
    state: State,
    *,
    found_at: tuple[str, ...] = (),
    basis_found_at: tuple[str, ...] = (),
) -> Placement:
    return Placement(
        path=need.path,
        revision=entry.revision if entry is not None else need.revision,
        state=state,
        prior=need.held,
        found_at=found_at,
        basis_found_at=basis_found_at,
    )
