"""The public keys of an identity provider (RFC 7517), fetched and fetched again within bounds."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from shared.access.provider import (
    FETCH_SECONDS,
    OidcSettingsError,
    check_url,
    discover,
    provider_client,
    read_document,
    tls_context,
)

__all__ = ["OidcSettingsError", "ProviderError", "ProviderKeys"]

log = logging.getLogger(__name__)

Key = OctKey | RSAKey | ECKey | OKPKey

KEYS_MAX = 64
"""Keys of a set: each is tried for a token that names none."""

REFETCH_AFTER = 60.0
"""Seconds between two fetches that unknown keys ask for: anybody can send tokens that name such keys."""

REFRESH_AFTER = 600.0
"""Seconds after which a set is fetched again: a key that the provider took back is good for no longer."""

GONE_AFTER = 6 * 3600.0
"""Seconds after which a set that could not be fetched again does not count any more."""


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
            check_url(url)
        self._issuer = issuer
        self._url = jwks_url
        self._monotonic = monotonic
        self._verify = tls_context(ca_file)
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
        async with asyncio.timeout(FETCH_SECONDS), provider_client(self._verify) as client:
            url = self._url or await self._discover(client)
            document = await read_document(client, "GET", url)
        usable = [key for key in document["keys"][:KEYS_MAX] if key.get("use", "sig") == "sig"]
        return tuple(key for key in KeySet.import_key_set({"keys": usable}) if not isinstance(key, OctKey))

    async def _discover(self, client: httpx.AsyncClient) -> str:
        document = await discover(client, self._issuer)
        url = str(document["jwks_uri"])
        check_url(url)
        return url
