"""The shares of a plan: packs that are under way beside each other, so that several workers are of use. Pure.

One pack is built by one worker and applied by one: a site that is brought a thousand files in it has nothing
to do for a second worker. A plan of few bytes stays one pack.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, groupby

from services.orchestrator.match.plan import Limits, Plan
from shared.contracts.messages.transfers.job import PackItem, Placement
from shared.model.entry import Kind


def shares(plan: Plan, limits: Limits) -> tuple[Plan, ...]:
    """Return plans that bring together what one brings; whatever depends on other paths is in the first."""
    total = sum(item.size for item in plan.items)
    count = min(limits.packs_at_once, total // limits.share_bytes)
    if count < 2 or plan.offset is not None or any(map(_changes_kind, _placements(plan))):
        return (plan,)
    tied = _tied(plan)
    apart = [item for item in plan.items if item.content not in tied]
    alone = {item.content for item in apart}
    parts = [_part(plan, contents.__contains__) for contents in _cut(apart, count)]
    rest = _part(plan, lambda content: content not in alone)
    return tuple(part for part in (rest, *parts) if part.placements)


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
    return Plan(source=plan.source if items else None, items=items, placements=placements, more=plan.more)
