"""The rules of replicas on the bus: every version, under a key of its own."""

from dataclasses import dataclass

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus, Message
from shared.contracts.bucket_keys import replica_rules_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.contracts.messages.version import NewerSchemaError
from shared.model.errors import OperatorError

VERSIONS_MAX = 200
"""Kept; the oldest goes when there are more."""


class UnreadableRulesError(OperatorError):
    """The newest rules cannot be read by this version: the operator has to upgrade, or to set them anew."""


@dataclass(frozen=True, slots=True)
class RuleStore:
    """Where the rules of a collection are stored. Everything may raise BusError."""

    bus: Bus
    collection: str

    async def newest(self) -> ReplicaRules:
        """Return the rules in force. Raises UnreadableRulesError."""
        found = await self._stored()
        if not found:
            return ReplicaRules(collection=self.collection)
        version = max(found)
        rules = self._read(version, found[version])
        if rules is None:
            raise UnreadableRulesError(
                f"version {version} of the rules of {self.collection} cannot be read: upgrade or set new ones"
            )
        return rules

    async def history(self) -> tuple[ReplicaRules, ...]:
        """Return all versions that can be read, the newest first."""
        found = sorted((await self._stored()).items(), reverse=True)
        read = (self._read(version, message) for version, message in found)
        return tuple(rules for rules in read if rules is not None)

    async def add(self, rules: ReplicaRules) -> bool:
        """Store the version that `rules` say they are; False where somebody else was quicker."""
        key = replica_rules_key(self.collection, rules.version)
        if await self.bus.create(Bucket.RULES, key, rules.model_dump_json().encode()) is None:
            return False
        for version in sorted(await self._stored())[:-VERSIONS_MAX]:
            await self.bus.remove(Bucket.RULES, replica_rules_key(self.collection, version))
        return True

    async def _stored(self) -> dict[int, Message]:
        prefix = replica_rules_key(self.collection, "")
        values = await self.bus.values(Bucket.RULES)
        numbers = {key.removeprefix(prefix): one for key, one in values.items() if key.startswith(prefix)}
        return {int(number): message for number, message in numbers.items() if number.isdecimal()}

    def _read(self, version: int, message: Message) -> ReplicaRules | None:
        try:
            rules = decode(ReplicaRules, message.data)
        except (BadMessageError, NewerSchemaError):
            return None
        return rules if (rules.collection, rules.version) == (self.collection, version) else None
