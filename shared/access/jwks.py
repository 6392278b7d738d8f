"""The public keys of an identity provider (RFC 7517), fetched and fetched again within bounds."""

import asyncio
import json
import logging
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from shared.model.errors import OperatorError

log = logging.getLogger(__name__)

Key = OctKey | RSAKey | ECKey | OKPKey

DISCOVERY = "/.well-known/openid-configuration"
"""Below the issuer (OpenID Connect Discovery 1.0, section 4)."""

DOCUMENT_MAX = 256 * 1024
"""Bytes of one answer: providers of many tenants have some ten keys of 2 KiB."""

KEYS_MAX = 64
"""Keys of a set: each is tried for a token that names none."""

FETCH_SECONDS = 5.0
"""For one answer of the provider; a request waits for it."""

REFETCH_AFTER = 60.0
"""Seconds between two fetches that unknown keys ask for: anybody can send tokens that name such keys."""

REFRESH_AFTER = 600.0
"""Seconds after which a set is fetched again: a key that the provider took back is good for no longer."""

GONE_AFTER = 6 * 3600.0
"""Seconds after which a set that could not be fetched again does not count any more."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class OidcSettingsError(OperatorError):
    """The settings of the identity provider are out of form: the operator must act."""


class ProviderError(Exception):
    """The provider does not answer as it should; `str()` says how. Tokens of it cannot be judged now."""


class ProviderKeys:
    """The keys of one provider, as they were fetched last."""

    def __init__(
        self,
        issuer: str,
        *,
        jwks_url: str = "",
        ca_file: Path | None = None,
        monotonic: Callable[[], float],
    ) -> None:
        """Fetch nothing yet.

        Args:
            issuer: the provider, as its tokens name it.
            jwks_url: where its keys are; looked up in its configuration where it is empty.
            ca_file: the authority of its certificate, where the system does not know it.
            monotonic: seconds, of this host alone.

        Raises:
            OidcSettingsError: an address is not over TLS, or the authority cannot be read.
        """
        for url in filter(None, (issuer, jwks_url)):
            _check_url(url)
        self._issuer = issuer
        self._url = jwks_url
        self._monotonic = monotonic
        self._verify = _context(ca_file)
        self._lock = asyncio.Lock()
        self._keys: tuple[Key, ...] = ()
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")

    async def keys(self) -> tuple[Key, ...]:
        """Return all keys, fetched not long ago.

        Raises:
            ProviderError: there are none, since the provider has not answered for too long.
        """
        if self._monotonic() - self._fetched_at > REFRESH_AFTER:
            await self._fetch_once()
        if self._monotonic() - self._fetched_at > GONE_AFTER:
            raise ProviderError(f"the identity provider {self._issuer} does not tell its keys")
        return self._keys

    async def newer(self) -> tuple[Key, ...]:
        """Return the keys for a token that none of those at hand has signed: fetched again, if not too often.

        Raises:
            ProviderError: as above.
        """
        await self._fetch_once()
        return await self.keys()

    async def _fetch_once(self) -> None:
        """Fetch, unless that was tried a moment ago: by another request that waited here, or in vain."""
        async with self._lock:
            if self._monotonic() - self._tried_at < REFETCH_AFTER:
                return
            self._tried_at = self._monotonic()
            try:
                found = await self._fetch()
            except (httpx.HTTPError, httpx.InvalidURL, JoseError, ValueError, KeyError, TypeError) as error:
                log.warning("no keys of the identity provider %s: %s", self._issuer, error)
                return
            self._keys, self._fetched_at = found, self._monotonic()

    async def _fetch(self) -> tuple[Key, ...]:
        async with asyncio.timeout(FETCH_SECONDS), self._client() as client:
            url = self._url or await self._discover(client)
            document = await _read(client, url)
        usable = [key for key in document["keys"][:KEYS_MAX] if key.get("use", "sig") == "sig"]
        return tuple(key for key in KeySet.import_key_set({"keys": usable}) if not isinstance(key, OctKey))

    async def _discover(self, client: httpx.AsyncClient) -> str:
        document = await _read(client, self._issuer.rstrip("/") + DISCOVERY)
        if document.get("issuer") != self._issuer:
            raise ValueError(f"its configuration is of {document.get('issuer')!r}")
        url = str(document["jwks_uri"])
        _check_url(url)
        return url

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(verify=self._verify, timeout=FETCH_SECONDS, follow_redirects=False)


async def _read(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """Return a JSON object. Raises httpx.HTTPError or ValueError."""
    async with client.stream("GET", url) as response:
        response.raise_for_status()
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > DOCUMENT_MAX:
                raise ValueError(f"{url} answers with over {DOCUMENT_MAX} bytes")
    document = json.loads(body)
    if not isinstance(document, dict):
        raise ValueError(f"{url} answers with no JSON object")
    return document


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return
    raise OidcSettingsError(
        f"the identity provider's address {url!r} must begin with https://: whoever is on the way makes keys"
    )


def _context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise OidcSettingsError(f"cannot read SPICERACK_OIDC_CA_FILE {ca_file}: {error}") from error
