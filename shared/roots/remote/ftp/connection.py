"""Connections to an FTP server, with TLS that the usual servers accept."""

import contextlib
import ftplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

from shared.roots.errors import MissingError, UnreachableError
from shared.roots.remote.address import Credentials, RemoteAddress
from shared.roots.remote.ftp.errors import told_as_roots_do
from shared.roots.remote.ftp.names import WIRE

TIMEOUT_SECONDS = 60.0
"""Without a byte. One server says nothing to a reader while somebody uploads the file."""
CONNECTIONS_MAX = 4
"""At once: suppliers often let no more in from one address."""
ANONYMOUS = "anonymous"


class ResumingTls(ftplib.FTP_TLS):
    """FTP with TLS whose data connections resume the session of the control connection.

    vsftpd and proftpd ask for that, so that nobody else can take a data connection over.
    """

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """Begin a transfer; return its connection and the size, where the server says it."""
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # without its own TLS
        control = self.sock
        if isinstance(control, ssl.SSLSocket):
            connection = self.context.wrap_socket(
                connection, server_hostname=self.host, session=control.session
            )
        return connection, size


@dataclass(slots=True)
class Connected:
    """A connection that is logged in, and what its server can."""

    client: ftplib.FTP
    features: frozenset[str]
    """Names of RFC 2389, in capitals."""
    transfers: bool = False
    """Whether a transfer has begun whose last answer was not read."""
    speaks_of_bytes: bool = False
    """Whether the mode is that of bytes; every listing leaves it for that of text."""


def connect(address: RemoteAddress, credentials: Credentials) -> Connected:
    """Return a connection that is logged in.

    Raises:
        UnreachableError, DeniedError: the server did not answer, or did not let us in.
    """
    client = _client(address, credentials)
    try:
        with told_as_roots_do(address.url):
            client.connect(address.host, address.port)
            client.login(address.user or ANONYMOUS, credentials.password or "")
            if isinstance(client, ResumingTls):
                client.prot_p()
            return Connected(client, _features(client))
    except BaseException:
        client.close()
        raise


def _features(client: ftplib.FTP) -> frozenset[str]:
    try:
        lines = client.sendcmd("FEAT").splitlines()[1:-1]
    except ftplib.error_perm:
        return frozenset()
    return frozenset(line.split()[0].upper() for line in lines if line.strip())


def _client(address: RemoteAddress, credentials: Credentials) -> ftplib.FTP:
    if address.scheme == "ftps":
        authority = credentials.certificate_authority
        context = ssl.create_default_context(cafile=str(authority) if authority else None)
        return ResumingTls(context=context, timeout=TIMEOUT_SECONDS, encoding=WIRE)
    return ftplib.FTP(timeout=TIMEOUT_SECONDS, encoding=WIRE)


TRUSTED_SECONDS = 2.0
"""For which a connection that was used is not asked whether it stands: a question for each step would be one
exchange in three, and no server closes what is idle for so short a time."""


class Connections:
    """A few connections that take turns; one that failed is not used again."""

    def __init__(self, make: Callable[[], Connected], *, connections_max: int = CONNECTIONS_MAX) -> None:
        self._make = make
        self._places = threading.BoundedSemaphore(connections_max)
        self._idle: list[tuple[Connected, float]] = []
        """Each with the time at which it was used last."""

    @contextlib.contextmanager
    def use(self) -> Iterator[Connected]:
        """Give a connection for the block, alive a moment ago.

        Raises:
            UnreachableError: all are in use for too long, or none can be had.
        """
        if not self._places.acquire(timeout=TIMEOUT_SECONDS):
            raise UnreachableError("all connections to the server are in use: try later")
        try:
            connected = self._alive() or self._make()
            try:
                yield connected
            except MissingError:
                # An answer like others: who logs in for each name that is not there yet waits for seconds.
                if connected.transfers:
                    connected.client.close()
                else:
                    self._idle.append((connected, monotonic()))
                raise
            except BaseException:
                connected.client.close()
                raise
            self._idle.append((connected, monotonic()))
        finally:
            self._places.release()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop()[0].client.close()

    def _alive(self) -> Connected | None:
        while self._idle:
            connected, used = self._idle.pop()
            if monotonic() - used < TRUSTED_SECONDS:
                return connected
            try:
                connected.client.voidcmd("NOOP")
            except (ftplib.Error, OSError, EOFError):
                connected.client.close()
            else:
                return connected
        return None
