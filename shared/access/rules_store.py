"""The rules of access of a collection on the bus."""

from shared.bus.port import Bus
from shared.contracts.bucket_keys import access_rules_key
from shared.contracts.messages.access import AccessRules
from shared.contracts.topology import Bucket


class RulesStore:
    """Where rules are stored."""

    def __init__(self, bus: Bus, collection: str) -> None:
        self._bus = bus
        self.collection = collection

    async def put(self, rules: AccessRules) -> None:
        """Store the rules of the collection. Raises BusError."""
        value = rules.model_dump_json().encode()
        await self._bus.put(Bucket.RULES, access_rules_key(self.collection), value)
