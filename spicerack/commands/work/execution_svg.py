"""Executions drawn as SVG: a bar of time for each stay in a state. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Final

from shared.contracts.http.workflows import ExecutionAnswer
from shared.states.history import events as ev
from spicerack.commands.work.execution_lines import Stay, row_line, stays_of

ROW: Final = 20
"""Pixels of one stay."""

NAMES: Final = 260
BARS: Final = 640
"""Pixels of names, and of the line of time."""

STAYS_MAX: Final = 2_000
"""Rows of a picture: a Map may have more, and no browser shows them well."""

COLOURS: Final = {"✓": "#2e7d32", "!": "#ef6c00", "✗": "#c62828", "…": "#1565c0"}

OUT_OF_XML: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
"""Characters that no XML document may hold (XML 1.0, 2.2)."""


def execution_svg(row: ExecutionAnswer, events: Sequence[ev.Fact | ev.Decision]) -> str:
    """Return the picture of an execution: standing alone, without scripts or outside resources."""
    stays = stays_of(events)
    shown = stays[:STAYS_MAX]
    left_off = len(stays) - len(shown)
    height = ROW * (len(shown) + 2 + bool(left_off))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{NAMES + BARS}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        _text(4, 0, row_line(row)),
    ]
    if shown:
        begin = min(stay.begun for stay in shown)
        end = max(stay.ended or events[-1].at for stay in shown)
        for number, stay in enumerate(shown, start=1):
            lines += _stay(stay, number, begin, end, stay.ended or events[-1].at)
    if left_off:
        lines.append(_text(4, len(shown) + 1, f"and {left_off} more"))
    return "\n".join((*lines, "</svg>", ""))


def _stay(stay: Stay, number: int, begin: datetime, end: datetime, until: datetime) -> Iterator[str]:
    whole = max((end - begin).total_seconds(), 1e-9)
    x = NAMES + (stay.begun - begin).total_seconds() / whole * (BARS - 4)
    width = max((until - stay.begun).total_seconds() / whole * (BARS - 4), 2)
    tries = f", {stay.tries} tries" if stay.tries > 1 else ""
    seconds = f"{(until - stay.begun).total_seconds():.2f} s{tries}"
    told = escape(f"{stay.state}: {seconds} {stay.failed}".strip().translate(OUT_OF_XML))
    yield _text(4 + 12 * stay.depth, number, stay.state)
    yield (
        f'<rect x="{x:.1f}" y="{ROW * number + 4}" width="{width:.1f}" height="{ROW - 8}" '
        f'fill="{COLOURS[stay.mark]}"><title>{told}</title></rect>'
    )


def _text(x: int, number: int, text: str) -> str:
    return f'<text x="{x}" y="{ROW * number + 14}">{escape(text.translate(OUT_OF_XML))}</text>'
