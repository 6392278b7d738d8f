"""Descriptions of kernels as lines for a person, and as values for JSON. Pure."""

from collections.abc import Sequence

from shared.spice.coverage.intervals import clipped
from shared.spice.coverage.model import Coverage, Interval, Scale
from shared.spice.describe.model import Completeness, Description
from shared.spice.problems import Problem
from shared.spice.times.iso import Rounding, tdb_text, utc_text
from shared.spice.times.leap_seconds import LeapSeconds
from spicerack.text import aligned, counted, printable

TIMELINE = 40
"""Characters of a timeline: with subject and two times it fits in 132 columns."""
COVERED, PARTLY, GAP = "█", "▒", "·"
LISTED = 20
"""Subjects and members of one kernel that are listed; `--json` gives all."""

TIME_MAX = 1e300
"""Of a timeline: a broken kernel may claim any time, and the difference of two has to be finite."""


def description_lines(name: str, told: Description, leaps: LeapSeconds | None) -> list[str]:
    """Return a description as lines.

    Args:
        name: the file's name, as it was typed.
        told: what is told of it.
        leaps: leap seconds, so that times are shown in UTC; None shows them in TDB.
    """
    seen = told.glance
    head = f"{printable(name)}: {seen.kind.family} ({seen.kind.form})"
    whole = [] if seen.completeness is Completeness.UNTOLD else [seen.completeness.value]
    counts = [counted(len(those), noun) for those, noun in _counted(told) if those]
    return [
        ", ".join([head, *whole, *counts]),
        *(f"  {_problem_line(each)}" for each in told.problems),
        *(f"  {line}" for line in coverage_lines(told.coverage, leaps)),
        *_needs_lines(told),
        *_listed([printable(member.path) for member in told.members], "member"),
    ]


def _counted(told: Description) -> list[tuple[Sequence[object], str]]:
    defines = told.defines
    return [
        (told.segments, "segment"),
        (told.assignments, "assignment"),
        (told.members, "member"),
        (tuple(defines.frames), "frame"),
        (defines.instruments, "instrument"),
        (defines.clocks, "clock"),
    ]


def _problem_line(each: Problem) -> str:
    where = f" (line {each.line})" if each.line is not None else ""
    return f"{each.severity.name.lower()}: {each.code}: {each.detail}{where}"


def _needs_lines(told: Description) -> list[str]:
    needs = [f"the clock {code}" for code in told.needs.clocks]
    needs += ["leap seconds"] if told.needs.leap_seconds else []
    return [f"  needs {' and '.join(needs)}"] if needs else []


def _listed(lines: Sequence[str], noun: str) -> list[str]:
    more = len(lines) - LISTED
    rest = [f"  and {counted(more, noun)} more: see --json"] if more > 0 else []
    return [*(f"  {line}" for line in lines[:LISTED]), *rest]


def coverage_lines(coverage: Sequence[Coverage], leaps: LeapSeconds | None) -> list[str]:
    """Return a timeline for each subject, all over the same span, with its first and last time."""
    covered = [each for each in coverage if each.intervals]
    if not covered:
        return []
    shown = covered[:LISTED]
    start = min(each.intervals[0][0] for each in shown)
    stop = max(each.intervals[-1][1] for each in shown)
    rows = [
        (
            f"{each.subject} {each.code}",
            timeline(each.intervals, start, stop),
            time_text(each.intervals[0][0], each.scale, leaps, Rounding.UP),
            time_text(each.intervals[-1][1], each.scale, leaps, Rounding.DOWN),
            counted(len(each.intervals) - 1, "gap") + ("" if each.exact else " at least"),
        )
        for each in shown
    ]
    more = len(covered) - len(shown)
    return [*aligned(rows), *([f"and {more} more: see --json"] if more > 0 else [])]


def timeline(intervals: Sequence[Interval], start: float, stop: float, width: int = TIMELINE) -> str:
    """Return `start` to `stop` in so many characters: covered, partly covered, or a gap.

    What lies before or after is not shown.
    """
    start, stop = max(start, -TIME_MAX), min(stop, TIME_MAX)
    step = (stop - start) / width
    if step <= 0:
        return COVERED
    parts = [0.0] * width
    for begin, end in clipped(intervals, start, stop):
        first = min(int((begin - start) / step), width - 1)
        last = min(int((end - start) / step), width - 1)
        # An instant is seen too, though it lasts no time.
        parts[first] += 1e-9
        for at in range(first, last + 1):
            low, high = start + at * step, start + (at + 1) * step
            parts[at] += max(0.0, min(end, high) - max(begin, low)) / step
    return "".join(COVERED if part > 0.999 else PARTLY if part > 0 else GAP for part in parts)


def time_text(time: float, scale: Scale, leaps: LeapSeconds | None, rounding: Rounding) -> str:
    """Return a time as text: ticks as a number, TDB in UTC where there are leap seconds."""
    if scale is Scale.TICKS:
        return f"tick {time:.3f}"
    return utc_text(time, leaps, rounding) if leaps is not None else tdb_text(time, rounding)


def description_value(name: str, told: Description, leaps: LeapSeconds | None) -> dict[str, object]:
    """Return a description as a value that JSON can hold."""
    seen = told.glance
    return {
        "name": name,
        "kind": seen.kind.family.value,
        "form": seen.kind.form.value,
        "told_by": seen.kind.evidence.value,
        "completeness": seen.completeness.value,
        "needed_bytes": seen.needed,
        "broken": told.broken,
        "problems": [_problem_value(each) for each in told.problems],
        "internal_name": told.internal_name,
        "comments": told.comments,
        "segments": len(told.segments),
        "coverage": [_coverage_value(each, leaps) for each in told.coverage],
        "needs": {"clocks": told.needs.clocks, "leap_seconds": told.needs.leap_seconds},
        "defines": {
            "frames": dict(told.defines.frames),
            "bodies": dict(told.defines.bodies),
            "instruments": told.defines.instruments,
            "constants": told.defines.constants,
            "clocks": told.defines.clocks,
        },
        "members": [member.path for member in told.members],
    }


def _problem_value(each: Problem) -> dict[str, object]:
    return {
        "code": each.code.value,
        "severity": each.severity.name.lower(),
        "detail": each.detail,
        "line": each.line,
    }


def _coverage_value(each: Coverage, leaps: LeapSeconds | None) -> dict[str, object]:
    value: dict[str, object] = {
        "subject": each.subject.value,
        "code": each.code,
        "scale": each.scale.value,
        "exact": each.exact,
        "intervals": each.intervals,
    }
    if each.scale is Scale.TDB and leaps is not None:
        value["utc"] = [
            (utc_text(start, leaps, Rounding.UP), utc_text(stop, leaps, Rounding.DOWN))
            for start, stop in each.intervals
        ]
    return value
