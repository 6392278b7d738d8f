"""The tokens and rules of access that stand in the buckets, by the names of orders about them. Pure."""

from collections.abc import Mapping

from shared.bus.port import Message
from shared.contracts.bucket_keys import (
    DOOR_KINDS,
    OF_ALL,
    ORDER,
    access_order,
    access_rules_key,
    frame_rules_key,
    frames_order,
    order_key,
    token_order,
)

Standing = tuple[Message | None, Message | None]
"""As it stands without an order, and the order."""


def standing_access(
    collection: str, *, rules: Mapping[str, Message], tokens: Mapping[str, Message]
) -> dict[str, Standing]:
    """Return what stands of a collection, by name."""
    plain = {
        token_order(collection, key.partition(".")[2]): message
        for key, message in tokens.items()
        if key.partition(".")[0] in (collection, OF_ALL)
    }
    for name, key in (
        (access_order(collection), access_rules_key(collection)),
        (frames_order(collection), frame_rules_key(collection)),
    ):
        if key in rules:
            plain[name] = rules[key]
    names = {*plain, *(key.removeprefix(ORDER) for key in rules if _is_ours(key, collection))}
    return {name: (plain.get(name), rules.get(order_key(name))) for name in names}


def _is_ours(key: str, collection: str) -> bool:
    kind, _, rest = key.removeprefix(ORDER).partition(".")
    return key.startswith(ORDER) and kind in DOOR_KINDS and rest.startswith(f"{collection}.")
