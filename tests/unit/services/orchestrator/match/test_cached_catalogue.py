"""Asking the folded log once for each pass of matching."""

import pytest

from services.orchestrator.match.cached_catalogue import CachedCatalogue
from services.orchestrator.match.match import match, unavailable
from services.orchestrator.match.plan import Limits, Situation
from shared.catalog.holdings import HISTORY_MAX
from shared.catalog.store.projection import Projection
from shared.model.entry import DELETED
from tests.unit.services.orchestrator.decide.deciding import content, file
from tests.unit.services.orchestrator.match.test_match import NOTHING, catalogue, want


@pytest.fixture
def log() -> Projection:
    """A path with two contents, one that was deleted, and one that was born late."""
    return catalogue(
        ("f", 1, file("1")),
        ("gone", 2, file("1")),
        ("f", 3, file("2")),
        ("gone", 4, DELETED),
        ("g", 5, file("3")),
    )


def test_answers_are_those_of_the_log(log: Projection) -> None:
    """At every revision and of every path, asked in any order, and again."""
    once = CachedCatalogue(log)
    for _ in range(2):
        for path in ("f", "gone", "g", "never"):
            assert once.head(path) == log.head(path)
            for revision in (9, 0, 1, 2, 3, 4, 5):
                assert once.entry_at(path, revision) == log.entry_at(path, revision)
        for digit in "1239":
            assert once.with_content(content(digit), limit=2) == log.with_content(content(digit), limit=2)
        assert once.files_before("g", limit=8) == log.files_before("g", limit=8)


def test_matching_reads_each_path_and_content_once() -> None:
    """However many sites want a file, or hold it, the log is asked for its head and its content's places."""
    log = catalogue(*((f"f{number}", number + 1, file(f"{number}")) for number in range(5)))
    needs = [(f"f{number}", number + 1, NOTHING) for number in range(5)]
    wants = {site: want(site, *needs) for site in ("b", "c", "d")}
    holders = {"a": want("a", placed=9), "e": want("e", placed=9), **wants}
    queries: list[str] = []
    log._db.set_trace_callback(queries.append)
    once = CachedCatalogue(log)
    plans = match(Situation(wants=wants, holders=holders), once, Limits())
    assert unavailable(Situation(wants=wants, holders=holders), once, plans) == ()
    assert [set(plan.placements) for plan in plans] == [{"b", "c", "d"}]
    assert len(queries) == len(set(queries)) == 2 * len(needs)
    assert sum(f"LIMIT {HISTORY_MAX}" in query for query in queries) == len(needs)
