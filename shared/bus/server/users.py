"""Users of a NATS server, each with its rules, as the server's configuration has them. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from shared.bus.server.permissions import Permissions

HEAD = "# Written by `spicerack access`. It holds passwords, where users have any."


@dataclass(frozen=True, slots=True, kw_only=True)
class BusUser:
    """Whom the server lets in, and what it lets them do."""

    name: str
    secret: str
    """A password, or the seed of an nkey."""
    nkey: str = ""
    """Its public half, which is all that the server is told; empty: a password."""
    permissions: Permissions


def render_users(users: Iterable[BusUser]) -> str:
    """Return the block `authorization` of a server's configuration, in which JSON may stand for values."""
    block = {"users": [_rendered(user) for user in users]}
    return f"{HEAD}\nauthorization: {json.dumps(block, indent=2)}\n"


def _rendered(user: BusUser) -> dict[str, object]:
    allowed = {"publish": user.permissions.publish, "subscribe": user.permissions.subscribe}
    said = {"nkey": user.nkey} if user.nkey else {"user": user.name, "password": user.secret}
    return {**said, "permissions": allowed}
