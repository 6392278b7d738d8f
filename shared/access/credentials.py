"""Credentials of a request: a bearer token, the password of basic credentials, or a link. Pure."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qs

from shared.web.problem import UnauthenticatedError

CREDENTIALS_MAX = 16 * 1024
"""Characters of an `Authorization` header: an identity provider's tokens with 200 groups have 12 KiB."""

SCHEMES = frozenset({"bearer", "token"})
"""Words before a token: RFC 6750's, and that of clients of Django REST framework, as OCS' are."""

LINK_PARAMETER = "link"
"""Of the query of a URL: the link that it was given as."""

QUERY_MAX = 16 * 1024
"""Characters of a query that a link is looked for in."""


def bearer_of(headers: Mapping[str, str]) -> str | None:
    """Return the token in the head of a request; None where it has none.

    Old tools know user and password alone: any user, with the token as the password.

    Raises:
        UnauthenticatedError: there is something that is no token.
    """
    value = headers.get("authorization")
    if value is None:
        return None
    scheme, _, rest = value.strip().partition(" ")
    if len(value) <= CREDENTIALS_MAX:
        if scheme.lower() in SCHEMES and rest.strip():
            return rest.strip()
        if scheme.lower() == "basic" and (password := _password(rest.strip())):
            return password
    raise UnauthenticatedError("say a token: `Authorization: Bearer srk_...`, or as the password of any user")


def link_of(query: str) -> str | None:
    """Return the link in the query of a URL; None where it has none. A second one counts for nothing."""
    if f"{LINK_PARAMETER}=" not in query or len(query) > QUERY_MAX:
        return None
    found = parse_qs(query, max_num_fields=None).get(LINK_PARAMETER)
    return found[0] if found else None


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
