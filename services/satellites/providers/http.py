"""Bodies over HTTP within bounds, whatever the other side does: it may err, lie, stall, empty and flood."""

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from services.satellites.catalogue.decode.bounds import BODY_BYTES_MAX
from services.satellites.catalogue.decode.port import WITH_AN_END, Format
from services.satellites.providers.port import PIECE, ProviderBusyError, ProviderDownError, Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a provider may take."""

    connect: float = 10.0
    silence: float = 60.0
    """Without a byte: space-track takes some 20 s before the first of a full `gp`."""
    whole: float = 600.0
    """For one body: 70 MiB over a line of 1 Mbit/s. A provider that trickles is cut off by it."""


GZIP = 16 + zlib.MAX_WBITS
TOO_MANY = (429, 509)
SHORT_BODY = 64 * 1024
"""Bytes that are read of a short answer: a list of files, a login, an error."""


class Line:
    """The way to one provider: no redirects, no proxy or password of the environment."""

    def __init__(
        self, base_url: str, *, ca_file: Path | None = None, patience: Patience | None = None
    ) -> None:
        self._patience = patience or Patience()
        self.client = httpx.AsyncClient(
            base_url=base_url,
            timeout=httpx.Timeout(self._patience.silence, connect=self._patience.connect),
            follow_redirects=False,
            trust_env=False,
            verify=ssl.create_default_context(cafile=None if ca_file is None else str(ca_file)),
            headers={"Accept-Encoding": "gzip", "User-Agent": "spicerack-satellites"},
            limits=httpx.Limits(max_connections=2),
        )

    @asynccontextmanager
    async def ask(
        self, method: str, path: str, *, form: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Send a request and yield the answer, its body still to be read.

        Raises:
            ProviderDownError: no answer, or it broke off, or it took too long.
        """
        try:
            async with asyncio.timeout(self._patience.whole):
                request = self.client.build_request(method, path, data=form)
                response = await self.client.send(request, stream=True)
                try:
                    yield response
                finally:
                    await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            kind = type(error).__name__
            raise ProviderDownError(
                f"the provider gave no whole answer ({kind}); it is asked again"
            ) from None

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()


def check_status(status: int) -> None:
    """Return where an answer is good.

    Raises:
        ProviderBusyError: it says that we ask too much.
        ProviderDownError: it is any other.
    """
    if status in TOO_MANY:
        raise ProviderBusyError("the provider says that it is asked too often; it is asked again later")
    if status != httpx.codes.OK:
        raise ProviderDownError(f"the provider answered with status {status}; it is asked again later")


async def pass_on(response: httpx.Response, sink: Sink, format_: Format) -> None:
    """Give the body of a good answer to `sink`, unpacked within bounds.

    Raises:
        ProviderDownError: it is packed in an unknown way, is cut, or has no end.
    """
    if format_ not in WITH_AN_END and not _tells_its_end(response):
        raise ProviderDownError(
            "the provider's answer does not say how long it is, and lines that end too early look like a "
            "whole: where it lasts, the operator takes JSON or XML of it"
        )
    async for piece in unpacked(response):
        await sink.feed(piece)


def _tells_its_end(response: httpx.Response) -> bool:
    """Return whether a cut is seen by a length or by chunks (RFC 9112, 6.3).

    The trailer of gzip ends one member, and not the last one.
    """
    return "Content-Length" in response.headers or "Transfer-Encoding" in response.headers


async def short_body(response: httpx.Response) -> bytes:
    """Return a short body, cut at SHORT_BODY bytes. Raises ProviderDownError."""
    kept = bytearray()
    async for piece in unpacked(response):
        kept += piece[: SHORT_BODY - len(kept)]
        if len(kept) >= SHORT_BODY:
            break
    return bytes(kept)


async def unpacked(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the body in pieces of at most PIECE bytes. Raises ProviderDownError."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip"}:
        raise ProviderDownError("the provider packs its answer in a way that was not asked for")
    inflater = _Inflater() if encoding == "gzip" else None
    total = packed_total = 0
    async for packed in response.aiter_raw(PIECE):
        packed_total += len(packed)
        for piece in (packed,) if inflater is None else inflater.pieces(packed):
            total += len(piece)
            if max(total, packed_total) > BODY_BYTES_MAX:
                raise ProviderDownError(f"the provider sent more than {BODY_BYTES_MAX} bytes")
            yield piece
    if inflater is not None and not inflater.whole:
        raise ProviderDownError("the provider's packed answer breaks off; it is asked again")


class _Inflater:
    """Unpacks gzip piece by piece: a small piece cannot become a large one in memory.

    A body may have several members (RFC 1952, 2.2), one behind the other; it is whole at the end of one.
    """

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(GZIP)

    @property
    def whole(self) -> bool:
        return self._zlib.eof

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        rest = packed
        while rest:
            if self._zlib.eof:
                self._zlib = zlib.decompressobj(GZIP)
            try:
                piece = self._zlib.decompress(rest, PIECE)
            except zlib.error:
                raise ProviderDownError("the provider's packed answer cannot be unpacked") from None
            rest = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail
            if piece:
                yield piece
