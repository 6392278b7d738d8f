"""Order: what an operator's key has signed, in the bucket of rules beside what it says.

Once an operator's key is in the log, sites and orchestrators heed the newest order under a name, and nothing
else that stands under it.
"""

from typing import Annotated

from pydantic import Field

from shared.contracts.messages.key_entry import PublicKey
from shared.contracts.messages.sites.pause import BY_MAX
from shared.model.base import FrozenModel
from shared.model.names import CollectionName
from shared.model.numbers import Count, Instant, SchemaVersion

ORDER_BYTES_MAX = 768 * 1024
"""Of what is said: the largest rules fit, and the order fits a message of the server."""

OPERATORS_MAX = 1000
"""Keys of operators who speak at a time: every door keeps them in memory."""

OrderName = Annotated[str, Field(pattern=r"^[a-z]+\.[a-z0-9-]+\.[A-Za-z0-9_-]+$", max_length=200)]
"""A key of the bucket of rules."""


class Order(FrozenModel):
    """One thing that an operator says. It travels as `Signed`, by that operator's key."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    name: OrderName
    number: Count
    """Milliseconds since 1970 by the operator's clock: the higher of two orders under one name counts, so
    that nobody brings an old one back."""
    value: str | None = Field(default=None, max_length=ORDER_BYTES_MAX)
    """What stands under the name from now on; None: nothing any more."""


class HeededOperators(FrozenModel):
    """The keys of the operators of a collection, as orchestrators read them in its log.

    In the bucket of sites, where orchestrators alone may write it: for doors, which read no log.
    """

    schema_version: SchemaVersion = 1
    collection: CollectionName
    keys: Annotated[tuple[PublicKey, ...], Field(max_length=OPERATORS_MAX)] = ()
    """None: what nobody has signed is heeded."""


class OperatorKey(FrozenModel):
    """One operator's key: from when on it is heeded, or that it is no more."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    key: PublicKey
    revoked: bool = False
    since: Instant
    by: str = Field(default="", max_length=BY_MAX)
