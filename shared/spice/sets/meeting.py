"""The frame that two frames meet in: to turn one into the other, nothing beyond it is needed. Pure."""

from collections.abc import Sequence

from shared.spice.builtin.frames import FrameClass
from shared.spice.coverage.model import Interval
from shared.spice.sets.model import Catalogue, FrameFacts

CHAIN_MAX = 32
"""Frames that are relative to one another in a row: CSPICE follows 10 (MAXNOD of rotget.f)."""


def meeting(catalogue: Catalogue, frames: Sequence[str | int], windows: Sequence[Interval]) -> int | None:
    """Return the code of the first frame that all frames are relative to; None where there is none.

    One that goes by constants is none: CSPICE asks for these, whatever it is asked.
    """
    chains = [_chain(catalogue, one, windows) for one in frames]
    if len(chains) < 2 or not windows:
        return None
    common = [one for one in chains[0] if all(one.code in {each.code for each in chain} for chain in chains)]
    return common[0].code if common and common[0].frame_class != FrameClass.PCK else None


def _chain(catalogue: Catalogue, named: str | int, windows: Sequence[Interval]) -> list[FrameFacts]:
    """Return a frame and those that it is relative to, as long as it is one frame at all times."""
    chain: list[FrameFacts] = []
    following: str | int | None = named
    while following is not None and len(chain) < CHAIN_MAX:
        facts = catalogue.frame(following)
        if facts is None:
            break
        chain.append(facts)
        following = _relative(catalogue, facts, windows)
    return chain


def _relative(catalogue: Catalogue, facts: FrameFacts, windows: Sequence[Interval]) -> str | int | None:
    if facts.frame_class == FrameClass.FIXED:
        return facts.relative or None
    if facts.frame_class != FrameClass.CK:
        return None
    code = facts.code if facts.class_id is None else facts.class_id
    pieces = catalogue.covering("instrument", code, (windows[0][0], windows[-1][1]))
    found = {one.relative_to for one in pieces}
    return found.pop() if len(found) == 1 else None
