"""What travels between sites: how much of it lately, and what a worker that comes back adds to that."""

from collections.abc import Mapping

from services.gateway.overview.flows import FLOWS_MAX, RECENT_SECONDS, RecentFlows, Workers
from shared.contracts.messages.presence import CameFrom, WorkerPresence


def workers(**came: Mapping[str, int]) -> Workers:
    """Return a worker for each site, to which bytes came."""
    return {site: [worker(site, some)] for site, some in came.items()}


def worker(site: str, came: Mapping[str, int]) -> WorkerPresence:
    """Return a worker to which bytes came."""
    return WorkerPresence(
        site=site, came=tuple(CameFrom(site=source, bytes=size) for source, size in came.items())
    )


def recent(flows: RecentFlows, now: Workers) -> dict[tuple[str, str], tuple[int, int]]:
    """Return all bytes, and those of lately, by source and target."""
    return {(one.source, one.target): (one.bytes, one.recent_bytes) for one in flows.rows(now)}


def test_what_came_before_the_first_look_is_not_of_lately() -> None:
    """A gateway that starts does not know when that was; what comes afterwards counts at once."""
    flows = RecentFlows()
    assert recent(flows, workers(b={"a": 10})) == {("a", "b"): (10, 0)}
    flows.note(workers(b={"a": 10}), now=0)
    assert recent(flows, workers(b={"a": 17}, c={"a": 3})) == {("a", "b"): (17, 7), ("a", "c"): (3, 3)}


def test_what_was_long_ago_is_not_of_lately() -> None:
    """It ends after the window, though nothing else comes."""
    flows = RecentFlows()
    flows.note(workers(b={"a": 0}), now=0)
    flows.note(workers(b={"a": 5}), now=1)
    assert recent(flows, workers(b={"a": 5})) == {("a", "b"): (5, 5)}
    flows.note(workers(b={"a": 5}), now=1 + RECENT_SECONDS)
    assert recent(flows, workers(b={"a": 5})) == {("a", "b"): (5, 0)}


def test_a_worker_that_was_away_is_no_new_one() -> None:
    """Only what came meanwhile counts; of one that began anew, nothing but what comes from now on."""
    flows = RecentFlows()
    flows.note(workers(b={"a": 1000}), now=0)
    flows.note({}, now=1)
    assert recent(flows, workers(b={"a": 1001})) == {("a", "b"): (1001, 1)}
    flows.note(workers(b={"a": 2}), now=2)
    assert recent(flows, workers(b={"a": 5})) == {("a", "b"): (5, 3)}


def test_workers_of_one_site_are_told_together() -> None:
    """Packs that are on their way, too."""
    active = CameFrom(site="a", bytes=1, active=2)
    some = {"b": [worker("b", {"a": 4}), WorkerPresence(site="b", came=(active,))]}
    (row,) = RecentFlows().rows(some)
    assert (row.bytes, row.active) == (5, 2)


def test_the_busiest_flows_are_told() -> None:
    """Of a rack of very many sites; what moves now is among them."""
    many = {f"s{number:03}": {"a": 1000 + number} for number in range(FLOWS_MAX)}
    busy = {"z": [WorkerPresence(site="z", came=(CameFrom(site="a", bytes=1, active=1),))]}
    rows = RecentFlows().rows({**workers(**many), **busy})
    assert len(rows) == FLOWS_MAX
    assert rows[-1].target == "z"
    assert "s000" not in {row.target for row in rows}
