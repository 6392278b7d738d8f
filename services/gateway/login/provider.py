"""An identity provider as a page needs it: where a person goes, and the token for the code that comes back.

The page asks its own origin alone, so the gateway takes the code to the provider. It is a public client (RFC
6749, section 2.1): nothing here is secret, and a code is good with its verifier alone (RFC 7636).
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from services.gateway.login.settings import LoginSettings
from shared.access.oidc import looks_like
from shared.access.provider import (
    FETCH_SECONDS,
    OidcSettingsError,
    check_url,
    discover,
    provider_client,
    read_document,
    tls_context,
)
from shared.contracts.http.login import LoginAsked, LoginPlace, TokenGiven
from shared.web.problem import BusyError, UnauthenticatedError

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Codes on their way: people log in seldom, and anybody may send one."""

AGAIN_SECONDS = 5


@dataclass(slots=True)
class LoginProvider:
    """Asks the provider, a few times at once. Where there is none, nobody can log in."""

    settings: LoginSettings | None
    _verify: ssl.SSLContext | None = field(default=None, init=False)
    _under_way: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Raise OidcSettingsError: the settings are out of form."""
        if self.settings is not None:
            check_url(self.settings.issuer)
            self._verify = tls_context(self.settings.ca_file)

    async def place(self) -> LoginPlace | None:
        """Return where a person goes; None where nobody can log in. Raises BusyError."""
        if self.settings is None:
            return None
        async with self._asking() as client:
            document = await discover(client, self.settings.issuer)
        return LoginPlace(
            authorize=_address(document, "authorization_endpoint"),
            client=self.settings.client,
            scope=self.settings.scope,
        )

    async def token(self, asked: LoginAsked) -> TokenGiven:
        """Return the token for a code. Raises BusyError and UnauthenticatedError: the provider refuses it."""
        if self.settings is None:
            raise UnauthenticatedError("nobody can log in here: ask an admin for a token")
        form = {
            "grant_type": "authorization_code",
            "client_id": self.settings.client,
            "code": asked.code,
            "code_verifier": asked.verifier,
            "redirect_uri": asked.redirect,
        }
        async with self._asking() as client:
            document = await discover(client, self.settings.issuer)
            told = await read_document(client, "POST", _address(document, "token_endpoint"), form)
        return TokenGiven(token=_bearer_in(told), seconds=int(told.get("expires_in", 0)))

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[httpx.AsyncClient]:
        assert self._verify is not None
        if self._under_way >= AT_ONCE:
            raise BusyError("too many people log in at once: try again", retry_after=AGAIN_SECONDS)
        self._under_way += 1
        try:
            async with asyncio.timeout(FETCH_SECONDS), provider_client(self._verify) as client:
                yield client
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, OSError) as error:
            if isinstance(error, httpx.HTTPStatusError) and error.response.is_client_error:
                log.warning("the identity provider refused a login: %s", error)
                raise UnauthenticatedError(
                    "the identity provider refused this login: log in again"
                ) from error
            log.warning("the identity provider does not answer as it should: %s", error)
            raise BusyError("the identity provider does not answer", retry_after=AGAIN_SECONDS) from error
        finally:
            self._under_way -= 1


def _bearer_in(told: dict[str, object]) -> str:
    """Return the token that the provider's keys judge: the ID token where the access token is opaque."""
    access = str(told["access_token"])
    return access if looks_like(access) else str(told["id_token"])


def _address(document: dict[str, object], name: str) -> str:
    """Return an address of the provider. Raises ValueError: it is not over TLS."""
    url = str(document[name])
    try:
        check_url(url)
    except OidcSettingsError as error:
        raise ValueError(str(error)) from error
    return url
