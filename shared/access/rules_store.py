"""The rules of access of a collection on the bus."""

from collections.abc import Callable

from shared.access.signed.unsigned import check_unsigned, nobody_asked
from shared.bus.port import Bus
from shared.contracts.bucket_keys import access_rules_key
from shared.contracts.messages.access import AccessRules
from shared.contracts.topology import Bucket


class RulesStore:
    """Where rules are stored."""

    def __init__(self, bus: Bus, collection: str, asks: Callable[[str], bool] = nobody_asked) -> None:
        self._bus = bus
        self._asks = asks
        self.collection = collection

    async def replace(self, rules: AccessRules, *, revision: int) -> int | None:
        """Store the rules in place of those of a revision, 0 where there were none; return the new revision.

        None where others were stored meanwhile.

        Raises:
            RefusedError: an operator has to sign them.
            BusError: the bus does not take it.
        """
        check_unsigned(self.collection, asks=self._asks(self.collection))
        value = rules.model_dump_json().encode()
        return await self._bus.update(
            Bucket.RULES, access_rules_key(self.collection), value, revision=revision
        )
