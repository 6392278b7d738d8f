"""The address of a root on another host, and what is shown to get in there."""

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from shared.roots.open_root import RootUrlError

DEFAULT_PORTS = {"sftp": 22, "ftp": 21, "ftps": 21, "http": 80, "https": 443}
"""Ports that are registered for the schemes; explicit TLS (`ftps`) begins on the port of `ftp`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What an operator has put into files for one host. No secret stands in an address."""

    password: str | None = None
    private_key: Path | None = None
    """An OpenSSH key without a passphrase."""
    known_hosts: Path | None = None
    """Keys of hosts as OpenSSH keeps them; without it no SFTP server is trusted."""
    certificate_authority: Path | None = None
    """Certificates (PEM) that a TLS server must lead to; None: those of the system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAddress:
    """Where a root is."""

    scheme: str
    host: str
    port: int
    user: str = ""
    path: str
    """Of the root on its server, absolute, without a slash at its end; empty for the server's own root."""

    @property
    def url(self) -> str:
        """The address as a URL."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{user}{host}:{self.port}{quote(self.path) or '/'}"

    def at(self, path: str) -> "RemoteAddress":
        """Return another directory of the server."""
        return replace(self, path=path.rstrip("/"))

    def join(self, path: str) -> str:
        """Return the server's name for a path of the root."""
        return f"{self.path}/{path}" if path else self.path or "/"


def parse_address(url: str) -> RemoteAddress:
    """Read `scheme://[user@]host[:port]/path`.

    Raises:
        RootUrlError: it has no host, a port that is none, a password, a query or a fragment.
    """
    parts = urlsplit(url)
    if parts.password is not None:
        raise RootUrlError("a password stands in the address of a root: put it in a file, and say the file")
    if parts.query or parts.fragment or not parts.hostname:
        raise RootUrlError(f"{url!r} is no address of a root: say scheme://user@host:port/path")
    try:
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise RootUrlError(f"{url!r} has no port that can be used, and its scheme has no usual one") from None
    return RemoteAddress(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        path=unquote(parts.path).rstrip("/"),
    )
