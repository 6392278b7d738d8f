"""The versions of rules of replicas on the bus."""

import pytest

from shared.contracts.bucket_keys import replica_rules_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.replica_rules import ReplicaRules, SiteRule
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.service.rule_store import VERSIONS_MAX, RulesSigner, RuleStore, UnreadableRulesError, signature_of
from testing.bus.memory import MemoryBus, MemoryServer

KEY = SigningKey(b"s" * 32)


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
        assert await store.add(version(number), site="a", key=KEY)
    await RuleStore(store.bus, "c2").add(ReplicaRules(collection="c2", version=99), site="a", key=KEY)
    assert (await store.newest()).version == 10
    assert [one.version for one in await store.history()] == [10, 9]


async def test_a_version_is_made_once(store: RuleStore) -> None:
    """Of two who make the next one, the second hears of it."""
    assert await store.add(version(1), site="a", key=KEY)
    assert not await store.add(version(1), site="a", key=KEY)


async def test_rules_that_cannot_be_read_are_not_passed_over(store: RuleStore) -> None:
    """An older version would be in force again, and sites would give up what the newer one keeps."""
    await store.add(version(1), site="a", key=KEY)
    await store.bus.put(Bucket.RULES, replica_rules_key("c", 2), b'{"schema_version": 9}')
    with pytest.raises(UnreadableRulesError, match="version 2 of the rules of c cannot be read"):
        await store.newest()
    assert [one.version for one in await store.history()] == [1]


async def test_the_oldest_versions_go(store: RuleStore) -> None:
    """Every process that reads the bucket reads all of it."""
    for number in range(1, VERSIONS_MAX + 3):
        await store.add(version(number), site="a", key=KEY)
    found = [one.version for one in await store.history()]
    assert (len(found), found[-1]) == (VERSIONS_MAX, 3)


async def test_a_version_is_signed_by_the_site_that_took_it(store: RuleStore) -> None:
    """Of its exact text: one that somebody changed, or wrote past the store, is nobody's."""
    await store.add(version(1), site="a", key=KEY)
    assert await store.signer_of(1) == RulesSigner("a", KEY.public)
    changed = version(1).model_dump_json(indent=1).encode()
    await store.bus.put(Bucket.RULES, replica_rules_key("c", 1), changed)
    assert await store.signer_of(1) is None
    assert await store.signer_of(2) is None


async def test_of_two_who_make_a_version_at_once_the_one_that_stands_is_signed(store: RuleStore) -> None:
    """The other's signature is of another text."""
    other = SigningKey(b"o" * 32)
    await store.add(version(1), site="a", key=KEY)
    late = version(1).model_copy(update={"message": "mine"})
    assert not await store.add(late, site="b", key=other)
    assert await store.signer_of(1) == RulesSigner("a", KEY.public)


async def test_a_signature_of_another_version_or_collection_signs_nothing(store: RuleStore) -> None:
    """Whoever may write to the bucket could put one where it does not belong."""
    rules = version(1)
    data = rules.model_dump_json().encode()
    name, _ = signature_of(rules, data, site="a", key=KEY)
    await store.bus.put(Bucket.RULES, replica_rules_key("c", 1), data)
    for other in (version(2), rules.model_copy(update={"collection": "c2"})):
        await store.bus.put(Bucket.RULES, name, signature_of(other, data, site="a", key=KEY)[1])
        assert await store.signer_of(1) is None
    for value in (b"{", KEY.sign("{}").model_dump_json().encode()):
        await store.bus.put(Bucket.RULES, name, value)
        assert await store.signer_of(1) is None
