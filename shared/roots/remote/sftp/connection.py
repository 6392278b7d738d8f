"""A connection to an SFTP server, made when it is needed and made again after it was lost."""

from types import TracebackType
from typing import Self

import asyncssh

from shared.model.errors import OperatorError
from shared.roots.remote.address import Credentials, RemoteAddress
from shared.roots.remote.sftp.errors import told_as_roots_do

CONNECT_SECONDS = 30.0
"""For a handshake: a server that answers no one in that time is down."""
KEEPALIVE_SECONDS = 15.0
KEEPALIVE_MAX = 4
"""A minute without a sign ends a connection that nobody closed."""


class HostKeyError(OperatorError):
    """The server's key is none of those that the operator trusts."""


class SftpConnection:
    """One connection with one session. An asynchronous context manager."""

    def __init__(self, address: RemoteAddress, credentials: Credentials) -> None:
        self._address = address
        self._credentials = credentials
        self._connection: asyncssh.SSHClientConnection | None = None
        self._session: asyncssh.SFTPClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._close()

    async def session(self) -> asyncssh.SFTPClient:
        """Return a session that was alive a moment ago.

        Raises:
            HostKeyError: the server's key is not known.
            UnreachableError: the server did not answer, or did not let us in.
        """
        if self._session is None or self._connection is None or self._connection.is_closed():
            await self._close()
            with told_as_roots_do(self._address.url):
                self._connection = await self._connect()
                # Names that are no UTF-8 must not fail a listing of all the others.
                self._session = await self._connection.start_sftp_client(
                    path_encoding="utf-8", path_errors="surrogateescape"
                )
        return self._session

    async def _connect(self) -> asyncssh.SSHClientConnection:
        known, key = self._credentials.known_hosts, self._credentials.private_key
        try:
            return await asyncssh.connect(
                self._address.host,
                self._address.port,
                username=self._address.user or (),
                password=self._credentials.password,
                client_keys=[str(key)] if key else None,
                # Only None would switch the check off: an empty list trusts nobody.
                known_hosts=str(known) if known else asyncssh.import_known_hosts(""),
                agent_path=None,
                config=None,
                connect_timeout=CONNECT_SECONDS,
                login_timeout=CONNECT_SECONDS,
                keepalive_interval=KEEPALIVE_SECONDS,
                keepalive_count_max=KEEPALIVE_MAX,
            )
        except asyncssh.HostKeyNotVerifiable as error:
            raise HostKeyError(
                f"{self._address.url}: the server's key is not known; compare it with its owner, and add it "
                f"to {known or 'a file that the setting for known hosts names'}"
            ) from error

    async def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            await self._connection.wait_closed()
        self._session = self._connection = None
