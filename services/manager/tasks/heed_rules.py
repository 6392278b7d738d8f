"""The task that hears of new rules of replicas, and takes over what they say of this site."""

import logging

from services.manager.context import ManagerContext
from shared.bus.buckets import bucket_stream, key_subject
from shared.contracts.bucket_keys import replica_rules_key
from shared.contracts.buckets import Bucket
from shared.service.rule_store import RuleStore, UnreadableRulesError

log = logging.getLogger(__name__)


async def read_rules(context: ManagerContext) -> None:
    """Take over the rules that stand now. Call it before anything is said. Raises BusError."""
    try:
        rules = await RuleStore(context.bus, context.identity.collection).newest()
    except UnreadableRulesError as error:
        log.error("site %s keeps its rule: %s", context.identity.site, error)
        return
    before = context.state.rule.now.version
    if context.state.take_rules(rules):
        said = context.state.rule.now.followed.model_dump_json(exclude={"selected"}, exclude_defaults=True)
        log.warning("site %s has rule %d now: %s", context.identity.site, rules.version, said)
        context.dirty.add_all()
    context.meaning.look_again()
    if rules.version != before:
        context.rule_taken.set()
        context.wake()


async def heed_rules(context: ManagerContext) -> None:
    """Take over each new version, without end."""
    subject = key_subject(Bucket.RULES, replica_rules_key(context.identity.collection, "*"))
    async for _ in context.bus.follow(bucket_stream(Bucket.RULES), subject, after=0):
        await read_rules(context)
