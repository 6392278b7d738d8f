"""Series as lines in an SVG file: one chart for each measure, one under the other. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from tests.soak.sampling import Sample

WIDTH, HEIGHT, MARGIN, LEGEND = 760, 220, 46, 260

COLOURS = ("#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5", "#9c6b4e")
"""Told apart by most people, on white and on black."""

TITLES: Mapping[str, str] = {
    "rss_mib": "resident memory, MiB",
    "descriptors": "open descriptors",
    "cpu_seconds": "processor time since the start of the process, s",
    "messages": "messages in streams",
    "waiting": "messages that wait for a consumer",
    "disk_mib": "disk, MiB",
}

Points = list[tuple[float, float]]


def draw(samples: Iterable[Sample], *, titles: Mapping[str, str] = TITLES) -> str:
    """Return an SVG document with a chart for each measure of `titles`."""
    charts: defaultdict[str, defaultdict[str, Points]] = defaultdict(lambda: defaultdict(list))
    for one in samples:
        if one.measure in titles:
            charts[one.measure][one.subject].append((one.seconds / 60, one.value))
    drawn = [
        _chart(titles[measure], charts[measure], top=number * (HEIGHT + MARGIN))
        for number, measure in enumerate(name for name in titles if name in charts)
    ]
    height = len(drawn) * (HEIGHT + MARGIN) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + LEGEND} {height}" '
        'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
        + "".join(drawn)
        + "</svg>\n"
    )


def _chart(title: str, series: Mapping[str, Points], *, top: int) -> str:
    right = max((x for points in series.values() for x, _ in points), default=1.0) or 1.0
    highest = max((y for points in series.values() for _, y in points), default=1.0) or 1.0
    parts = [
        f'<g transform="translate({MARGIN},{top + MARGIN})">',
        f'<text x="0" y="-8" font-size="13">{escape(title)}</text>',
        f'<path d="M0 0V{HEIGHT - MARGIN}H{WIDTH - 2 * MARGIN}" fill="none" stroke="#888"/>',
        _label(-6, 8, f"{highest:.4g}", "end"),
        _label(-6, HEIGHT - MARGIN, "0", "end"),
        _label(WIDTH - 2 * MARGIN, HEIGHT - MARGIN + 14, f"{right:.0f} min", "end"),
    ]
    for number, (name, points) in enumerate(sorted(series.items())):
        colour = COLOURS[number % len(COLOURS)]
        parts.append(_line(points, right=right, highest=highest, colour=colour))
        parts.append(
            f'<text x="{WIDTH - 2 * MARGIN + 8}" y="{10 + 13 * number}" fill="{colour}">{escape(name)}</text>'
        )
    return "".join([*parts, "</g>"])


def _line(points: Sequence[tuple[float, float]], *, right: float, highest: float, colour: str) -> str:
    across, down = WIDTH - 2 * MARGIN, HEIGHT - MARGIN
    path = " ".join(f"{x / right * across:.1f},{down - y / highest * down:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}"/>'


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="#555" text-anchor="{anchor}">{escape(text)}</text>'
