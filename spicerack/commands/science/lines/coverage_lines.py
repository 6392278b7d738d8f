"""Coverage of the catalogue as timelines in a terminal. Pure."""

from collections.abc import Iterable, Sequence

from shared.contracts.http.knowledge.kernels import CoverageAnswer, KernelRow, Span
from shared.spice.coverage.model import Interval
from spicerack.commands.science.lines.kernel_lines import timeline
from spicerack.text import aligned, counted, printable

GAPS_SHOWN = 40
"""Gaps of a subject that are listed; `--json` gives all."""

KERNELS_SHOWN = 40
"""Kernels of a subject that are listed, the last by path; `--json` gives all."""


def title(answer: CoverageAnswer) -> str:
    """Return the name of what is covered."""
    named = f" {answer.name}" if answer.name else ""
    return printable(f"{answer.subject} {answer.code}{named}")


def intervals_of(spans: Iterable[Span]) -> list[Interval]:
    """Return spans as pairs of TDB."""
    return [(one.start, one.stop) for one in spans]


def spans_of(row: KernelRow) -> list[Interval]:
    """Return when a kernel covers what was asked for."""
    return sorted(pair for one in row.coverage for pair in intervals_of(one.spans))


def ends_of(answers: Sequence[CoverageAnswer]) -> Interval | None:
    """Return the first and the last instant of all, gaps at the ends among them; None where nothing is."""
    all_of_it = [pair for one in answers for pair in intervals_of((*one.spans, *one.gaps))]
    if not all_of_it:
        return None
    return min(start for start, _ in all_of_it), max(stop for _, stop in all_of_it)


def coverage_lines(answers: Sequence[CoverageAnswer]) -> list[str]:
    """Return each subject's timeline, gaps and kernels, all timelines over the same span."""
    ends = ends_of(answers)
    lines: list[str] = []
    for answer in answers:
        lines += [_head(answer, ends)]
        lines += _gap_lines(answer)
        lines += _kernel_lines(answer, ends)
        lines += [f"  note: {printable(note)}" for note in answer.notes]
        lines += [f"  times unknown, its clock is not here: {printable(path)}" for path in answer.untimed]
    return lines


def _head(answer: CoverageAnswer, ends: Interval | None) -> str:
    if not answer.spans or ends is None:
        return f"{title(answer)}: no kernel covers it"
    gaps = counted(len(answer.gaps), "gap") + ("" if answer.exact else " at least")
    span = f"{answer.spans[0].start_utc} to {answer.spans[-1].stop_utc}"
    return f"{title(answer)}  {timeline(intervals_of(answer.spans), *ends)}  {span}, {gaps}"


def _gap_lines(answer: CoverageAnswer) -> list[str]:
    more = len(answer.gaps) - GAPS_SHOWN
    lines = [f"  gap  {one.start_utc} to {one.stop_utc}" for one in answer.gaps[:GAPS_SHOWN]]
    return [*lines, *([f"  and {counted(more, 'gap')} more: see --json"] if more > 0 else [])]


def _kernel_lines(answer: CoverageAnswer, ends: Interval | None) -> list[str]:
    if ends is None:
        return []
    more = len(answer.kernels) - KERNELS_SHOWN
    shown = answer.kernels[-KERNELS_SHOWN:]
    rows = [(printable(one.path), timeline(spans_of(one), *ends), one.quality) for one in shown]
    head = [f"  {counted(more, 'kernel')} before these: see --json"] if more > 0 else []
    return [*head, *(f"  {line}" for line in aligned(rows))]
