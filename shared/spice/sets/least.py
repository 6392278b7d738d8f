"""The least ordered set of kernels that meets needs. Pure and deterministic."""

from shared.spice.sets.model import Candidate, KernelSet, Member
from shared.spice.sets.needed import Needed
from shared.spice.sets.needs import Dynamic, Static


def least_set(needed: Needed) -> KernelSet:
    """Return the kernels that meet all needs, without any that none would miss, and what is missing."""
    chosen: dict[str, Candidate] = {}
    for need in needed.dynamic.values():
        for one in need.used:
            chosen[one.piece.candidate.content] = one.piece.candidate
    _choose_static(needed, chosen)
    _drop_needless(needed, chosen)
    ordered = sorted(chosen.values(), key=lambda each: each.order)
    members = tuple(Member(one, _reasons(needed, one)) for one in ordered)
    return KernelSet(
        members,
        needed.missing(),
        needed.looked(),
        tuple(sorted(needed.variables)),
        tuple(needed.meeting_shapes),
    )


def _choose_static(needed: Needed, chosen: dict[str, Candidate]) -> None:
    """Take the kernel that serves most of what is open, the preferred one of equals, until none is."""
    unmet = [need for need in needed.static.values() if not need.met_by(chosen)]
    while unmet:
        counts: dict[str, int] = {}
        by_content: dict[str, Candidate] = {}
        for need in unmet:
            for one in need.candidates:
                counts[one.content] = counts.get(one.content, 0) + 1
                best = by_content.get(one.content)
                if best is None or one.preference > best.preference:
                    by_content[one.content] = one
        taken = max(by_content.values(), key=lambda one: (counts[one.content], one.preference))
        chosen[taken.content] = taken
        unmet = [need for need in unmet if not need.met_by(chosen)]


def _drop_needless(needed: Needed, chosen: dict[str, Candidate]) -> None:
    """Leave out, the least preferred first, what no need would miss."""
    for one in sorted(chosen.values(), key=lambda each: each.order):
        rest = chosen.keys() - {one.content}
        if all(need.met_by(rest) for need in _needs_of(needed, one)):
            del chosen[one.content]


def _needs_of(needed: Needed, one: Candidate) -> list[Static | Dynamic]:
    needs: list[Static | Dynamic] = [*needed.static.values(), *needed.dynamic.values()]
    return [need for need in needs if one.content in need.contents()]


def _reasons(needed: Needed, one: Candidate) -> tuple[str, ...]:
    return tuple(need.what for need in _needs_of(needed, one))
