"""The words of orders: what an operator may say, by the key that it stands under. Pure."""

from dataclasses import dataclass

from pydantic import ValidationError

from shared.contracts.bucket_keys import (
    access_order,
    access_rules_key,
    frame_rules_key,
    frames_order,
    member_key,
    operator_key,
    pause_key,
    release_key,
    replica_rules_key,
    revoked_key,
    token_key,
    token_order,
)
from shared.contracts.buckets import Bucket
from shared.contracts.messages.access import AccessRules, FrameRules, TokenRecord
from shared.contracts.messages.sites.membership import KeyRevocation, Membership
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.release import Release
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.model.scope import EVERY_COLLECTION
from shared.web.problem import RefusedError

OfDoors = TokenRecord | AccessRules | FrameRules
"""What doors heed."""

Said = OperatorKey | Pause | Membership | KeyRevocation | ReplicaRules | Release | OfDoors

Word = Said | None
"""None: that nothing stands there any more."""

MODELS: dict[str, type[Said]] = {
    "operator": OperatorKey,
    "pause": Pause,
    "member": Membership,
    "revoked": KeyRevocation,
    "replicas": ReplicaRules,
    "release": Release,
    "token": TokenRecord,
    "access": AccessRules,
    "frames": FrameRules,
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
    if name_of(word, order.collection) != order.name:
        about = name_of(word, order.collection)
        raise RefusedError(f"an order is about {about}, and named {order.name}: nothing was changed")
    return word


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands as whoever reads no orders knows it."""

    bucket: Bucket
    key: str


def place_of(word: Word, order: Order) -> Place:
    """Return where a word stands beside its order."""
    match word:
        case TokenRecord():
            return Place(Bucket.TOKENS, token_key(word.collection, word.id))
        case AccessRules():
            return Place(Bucket.RULES, access_rules_key(order.collection))
        case FrameRules():
            return Place(Bucket.RULES, frame_rules_key(order.collection))
        case _:
            return Place(Bucket.RULES, order.name)


def name_of(word: Said, collection: str) -> str:
    """Return the name of an order of a collection that says a word."""
    if isinstance(word, OfDoors):
        return _name_at_doors(word, collection)
    match word:
        case OperatorKey() | KeyRevocation():
            name = operator_key if isinstance(word, OperatorKey) else revoked_key
            return name(word.collection, word.key)
        case Pause():
            return pause_key(word.collection, word.site)
        case Membership():
            return member_key(word.collection, word.site)
        case ReplicaRules():
            return replica_rules_key(word.collection, word.version)
        case Release():
            return release_key(word.collection, word.site)


def _name_at_doors(word: OfDoors, collection: str) -> str:
    match word:
        case TokenRecord():
            # One for all collections counts in this one, by the word of its operators.
            own = collection if word.collection == EVERY_COLLECTION else word.collection
            return token_order(own, word.id)
        case AccessRules():
            return access_order(collection)
        case FrameRules():
            return frames_order(collection)
