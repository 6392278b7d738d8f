"""The trimming of findings that are too large for a message: the least needed goes first, and is named."""

from collections.abc import Callable, Iterator
from itertools import chain

from services.describer.kernels.coarsen import coarsened
from services.describer.work.trim_frames import smaller_frames
from shared.bus.codec import encode
from shared.contracts.messages.description import DESCRIPTION_BYTES_MAX, PACKED_BYTES_MAX, Findings
from shared.contracts.messages.kernels.kernel_facts import CoverageOf, KernelFacts

ENVELOPE_BYTES = 8 * 1024
"""Of a message around its findings: the name, the signature, and what JSON within JSON costs."""

COARSE = (1_000, 200, 20)
"""Intervals of each subject that are left, step by step."""

Step = Callable[[KernelFacts], KernelFacts]


def trimmed(
    findings: Findings, *, bytes_max: int = DESCRIPTION_BYTES_MAX - ENVELOPE_BYTES
) -> Findings | None:
    """Return findings that fit; None where they do not, however much is left out."""
    every = chain([findings], _kernels(findings), _frames(findings))
    return next((one for one in every if _size(one) <= bytes_max + _more_room(one)), None)


def _more_room(findings: Findings) -> int:
    return PACKED_BYTES_MAX if findings.kernel is not None and findings.kernel.packed else 0


def _kernels(findings: Findings) -> Iterator[Findings]:
    kernel = findings.kernel
    for step in _steps() if kernel is not None else ():
        kernel = step(kernel) if kernel is not None else None
        yield findings.model_copy(update={"kernel": kernel})


def _frames(findings: Findings) -> Iterator[Findings]:
    frame = findings.frame
    for smaller in smaller_frames(frame) if frame is not None else ():
        yield findings.model_copy(update={"frame": smaller})


def _size(findings: Findings) -> int:
    return len(encode(findings))


def _steps() -> Iterator[Step]:
    yield from map(_without, ("packed", "assignments", "utc", "comments", "segments"))
    yield from map(_coarse, COARSE)
    yield from map(_without, ("members", "frames", "bodies", "instruments", "constants", "coverage"))


def _without(field: str) -> Step:
    def step(facts: KernelFacts) -> KernelFacts:
        if field == "utc":
            coverage = tuple(one.model_copy(update={"utc": ()}) for one in facts.coverage)
            return _left_out(facts, "utc", coverage=coverage)
        if field == "assignments":
            return _left_out(facts, field, assignments=(), packed=())
        empty = KernelFacts.model_fields[field].get_default(call_default_factory=True)
        return _left_out(facts, field, **{field: empty}) if getattr(facts, field) else facts

    return step


def _coarse(count: int) -> Step:
    def step(facts: KernelFacts) -> KernelFacts:
        return _left_out(facts, "gaps", coverage=tuple(_fewer(one, count) for one in facts.coverage))

    return step


def _fewer(one: CoverageOf, count: int) -> CoverageOf:
    if len(one.intervals) <= count:
        return one
    return one.model_copy(update={"intervals": coarsened(one.intervals, count), "exact": False, "utc": ()})


def _left_out(facts: KernelFacts, field: str, **changes: object) -> KernelFacts:
    names = tuple(dict.fromkeys((*facts.left_out, field)))
    return facts.model_copy(update={**changes, "left_out": names})
