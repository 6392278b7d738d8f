"""The transfer of files from an FTP server by libcurl, which holds no lock of ours while bytes come.

A thread that speaks with a server by itself takes the interpreter's lock, and gives it back, for each answer
and each piece of a file, beside seven others: that was most of the time of a small file.
"""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pycurl

from services.acquirer.sources.ftp.failures import of_transfer
from services.acquirer.sources.ftp.replies import Replies
from services.acquirer.sources.port import Sink
from shared.roots.errors import ChangedError, StorageError
from shared.roots.port import Stat
from shared.roots.remote.address import Credentials, RemoteAddress
from shared.roots.remote.ftp.connection import ANONYMOUS, TIMEOUT_SECONDS
from shared.roots.remote.ftp.names import WIRE, to_wire

BUFFER_BYTES: Final = 256 * 1024
"""That libcurl reads at once, at most."""

NO_PASSWORD: Final = "anonymous@"
"""That servers want of whoever has no account: an address (RFC 1635)."""

ENOUGH: Final = -1
"""What a callback returns that wants no more: libcurl ends the transfer."""


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
        rest = _Transfer(first.path, first.sink, begun=first.told[0])
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


class _Transfer:
    """One exchange, as libcurl calls it back. What the sink raises is kept until libcurl has returned."""

    def __init__(self, path: str, sink: Sink, *, begun: Stat | None = None) -> None:
        self.path = path
        self.sink = sink
        self.start = 0
        """The byte from which on the rest is wanted: another exchange brings it."""
        self._begun = begun
        self._replies = Replies(path)
        self._error: BaseException | None = None

    @property
    def told(self) -> tuple[Stat, Stat | None]:
        """What the server told of the file before and after."""
        if self._begun is None:
            raise StorageError(f"the server does not tell the size of {self.path!r}: it cannot be checked")
        return self._begun, self._replies.after

    def hears(self, line: bytes) -> int | None:
        """Take note of an answer."""
        return self._kept(lambda: self._replies.add(line.decode(WIRE)))

    def takes(self, data: bytes) -> int | None:
        """Hand bytes on, unless others are wanted."""

        def take() -> None:
            self._begin()
            if not self.start:
                self.sink.takes(data)

        failed = self._kept(take)
        return ENOUGH if self.start else failed

    def fails(self, error: pycurl.error) -> None:
        """Raise what it comes to, but where we wanted no more."""
        if self._error is not None:
            raise self._error
        if not self.start:
            raise of_transfer(error, self.path, self._replies.refusal) from error

    def ends(self) -> None:
        """Tell the sink, unless the rest is still to come."""
        self._begin()
        if not self.start:
            self.sink.ends()

    def _begin(self) -> None:
        before = self._replies.before
        if before is None:
            raise StorageError(f"the server does not tell the size of {self.path!r}: it cannot be checked")
        if self._begun is None:
            self._begun = before
            self.start = self.sink.begins(before)
        elif (before.size, before.version) != (self._begun.size, self._begun.version):
            raise ChangedError(f"{self.path} changed while it was fetched")

    def _kept(self, do: Callable[[], None]) -> int | None:
        try:
            do()
        except BaseException as error:  # noqa: BLE001 - raised again as soon as libcurl has returned
            self._error = self._error or error
            return ENOUGH
        return None


def _made(address: RemoteAddress, credentials: Credentials) -> pycurl.Curl:
    curl = pycurl.Curl()
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.PROXY, "")
    curl.setopt(pycurl.USERNAME, address.user or ANONYMOUS)
    curl.setopt(pycurl.PASSWORD, credentials.password or ("" if address.user else NO_PASSWORD))
    curl.setopt(pycurl.FTP_FILEMETHOD, pycurl.FTPMETHOD_NOCWD)
    curl.setopt(pycurl.FTP_USE_EPSV, 0)
    curl.setopt(pycurl.FTP_SKIP_PASV_IP, 1)
    curl.setopt(pycurl.OPT_FILETIME, 1)
    curl.setopt(pycurl.BUFFERSIZE, BUFFER_BYTES)
    curl.setopt(pycurl.CONNECTTIMEOUT, int(TIMEOUT_SECONDS))
    curl.setopt(pycurl.FTP_RESPONSE_TIMEOUT, int(TIMEOUT_SECONDS))
    curl.setopt(pycurl.LOW_SPEED_LIMIT, 1)
    curl.setopt(pycurl.LOW_SPEED_TIME, int(TIMEOUT_SECONDS))
    if address.scheme == "ftps":
        curl.setopt(pycurl.USE_SSL, pycurl.USESSL_ALL)
        _trust(curl, credentials.certificate_authority)
    return curl


def _trust(curl: pycurl.Curl, authority: Path | None) -> None:
    """Have the certificates of a file trusted, or those of this host: libcurl in a wheel knows none."""
    paths = ssl.get_default_verify_paths()
    for option, place in (
        (pycurl.CAINFO, authority or paths.cafile),
        (pycurl.CAPATH, None if authority else paths.capath),
    ):
        if place is not None:
            curl.setopt(option, str(place))
