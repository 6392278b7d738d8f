"""Coverage of the catalogue as a picture: a bar for each subject and each kernel, over one axis of time.

SVG 1.1 (https://www.w3.org/TR/SVG11/), without scripts, fonts or anything from elsewhere. Pure.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from shared.contracts.http.knowledge.kernels import CoverageAnswer
from shared.spice.coverage.intervals import clipped
from shared.spice.coverage.model import Interval
from spicerack.commands.science.lines.coverage_lines import ends_of, intervals_of, spans_of, title
from spicerack.commands.science.lines.kernel_lines import TIME_MAX
from spicerack.text import counted, printable

KERNELS_DRAWN = 100
"""Bars of kernels for one subject: a picture of more is no picture."""

ROW, BAR, LABELS, AXIS, EDGE = 20, 12, 380, 640, 10
"""Pixels: height of a row and of a bar in it, widths of the labels and of the axis, and the edge."""

CHARACTERS = 56
"""Of a label: as many as its width has room for, the end of a path counts most."""

WHOLE, KERNEL, GROUND = "#1f5fa8", "#7ba7d9", "#e8e8e8"

Row = tuple[str, Sequence[Interval], str]
"""A label, its spans, and their colour."""


def coverage_svg(answers: Sequence[CoverageAnswer]) -> str:
    """Return coverage as SVG."""
    ends = ends_of(answers) or (0.0, 0.0)
    rows = [row for one in answers for row in _rows(one)]
    height = ROW * (len(rows) + 1) + 2 * EDGE
    width = LABELS + AXIS + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, row in enumerate(rows):
        parts += _drawn(row, EDGE + number * ROW, ends)
    parts += _axis(answers, EDGE + len(rows) * ROW)
    return "\n".join([*parts, "</svg>", ""])


def _rows(answer: CoverageAnswer) -> list[Row]:
    rows: list[Row] = [(title(answer), intervals_of(answer.spans), WHOLE)]
    rows += [(one.path, spans_of(one), KERNEL) for one in answer.kernels[-KERNELS_DRAWN:]]
    more = len(answer.kernels) - KERNELS_DRAWN
    return rows if more <= 0 else [*rows, (f"and {counted(more, 'kernel')} more", (), KERNEL)]


def _drawn(row: Row, top: int, ends: Interval) -> list[str]:
    label, spans, colour = row
    short = label if len(label) <= CHARACTERS else f"…{label[1 - CHARACTERS :]}"
    text = escape(printable(short))
    left, bar = EDGE + LABELS, top + (ROW - BAR) // 2
    return [
        f'<text x="{left - 6}" y="{top + 14}" text-anchor="end">{text}</text>',
        f'<rect x="{left}" y="{bar}" width="{AXIS}" height="{BAR}" fill="{GROUND}"/>',
        *(
            f'<rect x="{left + x:.2f}" y="{bar}" width="{width:.2f}" height="{BAR}" fill="{colour}"/>'
            for x, width in _merged(spans, ends)
        ),
    ]


def _merged(spans: Sequence[Interval], ends: Interval) -> list[tuple[float, float]]:
    """Return left edges and widths; spans that touch within half a pixel are one: their count is bounded.

    What a kernel covers before the axis begins or after it ends is not drawn.
    """
    first, last = max(ends[0], -TIME_MAX), min(ends[1], TIME_MAX)
    length = (last - first) or 1.0
    drawn: list[tuple[float, float]] = []
    for start, stop in clipped(spans, first, last):
        x, right = ((each - first) / length * AXIS for each in (start, stop))
        if drawn and x - drawn[-1][1] < 0.5:
            drawn[-1] = (drawn[-1][0], max(drawn[-1][1], right))
        else:
            drawn.append((x, right))
    return [(x, max(right - x, 0.5)) for x, right in drawn]


def _axis(answers: Sequence[CoverageAnswer], top: int) -> list[str]:
    """Return the first and last time, as the service wrote them."""
    spans = [span for one in answers for span in (*one.spans, *one.gaps)]
    if not spans:
        return []
    first = min(spans, key=lambda one: one.start).start_utc
    last = max(spans, key=lambda one: one.stop).stop_utc
    left = EDGE + LABELS
    return [
        f'<text x="{left}" y="{top + 14}">{escape(first)}</text>',
        f'<text x="{left + AXIS}" y="{top + 14}" text-anchor="end">{escape(last)}</text>',
    ]
