"""Descriptions as lines for a person. Pure."""

from shared.contracts.http.knowledge.descriptions import DescribedRow
from shared.contracts.messages.description import Description
from shared.contracts.messages.kernels.kernel_facts import CoverageOf
from spicerack.commands.science.lines.frame_lines import frame_lines
from spicerack.text import counted, printable

TELLING = ("broken", "warning", "incomplete", "failed")
"""Words that somebody should look at."""

LISTED = 20
"""Subjects and members that are listed; `--json` gives all."""


def told_lines(path: str, found: Description) -> list[str]:
    """Return what a describer says of one file."""
    findings = found.findings
    if findings is None:
        why = f": {printable(found.failure)}" if found.failure else ""
        return [f"{printable(path)}: {found.told}{why}"]
    kernel = findings.kernel
    lines = [f"{printable(path)}: {findings.kind}, {findings.completeness}, told at site {found.site}"]
    lines += [f"  {one.severity}: {one.code}: {printable(one.detail)}" for one in findings.problems]
    if kernel is not None:
        lines += [f"  {_covered(one)}" for one in kernel.coverage[:LISTED]]
        lines += [f"  {printable(member)}" for member in kernel.members[:LISTED]]
        needed = [f"the clock {code}" for code in kernel.needs_clocks]
        needed += ["leap seconds"] if kernel.needs_leap_seconds else []
        lines += [f"  needs {' and '.join(needed)}"] if needed else []
    if findings.frame is not None:
        lines += [f"  {line}" for line in frame_lines(findings.frame)]
    return lines


def problem_line(row: DescribedRow) -> str:
    """Return one file that somebody should look at."""
    words = [one for one in (row.worst, row.completeness, row.told) if one in TELLING]
    return f"{printable(row.path)}  {row.kind or 'unknown'}  {', '.join(words)}"


def _covered(one: CoverageOf) -> str:
    if one.utc:
        span = f"{one.utc[0][0]} to {one.utc[-1][1]}"
    elif one.intervals:
        span = f"{one.scale} {one.intervals[0][0]} to {one.intervals[-1][1]}"
    else:
        span = "nothing"
    return f"{one.subject} {one.code}: {span}, {counted(max(len(one.intervals) - 1, 0), 'gap')}"
