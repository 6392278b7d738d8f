"""New rules are taken over where a site of the collection has signed them, and only there."""

from datetime import UTC, datetime

import pytest

from services.manager.context import ManagerContext
from services.manager.tasks.heed_rules import read_rules
from shared.catalog.fold.keyring import End, LogKey, Origin
from shared.contracts.bucket_keys import replica_rules_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.sites.replica_rules import ReplicaRules, SiteRule
from shared.identity.keys import SigningKey
from shared.service.rule_store import RuleStore
from tests.unit.services.manager.wiring import new_core

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
KEY, OTHER = SigningKey(b"s" * 32), SigningKey(b"o" * 32)
RULES = ReplicaRules(
    collection="c", version=1, made_at=NOON, rules=(SiteRule(sites=("b",), exclude=("raw/",)),)
)


@pytest.fixture
async def context() -> ManagerContext:
    """Return site b; site a is registered."""
    context = new_core()
    await context.registry.register_site(SiteRecord(collection="c", site="a", key=KEY.public))
    return context


def store(context: ManagerContext) -> RuleStore:
    """Return where rules are."""
    return RuleStore(context.bus, "c")


async def test_rules_that_a_registered_site_signed_are_taken_over(context):
    """Whichever site a person asked."""
    await store(context).add(RULES, site="a", key=KEY)
    await read_rules(context)
    assert (context.state.rule.now.version, context.observed.rules_doubt) == (1, "")


@pytest.mark.parametrize("key", [None, OTHER])
async def test_rules_that_nobody_known_signed_are_not_and_the_site_says_so(context, key):
    """The rule that it had stays; once they are set anew, it follows."""
    if key is None:
        await context.bus.put(Bucket.RULES, replica_rules_key("c", 1), RULES.model_dump_json().encode())
    else:
        await store(context).add(RULES, site="a", key=key)
    await read_rules(context)
    assert context.state.rule.now.version == 0
    assert "version 1 of the rules is signed by" in context.observed.rules_doubt
    assert "set them anew" in context.observed.rules_doubt

    await store(context).add(RULES.model_copy(update={"version": 2}), site="a", key=KEY)
    await read_rules(context)
    assert (context.state.rule.now.version, context.observed.rules_doubt) == (2, "")


@pytest.mark.parametrize(("end", "version"), [(None, 1), (End.REPLACED, 1), (End.REVOKED, 0)])
async def test_a_key_that_the_log_knows_signs_too_unless_it_was_revoked(context, end, version):
    """Its site may have another key since, or be no member any more."""
    known = LogKey(owner="gone", key=OTHER.public, since=1, origin=Origin.ENTERED, until=2, end=end)
    context.state.projection.keys.keep((known,))
    await store(context).add(RULES, site="gone", key=OTHER)
    await read_rules(context)
    assert context.state.rule.now.version == version
