"""Pages for people: everything that is put in is escaped, and footprints are drawn where they are."""

import re
from xml.etree import ElementTree

from services.archive.pages.html import element
from services.archive.pages.sky import frame_drawing, sky_drawing


def ring(*points: tuple[float, float]) -> dict[str, object]:
    """Return a polygon as GeoJSON."""
    return {"type": "Polygon", "coordinates": [[list(one) for one in points]]}


def test_what_is_put_in_is_escaped() -> None:
    """Text and attributes; attributes of None and False are left out."""
    made = element("a", "<script>", href='"><script>', title=None, hidden=True, draggable=False)
    assert made.text == '<a href="&quot;&gt;&lt;script&gt;" hidden>&lt;script&gt;</a>'


def test_a_footprint_is_drawn_north_up_and_east_to_the_left() -> None:
    """Also over a pole, and over right ascension 0; one wider than half the sky is not drawn."""
    drawn = frame_drawing(ring((359.5, 0), (0.5, 0), (0.5, 1), (359.5, 1), (359.5, 0)))
    assert drawn is not None
    steps = re.search(r' d="([^"]*)"', drawn.text)
    assert steps is not None
    corners = [tuple(map(float, one.split())) for one in re.findall(r"[ML]([\d.]+ [\d.]+)", steps[1])]
    west, east, upper, *_ = corners
    assert (east[0] < west[0], upper[1] < east[1]) == (True, True)
    pole = frame_drawing(ring((0, 89), (90, 89), (180, 89), (270, 89), (0, 89)))
    assert pole is not None
    assert "+90.0000" in pole.text
    assert frame_drawing(ring((0, 80), (120, -40), (240, -40), (0, 80))) is None


def test_the_whole_sky_has_a_shape_for_each_footprint() -> None:
    """A small one, and one over right ascension 0, is a point; each leads to its frame."""
    drawn = sky_drawing(
        [
            (ring((10, 10), (20, 10), (20, 20), (10, 10)), "/browse/frames/1"),
            (ring((355, 0), (5, 0), (5, 5), (355, 0)), "/browse/frames/2"),
            (ring((50, 0), (50.01, 0), (50.01, 0.01), (50, 0)), "/browse/frames/3"),
        ]
    )
    root = ElementTree.fromstring(drawn.text)
    shapes = [(link.get("href"), [child.tag for child in link]) for link in root.iter("a")]
    assert shapes == [
        ("/browse/frames/1", ["path"]),
        ("/browse/frames/2", ["circle"]),
        ("/browse/frames/3", ["circle"]),
    ]
