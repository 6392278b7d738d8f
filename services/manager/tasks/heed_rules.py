"""The task that hears of new rules of replicas, and takes over what they say of this site."""

import logging

from services.manager.context import ManagerContext
from shared.bus.buckets import bucket_stream, key_subject
from shared.catalog.fold.keyring import End, operators_of
from shared.contracts.bucket_keys import replica_rules_key
from shared.contracts.buckets import Bucket
from shared.model.errors import OperatorError
from shared.service.rule_store import RuleStore


class UnsignedRulesError(OperatorError):
    """New rules are not signed by a site of the collection: the operator has to set them anew."""


log = logging.getLogger(__name__)


async def read_rules(context: ManagerContext) -> None:
    """Take over the rules that stand now. Call it before anything is said. Raises BusError."""
    store, before = RuleStore(context.said, context.identity.collection), context.state.rule.now.version
    try:
        rules = await store.newest()
        if operators_of(context.state.projection.keys):
            _check_signed(rules.version, before=before)
        else:
            await _believe(context, store, rules.version, before=before)
    except OperatorError as error:
        if context.observed.rules_doubt != str(error):
            log.error("site %s keeps its rule: %s", context.identity.site, error)
        context.observed.rules_doubt = str(error)
        context.observed.rules = None
        return
    context.observed.rules_doubt = ""
    context.observed.rules = rules
    if context.state.take_rules(rules):
        said = context.state.rule.now.followed.model_dump_json(exclude={"selected"}, exclude_defaults=True)
        log.warning("site %s has rule %d now: %s", context.identity.site, rules.version, said)
        context.dirty.add_all()
    context.meaning.look_again()
    if rules.version != before:
        context.rule_taken.set()
        context.wake()


def _check_signed(version: int, *, before: int) -> None:
    """Make sure that an operator has signed rules at all. Raises UnsignedRulesError."""
    if version < before:
        raise UnsignedRulesError(
            f"version {before} of the rules is signed by no operator whose key is heeded: set them anew "
            "(`spicerack rule set`)"
        )


async def _believe(context: ManagerContext, store: RuleStore, version: int, *, before: int) -> None:
    """Make sure that a site of the collection has signed new rules. Raises UnsignedRulesError."""
    if version in (0, before):
        return
    signer = await store.signer_of(version)
    if signer is None:
        raise UnsignedRulesError(
            f"version {version} of the rules is signed by no site: set them anew (`spicerack rule set`)"
        )
    record = await context.registry.site(store.collection, signer.site)
    known = context.state.projection.keys.find(signer.site, signer.key)
    registered = record is not None and record.key == signer.key
    if (known is None and not registered) or (known is not None and known.end is End.REVOKED):
        raise UnsignedRulesError(
            f"version {version} of the rules is signed by a key ({signer.key[:16]}) that is not known as "
            f"that of site {signer.site}: look who wrote it, and set them anew (`spicerack rule set`)"
        )


async def heed_rules(context: ManagerContext) -> None:
    """Take over each new version, without end."""
    subject = key_subject(Bucket.RULES, replica_rules_key(context.identity.collection, "*"))
    async for _ in context.bus.follow(bucket_stream(Bucket.RULES), subject, after=0):
        await read_rules(context)
