"""Callers that may ask: those with the shared secret or a certificate, and those on this host."""

import base64
import binascii
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from shared.web.authorise import Caller
from shared.web.guards.guard import Names, host_of, is_own
from shared.web.problem import UnauthenticatedError

FORWARDED = ("forwarded", "via", "x-real-ip")
FORWARDED_BEGINS = "x-forwarded-"
"""Headers of a proxy: who comes through one is not on this host, though the connection is."""


@dataclass(frozen=True, slots=True)
class Door:
    """What callers are asked for: an `Authorise`. They have no names: nothing is counted by caller."""

    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    """Any of them opens: the old one stays good while callers get the new one."""
    certificates: bool = False
    """True where connections over TLS are made with a certificate that was verified already."""
    names: Names = field(default_factory=Names)
    """By which this host asks: a web page can lead its own name to loopback, and must not get in by it."""
    plain: bool = False
    """True where a secret may come without TLS, since something in front of this process ends it."""

    async def admit(self, connection: HTTPConnection) -> Caller:
        """Return the caller where a request may pass: who may ask may announce, too.

        Raises:
            UnauthenticatedError: it did not say who it is.
        """
        host = connection.client.host if connection.client else ""
        encrypted = connection.url.scheme == "https"
        if not self._admits(host, encrypted=encrypted, headers=connection.headers):
            raise UnauthenticatedError(
                "caller: send the shared secret over TLS, as a bearer token or as the password of the address"
            )
        return Caller(name="caller")

    def leave(self, connection: HTTPConnection, caller: Caller, status: int) -> None:
        """Do nothing: what is answered is counted by nobody."""

    def _admits(self, host: str, *, encrypted: bool, headers: Mapping[str, str]) -> bool:
        # Where a proxy ends TLS, its callers come over loopback, and it need not say that it is one.
        if _is_loopback(host) and not self.plain and not _was_passed_on(headers):
            return is_own(host_of(headers.get("host", "")), self.names)
        if encrypted and self.certificates:
            return True
        given = secret_of(headers.get("authorization", ""))
        matches = [hmac.compare_digest(given, secret) for secret in self.secrets]
        return (encrypted or self.plain) and any(matches)


async def not_through_a_proxy(request: Request) -> None:
    """Let operators' routes be asked at this process alone, never by what comes through a proxy.

    Where a proxy ends TLS, callers come to the port of the operators.

    Raises:
        HTTPException: 404, as if there were no such route.
    """
    if _was_passed_on(request.headers):
        raise HTTPException(404)


def _was_passed_on(headers: Mapping[str, str]) -> bool:
    return any(name in FORWARDED or name.startswith(FORWARDED_BEGINS) for name in map(str.lower, headers))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def secret_of(authorization: str) -> bytes:
    """Return the secret in an Authorization header: a bearer token, or the password of basic credentials.

    The deployed client sends what stands in its base address: https://anybody:SECRET@host. Pure.
    """
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip().encode()
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(rest.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        return b""
