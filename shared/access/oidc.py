"""Access tokens of an identity provider: JSON Web Tokens (RFC 7519, RFC 9068) of OpenID Connect."""

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from joserfc import jws, jwt
from joserfc.errors import JoseError

from shared.access.grants import Grant, Identity
from shared.access.jwks import Key, OidcSettingsError, ProviderError
from shared.contracts.messages.access import LABEL_PATTERN, NAME_MAX
from shared.model.paths import PathError, check_path
from shared.model.scope import INCLUDED, Scope
from shared.web.problem import BusyError, UnauthenticatedError

log = logging.getLogger(__name__)

ALGORITHMS: Mapping[str, str] = {
    "RS256": "RSA",
    "PS256": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "EdDSA": "OKP",
    "Ed25519": "OKP",
}
"""Signatures that are believed, and the kind of key of each. `none` and shared secrets are not."""

LEEWAY = 30
"""Seconds that the provider's clock may be apart from ours."""

MARK_DIGITS = 16
"""Hexadecimal digits by which long subjects are told apart: 64 bits, which nobody finds a second of."""

PARTS = 3
"""Of a signed token: head, claims, signature."""


class Keys(Protocol):
    """Where the keys of the provider come from."""

    async def keys(self) -> tuple[Key, ...]:
        """Return all. Raises ProviderError."""
        ...

    async def newer(self) -> tuple[Key, ...]:
        """Return all, fetched again if that was not done a moment ago. Raises ProviderError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What one value of the claim gives."""

    value: str
    scope: Scope
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcRules:
    """Which tokens are believed, and what their claims give."""

    issuer: str
    audience: str
    claim: str
    """Name of the claim with groups or roles; dots lead into objects, as in `realm_access.roles`."""
    mapped: tuple[Mapped, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """Who said a token of the provider, and until when it counts."""

    identity: Identity
    ends: datetime


def looks_like(text: str) -> bool:
    """Tell whether a text may be such a token."""
    return text.count(".") == PARTS - 1


async def read_session(text: str, *, rules: OidcRules, keys: Keys, collection: str, now: datetime) -> Session:
    """Return who said a token.

    Raises:
        UnauthenticatedError: it is not signed by the provider, not for us, or its time is over.
        BusyError: the provider's keys cannot be had.
    """
    try:
        claims = await _verified(text, keys)
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            exp={"essential": True},
            iss={"essential": True, "value": rules.issuer},
            aud={"essential": True, "value": rules.audience},
            sub={"essential": True, "allow_blank": False},
        )
        registry.validate(claims)
        if not isinstance(claims["sub"], str):
            raise ValueError("the subject is no text")
        ends = datetime.fromtimestamp(int(claims["exp"]) + LEEWAY, UTC)
    except ProviderError as error:
        raise BusyError(f"{error}: ask again") from error
    except (JoseError, ValueError, TypeError, OverflowError) as error:
        # Why is for who set the provider up, not for who may have made the token.
        log.warning("a token of the identity provider does not count: %s", error)
        raise UnauthenticatedError(
            "this token of the identity provider does not count: it ended, is not for this service, "
            "or is not signed by the provider; sign in again"
        ) from error
    values = values_of(claims, rules.claim)
    return Session(
        Identity(
            name=name_of(claims["sub"], rules.issuer),
            grants=tuple(grants_of(values, rules.mapped, collection)),
            groups=frozenset(values),
            ends=ends,
        ),
        ends,
    )


def name_of(subject: str, issuer: str) -> str:
    """Return by what name a subject is known, which no other has. Pure.

    What is too long, or holds what no line may, is cut, and told from others by its hash.
    """
    whole = f"{subject} of {issuer}"
    if len(whole) <= NAME_MAX and re.fullmatch(LABEL_PATTERN, whole):
        return whole
    mark = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:MARK_DIGITS]
    plain = "".join(one if one.isprintable() else "?" for one in whole)
    return f"{plain[: NAME_MAX - MARK_DIGITS - 1]}~{mark}"


async def _verified(text: str, keys: Keys) -> dict[str, Any]:
    """Return the claims of a token that a key of the provider has signed. Raises JoseError, ProviderError."""
    header = jws.extract_compact(text.encode()).headers()
    algorithm, kid = header.get("alg"), header.get("kid")
    kind = ALGORITHMS.get(str(algorithm))
    if kind is None:
        raise ValueError("the token is signed in no way that is believed")
    for source in (keys.keys, keys.newer):
        fitting = [key for key in await source() if key.key_type == kind and kid in (None, key.kid)]
        for key in fitting:
            try:
                return dict(jwt.decode(text, key, algorithms=[str(algorithm)]).claims)
            except JoseError:
                continue
    raise ValueError("no key of the provider has signed the token")


def values_of(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Return the values of a claim: a list of texts, or a text with blanks between them. Pure."""
    found: Any = claims
    for name in [path] if path in claims else path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    listed = found.split() if isinstance(found, str) else found if isinstance(found, list) else []
    return tuple(value for value in listed if isinstance(value, str) and len(value) <= NAME_MAX)


def grants_of(values: Iterable[str], mapped: Iterable[Mapped], collection: str) -> Iterable[Grant]:
    """Yield what values of the claim give. Pure."""
    had = frozenset(values)
    for one in mapped:
        if one.value in had:
            prefixes = (one.prefix,) if one.prefix else ()
            yield Grant(scopes=INCLUDED[one.scope], collection=collection, prefixes=prefixes)


def parse_mapped(text: str) -> tuple[Mapped, ...]:
    """Return what a setting says: `VALUE=SCOPE` or `VALUE=SCOPE:PREFIX`, with commas between them. Pure.

    Raises:
        OidcSettingsError: it is out of form.
    """
    return tuple(_mapped(part.strip()) for part in text.split(",") if part.strip())


def _mapped(part: str) -> Mapped:
    value, equals, given = part.partition("=")
    scope, _, prefix = given.partition(":")
    try:
        if not equals or not value:
            raise ValueError("there is no `=`")
        return Mapped(
            value=value, scope=Scope(scope), prefix=check_path(prefix.rstrip("/")) if prefix else ""
        )
    except (ValueError, PathError) as error:
        raise OidcSettingsError(
            f"SPICERACK_OIDC_GRANTS has {part!r} ({error}): say VALUE=SCOPE or VALUE=SCOPE:PREFIX"
        ) from error
