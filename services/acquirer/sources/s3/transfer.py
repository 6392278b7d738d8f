"""The transfer of objects by libcurl, which signs requests as well: one GET tells of an object and brings it.

The SDK takes 1.5 ms of CPU for a call, and a HEAD before each GET.
"""

from typing import Final
from urllib.parse import quote

import pycurl

from services.acquirer.sources.curl.exchange import Exchange
from services.acquirer.sources.curl.handle import make_handle, trust
from services.acquirer.sources.port import Sink
from services.acquirer.sources.s3.answer import ObjectHead
from services.acquirer.sources.s3.brought import Brought
from shared.roots.errors import StorageError, UnreachableError
from shared.roots.port import Stat
from shared.roots.remote.s3.client import CONNECT_SECONDS, READ_SECONDS, Bucket, S3Settings

AMAZON: Final = "https://s3.{region}.amazonaws.com"

DOTS: Final = frozenset((".", ".."))
"""Names in a key that libcurl, as browsers do, would take for ways to another one."""


class ObjectTransfers:
    """Transfers over one connection, one after another.

    Args:
        settings: of the store, with keys, or for nobody.
        bucket: where the objects are.
    """

    def __init__(self, settings: S3Settings, bucket: Bucket) -> None:
        self._settings = settings
        self._bucket = bucket
        self._curl: pycurl.Curl | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._curl is not None:
            self._curl.close()
            self._curl = None

    def bring(self, path: str, sink: Sink) -> Brought | None:
        """Give the bytes of an object to a sink.

        Returns:
            What was brought; None where the store gave no object: whoever asks it by the SDK hears why.

        Raises:
            UnreachableError: the connection was lost on the way; and whatever the sink raises.
        """
        if DOTS.intersection(self._bucket.key(path).split("/")):
            return None
        transfer = _Transfer(path, sink)
        curl = self._curl = self._curl or _made(self._settings)
        curl.setopt(pycurl.URL, self._address(path))
        curl.setopt(pycurl.HEADERFUNCTION, transfer.hears)
        curl.setopt(pycurl.WRITEFUNCTION, transfer.takes)
        try:
            curl.perform()
        except pycurl.error as error:
            return transfer.failed(error)
        return transfer.ended()

    def _address(self, path: str) -> str:
        store = (self._settings.endpoint or AMAZON.format(region=self._settings.region)).rstrip("/")
        key = quote(self._bucket.key(path).encode("utf-8", "surrogateescape"), safe="/~")
        return f"{store}/{quote(self._bucket.name, safe='')}/{key}"


class _Transfer(Exchange):
    def __init__(self, path: str, sink: Sink) -> None:
        super().__init__(path, sink)
        self._head = ObjectHead()

    def takes(self, data: bytes) -> int | None:
        """Hand bytes on; those of an error are no object's."""
        return len(data) if self._head.stat(self.path) is None else super().takes(data)

    def failed(self, error: pycurl.error) -> Brought | None:
        """Return what is still wanted, or raise what happened on the way."""
        self.raise_kept()
        if self.begun is None:
            return None
        if self.start:
            return Brought(self.begun, self.start)
        raise UnreachableError(f"the store did not send all of {self.path!r}: {error.args[-1]}") from error

    def ended(self) -> Brought | None:
        """Tell the sink, if there was an object."""
        if self._head.stat(self.path) is None:
            return None
        self.begin()
        begun = self._told()
        if self.start:  # of an object that came in one piece
            return Brought(begun, self.start)
        self.sink.ends()
        return Brought(begun)

    def _hear(self, line: bytes) -> None:
        self._head.add(line.decode("latin-1"))

    def _told(self) -> Stat:
        told = self._head.stat(self.path)
        if told is None:
            raise StorageError(f"the store tells nothing of {self.path!r}")
        return told


def _made(settings: S3Settings) -> pycurl.Curl:
    curl = make_handle(connect_seconds=CONNECT_SECONDS, silent_seconds=READ_SECONDS)
    if not settings.anonymous:
        curl.setopt(pycurl.AWS_SIGV4, f"aws:amz:{settings.region}:s3")
        curl.setopt(pycurl.USERNAME, settings.access_key or "")
        curl.setopt(pycurl.PASSWORD, settings.secret_key or "")
    trust(curl, settings.certificate_authority)
    return curl
