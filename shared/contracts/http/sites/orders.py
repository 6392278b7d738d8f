"""Answers about operators' keys, and about what they have signed. Pure."""

from typing import Annotated

from pydantic import Field

from shared.contracts.messages.signed import Signed
from shared.model.base import FrozenModel

SHOWN_MAX = 1000
"""Orders and other words: a hundred sites and two hundred versions of rules."""


ACCESS_SHOWN_MAX = 10_002
"""As many tokens as there may be, and two sets of rules."""


class SaidRow(FrozenModel):
    """What stands under one key of the bucket of rules, of this collection."""

    name: str
    value: str | None
    """None: that nothing stands there any more, by an order."""
    number: int = 0
    """Of the order; 0 where no operator has signed it."""
    signer: str = ""
    """The operator's key."""
    unsigned: str | None = None
    """What stands there without a signature, where that is not what is signed."""


class KeyRow(FrozenModel):
    """A key that speaks now, or that its owner would speak with."""

    site: str | None
    """None: it is an orchestrator's."""
    key: str
    revoked: bool = False
    """Whether a person has revoked it: nothing that it signs is believed."""


class OrderBook(FrozenModel):
    """Whose orders are heeded, and what is said."""

    collection: str
    operators: tuple[str, ...]
    """Keys, by the log. None: everything that is said is heeded, signed or not."""
    first: tuple[str, ...] = ()
    """Keys one of which the first operator has to have, where the site's settings name any: until the log
    has it, nothing else is heeded."""
    waiting: tuple[str, ...]
    """Keys that operators have signed, and that the log gets with its next commit."""
    keys: tuple[KeyRow, ...] = ()
    """Of the sites that are registered, and of the orchestrators that the log knows."""
    said: Annotated[tuple[SaidRow, ...], Field(max_length=SHOWN_MAX)]


class AccessSaid(FrozenModel):
    """What stands of the tokens and rules of access of a collection, by the names of orders about them."""

    collection: str
    rows: Annotated[tuple[SaidRow, ...], Field(max_length=ACCESS_SHOWN_MAX)]


class OrderTaken(FrozenModel):
    """An order that stands in the bucket from now on."""

    name: str
    number: int


class OrderGiven(FrozenModel):
    """An order that a person gives."""

    signed: Signed
    abandon: bool = False
    """Of a removal: also where files would be nowhere then."""
