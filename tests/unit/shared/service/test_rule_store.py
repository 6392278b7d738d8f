"""The versions of rules of replicas on the bus."""

import pytest

from shared.contracts.bucket_keys import replica_rules_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.replica_rules import ReplicaRules, SiteRule
from shared.contracts.topology import Topology
from shared.service.rule_store import VERSIONS_MAX, RuleStore, UnreadableRulesError
from testing.bus.memory import MemoryBus, MemoryServer


@pytest.fixture
def store() -> RuleStore:
    """Return an empty one."""
    return RuleStore(MemoryBus(MemoryServer(Topology()), "manager"), "c")


def version(number: int) -> ReplicaRules:
    """Return a version."""
    return ReplicaRules(collection="c", version=number, rules=(SiteRule(sites=("*",)),))


async def test_the_newest_version_is_in_force_and_all_are_kept(store: RuleStore) -> None:
    """Numbers count, not the order of their digits; other collections have their own."""
    assert (await store.newest()).version == 0
    for number in (9, 10):
        assert await store.add(version(number))
    await RuleStore(store.bus, "c2").add(ReplicaRules(collection="c2", version=99))
    assert (await store.newest()).version == 10
    assert [one.version for one in await store.history()] == [10, 9]


async def test_a_version_is_made_once(store: RuleStore) -> None:
    """Of two who make the next one, the second hears of it."""
    assert await store.add(version(1))
    assert not await store.add(version(1))


async def test_rules_that_cannot_be_read_are_not_passed_over(store: RuleStore) -> None:
    """An older version would be in force again, and sites would give up what the newer one keeps."""
    await store.add(version(1))
    await store.bus.put(Bucket.RULES, replica_rules_key("c", 2), b'{"schema_version": 9}')
    with pytest.raises(UnreadableRulesError, match="version 2 of the rules of c cannot be read"):
        await store.newest()
    assert [one.version for one in await store.history()] == [1]


async def test_the_oldest_versions_go(store: RuleStore) -> None:
    """Every process that reads the bucket reads all of it."""
    for number in range(1, VERSIONS_MAX + 3):
        await store.add(version(number))
    found = [one.version for one in await store.history()]
    assert (len(found), found[-1]) == (VERSIONS_MAX, 3)
