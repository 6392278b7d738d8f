"""The shares of a plan: packs that are under way beside each other, so that several workers are of use. Pure.

One pack is built by one worker and applied by one: a site that is brought a thousand files in it has nothing
to do for a second worker. A plan of few bytes stays one pack.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, chain, groupby
from types import MappingProxyType

from services.orchestrator.match.plan import Limits, Plan
from services.orchestrator.match.spread import spread
from shared.contracts.messages.transfers.job import PackItem, Placement
from shared.model.entry import Kind

NOT_MEASURED: Mapping[str, float] = MappingProxyType({})


def shares(plan: Plan, limits: Limits, rates: Mapping[str, float] = NOT_MEASURED) -> tuple[Plan, ...]:
    """Return plans that bring together what one brings; whatever depends on other paths is in the first.

    Args:
        plan: what is brought.
        limits: of packs.
        rates: bytes a second that came from sites, where that was measured.
    """
    total = sum(item.size for item in plan.items)
    count = min(limits.packs_at_once, total // limits.share_bytes)
    if count < 2 or plan.offset is not None or any(map(_changes_kind, _placements(plan))):
        return (plan,)
    tied = _tied(plan)
    apart = [item for item in plan.items if item.content not in tied]
    alone = {item.content for item in apart}
    parts = [_part(plan, contents.__contains__) for contents in _cut(apart, count)]
    rest = _part(plan, lambda content: content not in alone)
    return tuple(part for part in (rest, *_from_all(plan, parts, rates)) if part.placements)


def _from_all(plan: Plan, parts: Sequence[Plan], rates: Mapping[str, float]) -> Iterator[Plan]:
    """Yield parts, each from one of the sites that hold all of it; differences are made where they were."""
    whole = [part for part in parts if all(item.basis is None for item in part.items)]
    sizes = [sum(item.size for item in part.items) for part in whole]
    sources = [plan.source or "", *plan.others]
    chosen = dict(zip(map(id, whole), spread(sizes, sources, rates), strict=True))
    for part in parts:
        source = chosen.get(id(part), plan.source)
        yield from_source(part, source or "", plan)


def from_source(part: Plan, source: str, plan: Plan) -> Plan:
    """Return a part of a plan as another of the plan's sources brings it."""
    if source == part.source:
        return part
    paths = plan.others[source]
    items = tuple(item.model_copy(update={"found_at": paths[item.content]}) for item in part.items)
    return replace(part, source=source, items=items)


def ranges_of(plan: Plan) -> tuple[Plan, ...]:
    """Return a plan for each of the ranges that one brings, in their order: each is a pack of its own."""
    return tuple(replace(plan, items=(item,), offset=item.offset) for item in plan.items)


def _placements(plan: Plan) -> Iterator[Placement]:
    return chain.from_iterable(plan.placements.values())


def _changes_kind(placement: Placement) -> bool:
    """Tell whether what is placed below a path may have to wait for it: a file becomes a directory."""
    return placement.prior.kind not in (Kind.DELETED, placement.state.kind)


def _tied(plan: Plan) -> frozenset[str | None]:
    """Return contents that are read from a path which the same plan changes, and those that go there."""
    paths = {placement.path for placement in _placements(plan)}
    read = {path for placement in _placements(plan) for path in _reads(placement)} & paths
    return frozenset(
        placement.state.content
        for placement in _placements(plan)
        if placement.path in read or not read.isdisjoint(_reads(placement))
    )


def _reads(placement: Placement) -> tuple[str, ...]:
    return placement.found_at + placement.basis_found_at


def _cut(items: Sequence[PackItem], count: int) -> Iterator[frozenset[str]]:
    """Yield the contents of at most `count` runs of items that have about as many bytes each."""
    total = max(sum(item.size for item in items), 1)
    begins = accumulate((item.size for item in items), initial=0)
    numbered = [(begin * count // total, item.content) for begin, item in zip(begins, items, strict=False)]
    for _, run in groupby(numbered, key=lambda pair: pair[0]):
        yield frozenset(content for _, content in run)


def _part(plan: Plan, belongs: Callable[[str | None], bool]) -> Plan:
    items = tuple(item for item in plan.items if belongs(item.content))
    placements = {
        site: chosen
        for site, some in plan.placements.items()
        if (chosen := tuple(placement for placement in some if belongs(placement.state.content)))
    }
    return Plan(source=plan.source if items else None, items=items, placements=placements)
