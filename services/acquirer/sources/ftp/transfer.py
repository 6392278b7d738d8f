"""The transfer of files from an FTP server by libcurl, which holds no lock of ours while bytes come.

A thread that speaks with a server by itself takes the interpreter's lock, and gives it back, for each answer
and each piece of a file, beside seven others: that was most of the time of a small file.
"""

from typing import Final
from urllib.parse import quote

import pycurl

from services.acquirer.sources.curl.exchange import Exchange
from services.acquirer.sources.curl.handle import make_handle, trust
from services.acquirer.sources.ftp.failures import of_transfer
from services.acquirer.sources.ftp.replies import Replies
from services.acquirer.sources.port import Sink
from services.acquirer.sources.steps import demand_same
from shared.roots.errors import StorageError
from shared.roots.port import Stat
from shared.roots.remote.address import Credentials, RemoteAddress
from shared.roots.remote.ftp.connection import ANONYMOUS, TIMEOUT_SECONDS
from shared.roots.remote.ftp.names import WIRE, to_wire

NO_PASSWORD: Final = "anonymous@"
"""That servers want of whoever has no account: an address (RFC 1635)."""


class FtpTransfers:
    """Transfers over one connection, one after another. It is made by the first, and lasts until `close`.

    Args:
        address: of the directory.
        credentials: what to show.
    """

    def __init__(self, address: RemoteAddress, credentials: Credentials) -> None:
        self._address = address
        self._credentials = credentials
        self._curl: pycurl.Curl | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._curl is not None:
            self._curl.close()
            self._curl = None

    def bring(self, path: str, sink: Sink) -> tuple[Stat, Stat | None]:
        """Give the bytes of a file to a sink; return what the server told of it before and after.

        Raises:
            StorageError: see `Source`; and whatever the sink raises.
        """
        first = _Transfer(path, sink)
        self._perform(first)
        if not first.start:
            return first.told
        if first.start == first.told[0].size:
            sink.ends()
            return first.told[0], first.told[0]
        return self._go_on(first)

    def _go_on(self, first: "_Transfer") -> tuple[Stat, Stat | None]:
        """Bring what is not here yet, of the version that was told of."""
        rest = _Transfer(first.path, first.sink, expected=first.told[0])
        self._perform(rest, start=first.start)
        return rest.told

    def _perform(self, transfer: "_Transfer", *, start: int = 0) -> None:
        curl = self._curl = self._curl or _made(self._address, self._credentials)
        name = to_wire(self._address.join(transfer.path)).encode(WIRE)
        host = f"[{self._address.host}]" if ":" in self._address.host else self._address.host
        curl.setopt(pycurl.URL, f"ftp://{host}:{self._address.port}/{quote(name, safe='')}")
        # What an asterisk begins may fail: what it does not tell is not told.
        curl.setopt(pycurl.POSTQUOTE, [b"*SIZE " + name, b"*MDTM " + name])
        curl.setopt(pycurl.RESUME_FROM_LARGE, start)
        curl.setopt(pycurl.HEADERFUNCTION, transfer.hears)
        curl.setopt(pycurl.WRITEFUNCTION, transfer.takes)
        try:
            curl.perform()
        except pycurl.error as error:
            transfer.fails(error)
        transfer.ends()


class _Transfer(Exchange):
    """One exchange; of the rest of a file, the version that it began with must stand there still."""

    def __init__(self, path: str, sink: Sink, *, expected: Stat | None = None) -> None:
        super().__init__(path, sink)
        self._expected = expected
        self._replies = Replies(path)

    @property
    def told(self) -> tuple[Stat, Stat | None]:
        """What the server told of the file before and after."""
        return self.begun or self._told(), self._replies.after

    def begin(self) -> None:
        """Tell the sink of the file, or hold it against the one that the sink has begun."""
        if self._expected is None:
            super().begin()
        elif self.begun is None:
            demand_same(self._expected, self._told())
            self.begun = self._expected

    def fails(self, error: pycurl.error) -> None:
        """Raise what it comes to, but where we wanted no more."""
        self.raise_kept()
        if not self.start:
            raise of_transfer(error, self.path, self._replies.refusal) from error

    def ends(self) -> None:
        """Tell the sink, unless the rest is still to come."""
        self.begin()
        if not self.start:
            self.sink.ends()

    def _hear(self, line: bytes) -> None:
        self._replies.add(line.decode(WIRE))

    def _told(self) -> Stat:
        if self._replies.before is None:
            raise StorageError(f"the server does not tell the size of {self.path!r}: it cannot be checked")
        return self._replies.before


def _made(address: RemoteAddress, credentials: Credentials) -> pycurl.Curl:
    curl = make_handle(connect_seconds=TIMEOUT_SECONDS, silent_seconds=TIMEOUT_SECONDS)
    curl.setopt(pycurl.USERNAME, address.user or ANONYMOUS)
    curl.setopt(pycurl.PASSWORD, credentials.password or ("" if address.user else NO_PASSWORD))
    curl.setopt(pycurl.FTP_FILEMETHOD, pycurl.FTPMETHOD_NOCWD)
    curl.setopt(pycurl.FTP_USE_EPSV, 0)
    curl.setopt(pycurl.FTP_SKIP_PASV_IP, 1)
    curl.setopt(pycurl.OPT_FILETIME, 1)
    curl.setopt(pycurl.FTP_RESPONSE_TIMEOUT, int(TIMEOUT_SECONDS))
    if address.scheme == "ftps":
        curl.setopt(pycurl.USE_SSL, pycurl.USESSL_ALL)
        trust(curl, credentials.certificate_authority)
    return curl
