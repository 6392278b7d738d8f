"""How a soak judges and draws what it measured."""

from collections.abc import Callable
from xml.etree import ElementTree

from tests.soak.drawing import draw
from tests.soak.judging import judge
from tests.soak.sampling import Sample


def series(subject: str, measure: str, value: Callable[[int], float]) -> list[Sample]:
    """Return a minute of samples, one a second."""
    return [Sample(seconds=n, subject=subject, measure=measure, value=value(n)) for n in range(60)]


def test_what_grows_without_end_is_not_flat():
    """A leak shows, a cache that fills in the beginning does not."""
    leak = series("manager-a", "rss_mib", lambda n: 70 + n)
    filled = series("manager-b", "rss_mib", lambda n: 70 + min(n, 15))
    assert [(one.subject, one.flat) for one in judge(leak + filled)] == [
        ("manager-a", False),
        ("manager-b", True),
    ]


def test_what_is_kept_for_ever_is_not_judged():
    """The log grows with every commit: that is what it is for."""
    assert judge(series("LOG", "messages", float)) == []


def test_chart_is_a_document():
    """What is drawn can be read, whatever its names hold."""
    drawn = draw(series("a <b> & c", "rss_mib", float) + series("JOBS", "messages", lambda _: 0.0))
    assert len(ElementTree.fromstring(drawn).findall(".//{http://www.w3.org/2000/svg}polyline")) == 2
