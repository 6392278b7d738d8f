"""Orders of operators that a site has believed, kept in its index: an older one never counts again."""

from collections.abc import Collection

from services.manager.state.database.index import Index
from shared.contracts.messages.signed import Signed

PREFIX = "order:"


class SiteOrders:
    """Implements `KeptOrders`."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def get(self, name: str) -> Signed | None:
        """See `KeptOrders`."""
        text = self._index.fact(PREFIX + name)
        return Signed.model_validate_json(text) if text else None

    def names(self) -> Collection[str]:
        """See `KeptOrders`."""
        return [name.removeprefix(PREFIX) for name in self._index.facts(PREFIX)]

    def keep(self, name: str, signed: Signed) -> None:
        """See `KeptOrders`."""
        self._index.set_fact(PREFIX + name, signed.model_dump_json())
