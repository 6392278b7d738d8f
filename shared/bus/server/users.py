"""Users of a NATS server, each with its rules, as the server's configuration has them. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from shared.bus.server.permissions import Permissions

HEAD = "# Written by `spicerack access`. It holds passwords."


@dataclass(frozen=True, slots=True, kw_only=True)
class BusUser:
    """Whom the server lets in, and what it lets them do."""

    name: str
    password: str
    permissions: Permissions


def render_users(users: Iterable[BusUser]) -> str:
    """Return the block `authorization` of a server's configuration, in which JSON may stand for values."""
    block = {"users": [_rendered(user) for user in users]}
    return f"{HEAD}\nauthorization: {json.dumps(block, indent=2)}\n"


def _rendered(user: BusUser) -> dict[str, object]:
    allowed = {"publish": user.permissions.publish, "subscribe": user.permissions.subscribe}
    return {"user": user.name, "password": user.password, "permissions": allowed}
