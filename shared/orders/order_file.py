"""A file of orders: the last that was believed under each name, over restarts of a process."""

import json
import logging
from collections.abc import Collection
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from shared.contracts.messages.signed import Signed
from shared.identity.private_file import write_private

log = logging.getLogger(__name__)

ORDERS: TypeAdapter[dict[str, Signed]] = TypeAdapter(dict[str, Signed])


class OrderFile:
    """Implements `KeptOrders`, for those kinds of orders that a process heeds."""

    def __init__(self, path: Path, *, kinds: Collection[str]) -> None:
        self._path = path
        self._kinds = frozenset(kinds)
        self._orders = _read(path)

    def get(self, name: str) -> Signed | None:
        """See `KeptOrders`."""
        return self._orders.get(name)

    def names(self) -> Collection[str]:
        """See `KeptOrders`."""
        return self._orders.keys()

    def keep(self, name: str, signed: Signed) -> None:
        """See `KeptOrders`. Raises OSError: the state directory cannot be written."""
        if name.partition(".")[0] not in self._kinds:
            return
        self._orders[name] = signed
        write_private(self._path, ORDERS.dump_json(self._orders).decode())


def _read(path: Path) -> dict[str, Signed]:
    """Return what a file holds; of one that cannot be read nothing, as of a new process."""
    try:
        return ORDERS.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (ValidationError, json.JSONDecodeError) as error:
        log.error("%s cannot be read, and no order is remembered: %s", path, error)
        return {}
