"""The reasons why kernels that were considered are not in a set."""

from collections.abc import Mapping

from services.spice.kernels.view import Kernel
from shared.contracts.http.knowledge.kernels import ConsideredKernel
from shared.spice.names.model import Quality
from shared.spice.sets.model import Candidate, KernelSet

CONSIDERED_MAX = 5_000
"""Kernels that one answer tells of: some hundred KiB."""


def considered(
    chosen: KernelSet, left_out: Mapping[str, Candidate], refused: Mapping[str, Kernel]
) -> tuple[ConsideredKernel, ...]:
    """Return all kernels that were looked at, by path, each with why it is in the set or not.

    Args:
        chosen: the set.
        left_out: by path, of no quality that was asked for, or superseded.
        refused: by path, those that nobody can use.
    """
    reasons = {one.candidate.path: ", ".join(one.needed_for) for one in chosen.members}
    found = {
        one.path: ConsideredKernel(
            path=one.path,
            chosen=one.path in reasons,
            why=f"needed for {reasons[one.path]}" if one.path in reasons else _left_out(one),
        )
        for one in chosen.considered
    }
    for path, one in left_out.items():
        found[path] = ConsideredKernel(path=path, chosen=False, why=_left_out(one, unwanted=True))
    for path, kernel in refused.items():
        why = (
            "broken" if kernel.worst == "broken" else "incomplete" if kernel.told_family else "not described"
        )
        found[path] = ConsideredKernel(path=path, chosen=False, why=f"it is {why}")
    return tuple(found[path] for path in sorted(found)[:CONSIDERED_MAX])


def _left_out(one: Candidate, *, unwanted: bool = False) -> str:
    if one.superseded_by is not None:
        return f"{one.superseded_by} is a newer version"
    if unwanted:
        return f"its quality is {Quality(one.quality).name.lower()}"
    return "others that rank higher cover all that is asked of it"
