"""Shares of a plan over the sites that hold them."""

import pytest

from services.orchestrator.match.spread import MEASURED_MIN, SourceRates, spread


@pytest.mark.parametrize(
    ("rates", "sources"),
    [
        ({}, "abab"),
        ({"a": 1.0, "b": 1.0}, "abab"),
        ({"a": 100.0, "b": 1.0}, "aaaa"),
        ({"a": 1.0, "b": 3.0}, "bbab"),
        ({"b": 1.0}, "abab"),
    ],
    ids=["nothing known", "alike", "slow", "thrice", "one unknown"],
)
def test_each_share_comes_from_where_it_is_there_first(rates: dict[str, float], sources: str) -> None:
    """A site that would take longer for one share than others for all gets none."""
    assert "".join(spread([10, 10, 10, 10], ["a", "b"], rates)) == sources


def test_the_rate_of_a_site_follows_its_packs() -> None:
    """The last one counts, and not alone; small ones tell nothing."""
    measured = SourceRates()
    measured.note("a", MEASURED_MIN - 1, 1.0)
    measured.note("a", 10 * MEASURED_MIN, 0.0)
    assert measured.rates == {}
    measured.note("a", 10 * MEASURED_MIN, 1.0)
    measured.note("a", 20 * MEASURED_MIN, 1.0)
    assert measured.rates == {"a": pytest.approx(13 * MEASURED_MIN)}
