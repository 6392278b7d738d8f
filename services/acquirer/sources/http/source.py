"""Files of a web server, found by its listings."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

import httpx

from services.acquirer.sources.http.facts import if_range, media_type_of, part_begins_at, stat_of
from services.acquirer.sources.http.index import NoListingError, parse_index
from services.acquirer.sources.port import Sink
from services.acquirer.sources.steps import bring_by_steps
from shared.roots.errors import (
    ChangedError,
    DeniedError,
    MissingError,
    StorageError,
    UnreachableError,
    WrongTypeError,
)
from shared.roots.port import Stat
from shared.roots.remote.address import Credentials, RemoteAddress
from shared.roots.remote.certificates import certificate_error

IDENTITY: Final = {"accept-encoding": "identity", "user-agent": "SpiceRack acquirer"}
"""With every request: sizes and ranges of a compressed answer are not those of the file."""

LISTING: Final = {**IDENTITY, "accept": "application/json, text/html;q=0.9, */*;q=0.1"}

LISTING_BYTES_MAX: Final = 64 * 1024 * 1024
"""Of one listing: some 500 000 names."""

READ_CHUNK: Final = 256 * 1024

REDIRECTS_MAX: Final = 5

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class LoginError(DeniedError):
    """The server leads to another place, as to a form for logging in, instead of to the file."""


class HttpSource:
    """Implements `Source` over HTTP. Credentials go to the server of the address alone.

    Args:
        address: where the files begin.
        credentials: what to show.
        timeout: seconds without a byte.
    """

    reads_one_version: Final = False

    def __init__(self, address: RemoteAddress, credentials: Credentials, *, timeout: float) -> None:
        self._address = address
        host = f"[{address.host}]" if ":" in address.host else address.host
        self._origin = f"{address.scheme}://{host}:{address.port}"
        authority = credentials.certificate_authority
        self._media_type = ""
        self._client = httpx.Client(
            auth=(address.user, credentials.password or "") if address.user else None,
            verify=ssl.create_default_context(cafile=str(authority) if authority else None),
            timeout=httpx.Timeout(timeout),
            limits=httpx.Limits(max_connections=1),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def names(self, directory: str) -> Sequence[Stat]:
        """Return what a directory lists. Raises StorageError."""
        place = f"{quote(self._address.join(directory)).rstrip('/')}/"
        with self._answer("GET", place, LISTING, directory or "/") as answer:
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind not in ("application/json", "text/html", "application/xhtml+xml"):
                raise WrongTypeError(
                    f"{directory or '/'!r} is no listing: the server says that it is {kind!r}"
                )
            body = bytearray()
            for data in answer.iter_bytes(READ_CHUNK):
                body += data
                if len(body) > LISTING_BYTES_MAX:
                    raise StorageError(
                        f"the listing of {directory or '/'!r} has over {LISTING_BYTES_MAX} bytes"
                    )
            _demand_whole(answer, len(body), directory or "/")
            try:
                return parse_index(directory, answer.url.path.rstrip("/") + "/", kind, bytes(body))
            except NoListingError as error:
                raise WrongTypeError(f"{directory or '/'!r}: {error}") from error

    def bring(self, path: str, sink: Sink) -> None:
        """Give the bytes of one version of a file to a sink."""
        bring_by_steps(self, path, sink)
        sink.is_called(self._media_type)

    def stat(self, path: str) -> Stat:
        """Return what the server tells of a file. Raises StorageError."""
        with self._answer("HEAD", self._place(path), IDENTITY, path) as answer:
            found = stat_of(path, answer.headers)
            self._media_type = media_type_of(answer.headers)
        if found is None:
            raise StorageError(f"the server does not tell the size of {path!r}: it cannot be checked")
        return found

    def read(self, path: str, *, start: int, stat: Stat) -> Iterator[bytes]:
        """Yield the bytes of a file from `start` on. Raises StorageError, and ChangedError for another."""
        headers: Mapping[str, str] = IDENTITY
        if start:
            validator = if_range(stat.version)
            if validator is None:
                raise ChangedError(f"{path!r} has no strong ETag: it is fetched from its beginning")
            headers = {**IDENTITY, "range": f"bytes={start}-", "if-range": validator}
        with self._answer("GET", self._place(path), headers, path) as answer:
            if part_begins_at(answer.status_code, answer.headers, size=stat.size) != start:
                raise ChangedError(f"{path!r}: the server sends another part than it was asked for")
            self._media_type = media_type_of(answer.headers)
            # As they come: what fills no chunk yet would be lost where the connection is cut.
            yield from answer.iter_raw()

    def _place(self, path: str) -> str:
        return quote(self._address.join(path).encode("utf-8", "surrogateescape"))

    @contextmanager
    def _answer(
        self, method: str, place: str, headers: Mapping[str, str], path: str
    ) -> Iterator[httpx.Response]:
        """Give an answer that says that all is well. Redirects within the server alone are followed."""
        url = httpx.URL(self._origin + place)
        try:
            for _ in range(REDIRECTS_MAX):
                with self._client.stream(method, url, headers=dict(headers)) as answer:
                    if answer.status_code not in REDIRECTS:
                        _demand_well(answer, path)
                        yield answer
                        return
                    onward = url.join(answer.headers.get("location", ""))
                    if (onward.scheme, onward.host, onward.port) != (url.scheme, url.host, url.port):
                        raise LoginError(
                            f"{path!r}: the server leads to {onward.scheme}://{onward.host}, as to a login "
                            "form: its owner says how programs are let in"
                        )
                    url = onward
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            untrusted = certificate_error(error, path)
            if untrusted is not None:
                raise untrusted from error
            words = str(error) or type(error).__name__
            raise UnreachableError(f"no whole answer came for {path!r}: {words}") from error
        raise StorageError(f"{path!r}: the server leads on more than {REDIRECTS_MAX} times")


def _demand_well(answer: httpx.Response, path: str) -> None:
    status = answer.status_code
    said = f"the server answered {status} {answer.reason_phrase} for {path!r}"
    if status in (200, 206):
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise StorageError(f"{said}, compressed although that was declined: its bytes cannot be checked")
        return
    if status in (401, 403, 407):
        raise DeniedError(f"{said}: look at user and password")
    if status in (404, 410):
        raise MissingError(said)
    if status == 416:
        raise ChangedError(f"{said}: the file is shorter than it was")
    if status == 429 or status >= 500:
        raise UnreachableError(f"{said}: it is overloaded or out of order")
    raise StorageError(said)


def _demand_whole(answer: httpx.Response, size: int, path: str) -> None:
    length = answer.headers.get("content-length")
    if length is not None and length != str(size):
        raise UnreachableError(f"the listing of {path!r} was cut: {size} of {length} bytes came")
