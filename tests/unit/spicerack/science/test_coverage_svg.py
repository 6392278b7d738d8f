"""Coverage of the catalogue as a picture."""

from xml.etree import ElementTree

from spicerack.commands.science.lines.coverage_svg import (
    AXIS,
    GROUND,
    KERNEL,
    KERNELS_DRAWN,
    WHOLE,
    coverage_svg,
)
from tests.unit.spicerack.science.answers import coverage, row, span

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str, colour: str) -> list[float]:
    """Return the widths of the bars of a colour; the text is well-formed."""
    bars = ElementTree.fromstring(text).iter(f"{SVG}rect")
    return [float(bar.attrib["width"]) for bar in bars if bar.attrib["fill"] == colour]


def test_bars_are_as_long_as_what_is_covered() -> None:
    """Of a span half covered, half of the axis is."""
    text = coverage_svg([coverage(span(0, 10), span(30, 40), gaps=(span(10, 30),))])

    assert drawn(text, WHOLE) == [AXIS / 4, AXIS / 4]
    assert drawn(text, GROUND) == [AXIS]
    assert ">t0<" in text
    assert ">t40<" in text


def test_names_of_kernels_are_text_and_nothing_else() -> None:
    """Markup and control characters of a path are escaped."""
    text = coverage_svg([coverage(span(0, 1), kernels=(row("<script>&\x01.bsp", span(0, 1)),))])

    assert "<script" not in text
    labels = [one.text for one in ElementTree.fromstring(text).iter(f"{SVG}text")]
    assert "<script>&\\x01.bsp" in labels


def test_a_picture_is_bounded() -> None:
    """Ten thousand spans are no more bars than the axis has pixels for, and kernels are counted."""
    spans = [span(at, at + 0.01) for at in range(10_000)]
    many = tuple(row(f"{at}.bsp", span(0, 1)) for at in range(KERNELS_DRAWN + 7))
    text = coverage_svg([coverage(*spans, kernels=many)])

    assert len(drawn(text, WHOLE)) <= 2 * AXIS
    assert len(drawn(text, GROUND)) == 1 + KERNELS_DRAWN + 1
    assert "and 7 kernels more" in text


def test_nothing_and_an_instant_are_pictures_too() -> None:
    """What lasts no time is seen."""
    assert drawn(coverage_svg([coverage()]), WHOLE) == []
    assert drawn(coverage_svg([coverage(span(5, 5))]), WHOLE) == [0.5]


def test_bars_of_kernels_end_where_the_axis_does() -> None:
    """Of a kernel that covers more than was asked for, the part that was is drawn."""
    wide = row("a.bsp", span(-1e6, 1e6))
    text = coverage_svg([coverage(span(10, 20), kernels=(wide, row("b.bsp", span(30, 40))))])

    assert drawn(text, KERNEL) == [AXIS]
    assert drawn(coverage_svg([coverage(span(-1e308, 1e308), kernels=(wide,))]), WHOLE) == [AXIS]
