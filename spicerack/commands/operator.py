"""The client of commands that decide something: it signs where the collection asks for an operator."""

import getpass

from spicerack.client.operator_client import OperatorClient
from spicerack.operator_file import operator_file, operator_key


def operator_client(url: str) -> OperatorClient:
    """Return the client of a manager, which signs with the key of this user."""
    return OperatorClient(url, load=lambda: operator_key(operator_file()), by=user_name())


def user_name() -> str:
    """Return who decides, for people; empty where the host does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
