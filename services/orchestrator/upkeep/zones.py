"""The zones of a collection's sites, by the labels that its rules give them."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.bus.buckets import bucket_stream, key_subject
from shared.bus.port import Bus
from shared.contracts.bucket_keys import replica_rules_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.model.errors import OperatorError
from shared.orders.ordered_rules import RulesBus
from shared.service.rule_store import RuleStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """Heeds labels while the lease of their collection is held.

    They say where bytes come from, and nothing else: managers look who has signed rules.
    """

    bus: Bus
    said: RulesBus
    """The bucket as it is to be heeded."""
    collection: str
    take: Callable[[Mapping[str, str]], None]

    async def follow(self) -> None:
        """Take in each version of the rules, without end. Raises BusError."""
        subject = key_subject(Bucket.RULES, replica_rules_key(self.collection, "*"))
        async for _ in self.bus.follow(bucket_stream(Bucket.RULES), subject, after=0):
            try:
                self.take(zones_of(await RuleStore(self.said, self.collection).newest()))
            except OperatorError as error:
                log.warning("zones of sites stay as they were: %s", error)


def zones_of(rules: ReplicaRules) -> dict[str, str]:
    """Return the zone of each site that has one."""
    return {one.site: zone for one in rules.labels if (zone := rules.zone_of(one.site))}
