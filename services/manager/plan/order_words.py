"""The words of orders: what an operator may say, by the key that it stands under. Pure."""

from pydantic import ValidationError

from shared.contracts.bucket_keys import (
    member_key,
    operator_key,
    pause_key,
    release_key,
    replica_rules_key,
    revoked_key,
)
from shared.contracts.messages.sites.membership import KeyRevocation, Membership
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.release import Release
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.web.problem import RefusedError

Said = OperatorKey | Pause | Membership | KeyRevocation | ReplicaRules | Release

Word = Said | None
"""None: that nothing stands there any more."""

MODELS: dict[str, type[Said]] = {
    "operator": OperatorKey,
    "pause": Pause,
    "member": Membership,
    "revoked": KeyRevocation,
    "replicas": ReplicaRules,
    "release": Release,
}

ENDING = ("pause", "member")
"""What an order may take away: all else stands for ever, or is followed by another version."""


def read_word(order: Order) -> Word:
    """Return what an order says. Raises RefusedError: it is nothing that may stand under its name."""
    kind = order.name.partition(".")[0]
    if order.value is None:
        if kind not in ENDING:
            raise RefusedError(f"an order takes nothing away under {order.name}: nothing was changed")
        return None
    try:
        word = MODELS[kind].model_validate_json(order.value)
    except (KeyError, ValidationError) as error:
        raise RefusedError(f"an order cannot say this under {order.name}: nothing was changed") from error
    if name_of(word) != order.name:
        raise RefusedError(f"an order is about {name_of(word)}, and named {order.name}: nothing was changed")
    return word


def name_of(word: Said) -> str:
    """Return the key that a word stands under."""
    match word:
        case OperatorKey():
            return operator_key(word.collection, word.key)
        case Pause():
            return pause_key(word.collection, word.site)
        case Membership():
            return member_key(word.collection, word.site)
        case KeyRevocation():
            return revoked_key(word.collection, word.key)
        case ReplicaRules():
            return replica_rules_key(word.collection, word.version)
        case Release():
            return release_key(word.collection, word.site)
