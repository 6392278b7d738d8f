"""The documents of an identity provider, read over TLS and within bounds."""

import json
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from shared.model.errors import OperatorError

DISCOVERY = "/.well-known/openid-configuration"
"""Below the issuer (OpenID Connect Discovery 1.0, section 4)."""

DOCUMENT_MAX = 256 * 1024
"""Bytes of one answer: providers of many tenants have some ten keys of 2 KiB."""

FETCH_SECONDS = 5.0
"""For one answer of the provider; a request waits for it."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class OidcSettingsError(OperatorError):
    """The settings of the identity provider are out of form: the operator must act."""


async def discover(client: httpx.AsyncClient, issuer: str) -> dict[str, Any]:
    """Return what a provider says of itself. Raises httpx.HTTPError or ValueError."""
    document = await read_document(client, "GET", issuer.rstrip("/") + DISCOVERY)
    if document.get("issuer") != issuer:
        raise ValueError(f"its configuration is of {document.get('issuer')!r}")
    return document


async def read_document(
    client: httpx.AsyncClient, method: str, url: str, form: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return a JSON object. Raises httpx.HTTPError or ValueError."""
    async with client.stream(method, url, data=form) as response:
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


def check_url(url: str) -> None:
    """Make sure that an address is over TLS, or of this host. Raises OidcSettingsError."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return
    raise OidcSettingsError(
        f"the identity provider's address {url!r} must begin with https://: whoever is on the way makes keys"
    )


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return what a provider's certificate is judged by. Raises OidcSettingsError."""
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise OidcSettingsError(f"cannot read SPICERACK_OIDC_CA_FILE {ca_file}: {error}") from error


def provider_client(context: ssl.SSLContext) -> httpx.AsyncClient:
    """Return a client that asks a provider; it follows no redirection."""
    return httpx.AsyncClient(verify=context, timeout=FETCH_SECONDS, follow_redirects=False)
