"""Answering a request for a content: conditions, ranges, digests, then the bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.types import Receive, Send

from services.gateway.contents.digests import Digests
from services.gateway.contents.port import OpenContent
from services.gateway.context import GatewayContext
from services.gateway.reading.conditions import Validators, Verdict, range_counts, verdict
from services.gateway.reading.content_headers import (
    CHANGING,
    LINK,
    NANOSECONDS,
    Header,
    content_type_of,
    digest_headers,
    disposition_of,
    validator_headers,
    validators_of,
)
from services.gateway.reading.content_response import Shape, pieces_of, tell_bytes
from services.gateway.reading.ranges import Span, UnsatisfiableError, spans_of
from services.gateway.reading.ready_file import ReadyFile
from shared.contents.wanted import ContentLostError, NotHeldError, UnavailableError, Wanted
from shared.model.entry import Entry
from shared.web.hot.answers import HotAnswer
from shared.web.hot.files import HotFile
from shared.web.middleware import ASKED_METHOD
from shared.web.problem import BusyError, ChangedError, NotFoundError, RangeError
from shared.web.revision import HEADER as REVISION_HEADER
from shared.web.sending.file_sender import Line, sender_of

PLACES_MAX = 16
"""Places of a content that are tried: a hundred copies of one file are told by the first of them."""

HISTORY_MAX = 1000
"""Entries of a path that are compared for its second of time."""

WANTS_DIGEST = ("want-repr-digest", "want-digest")
"""By which a caller says that it waits for a digest, however large the file is."""

RETRY_SECONDS = 10
"""After which another site may give what it does not give now: a worker is back, or less busy."""

BOUNDARY_LENGTH = 32

SMALL_BYTES = 64 * 1024
"""Up to which a content is told in one piece, and kept in memory: most kernels but SPK, CK and DSK are."""

REVISION = REVISION_HEADER.lower().encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a content."""

    context: GatewayContext
    request: Request
    entry: Entry
    """A file."""
    name: str
    """By which it is kept."""
    cache: str
    """`Cache-Control`."""
    allowed: Callable[[], bool]
    """Tells whether the caller may still have it."""

    @property
    def content(self) -> str:
        """The content's hash."""
        return self.entry.state.content or ""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the request."""
        return self.request.headers


async def tell(asked: Asked, receive: Receive, send: Send) -> None:
    """Answer the request.

    Raises:
        ChangedError: its conditions do not hold.
        RangeError: no byte of its range is there.
        NotFoundError: nobody who can be asked holds the content.
        BusyError: it is at another site, and cannot be had from there now.
    """
    validators = validators_of(asked.entry.state)
    found = verdict(asked.headers, validators, reads=True)
    if found is Verdict.FAILED:
        raise ChangedError(f"{asked.entry.path!r} has content {asked.content}")
    common = [
        *validator_headers(validators, asked.cache),
        (REVISION, str(asked.context.followed.revision).encode()),
    ]
    if found is Verdict.NOT_MODIFIED:
        await _tell_empty(304, common, send)
        return
    shape = Shape(
        size=asked.entry.state.size,
        spans=_spans(asked, validators),
        media_type=_media_type(asked).encode(),
        boundary=asked.content[:BOUNDARY_LENGTH].encode(),
    )
    common.append((b"content-disposition", disposition_of(asked.name).encode()))
    if asked.request.scope.get(ASKED_METHOD) == "HEAD":
        digests = await _digests_without_bytes(asked)
        await _tell_empty(shape.status, [*common, *digest_headers(digests), *shape.headers()], send)
        return
    opened = await _open(asked)
    try:
        if shape.spans is None and shape.size <= SMALL_BYTES:
            await _tell_small(asked, opened, shape, common, send)
            return
        digests = await opened.digests(wait=_waits(asked))
        common += digest_headers(digests)
        if shape.size > SMALL_BYTES and opened.descriptor is not None and _lasts(asked, digests):
            _keep_ready(asked, shape, common)
        line = Line(receive, send, sender_of(asked.request.scope), asked.allowed)
        await tell_bytes(opened, shape, common, line)
    finally:
        opened.close()


async def _tell_small(
    asked: Asked, opened: OpenContent, shape: Shape, headers: list[Header], send: Send
) -> None:
    """Tell a small file at once, and keep the answer where the next request may be for the same.

    Raises:
        BusyError: its bytes turned out to be others.
    """
    try:
        body = b"".join([piece async for piece in pieces_of(opened, shape)])
        await opened.settle()
    except ContentLostError as error:
        reason = f"{asked.entry.path!r} is not told now ({error}): ask again"
        raise BusyError(reason, retry_after=RETRY_SECONDS) from error
    digests = await opened.digests(wait=_waits(asked))
    said = [*headers, *digest_headers(digests), *shape.headers()]
    await send({"type": "http.response.start", "status": shape.status, "headers": said})
    await send({"type": "http.response.body", "body": body, "more_body": False})
    if _lasts(asked, digests):
        collection, path = asked.context.identity.collection, asked.entry.path
        asked.context.hot.keep(asked.request.scope["path"], HotAnswer(collection, path, _plain(said), body))


def _keep_ready(asked: Asked, shape: Shape, headers: list[Header]) -> None:
    """Keep what is said of a large file where the next request may be for the same."""
    collection, path = asked.context.identity.collection, asked.entry.path
    ready = ReadyFile(contents=asked.context.contents, content=asked.content, shape=shape.of(None))
    file = HotFile(collection, path, _plain(headers), ready)
    asked.context.hot.files.keep(asked.request.scope["path"], file)


def _plain(headers: list[Header]) -> list[Header]:
    """Return the headers that are the same at a later revision."""
    return [one for one in headers if one[0] != REVISION]


def _lasts(asked: Asked, digests: Digests | None) -> bool:
    """Tell whether the same may be said until a commit changes the path: one may have come meanwhile."""
    if asked.cache != CHANGING or digests is None or asked.request.scope["query_string"]:
        return False
    return asked.context.followed.projection.head(asked.entry.path) == asked.entry


def _spans(asked: Asked, validators: Validators) -> tuple[Span, ...] | None:
    text = asked.headers.get("range")
    if text is None:
        return None
    strong = "if-range" in asked.headers and _date_is_strong(asked)
    if not range_counts(asked.headers, validators, date_is_strong=strong):
        return None
    size = asked.entry.state.size
    try:
        return spans_of(text, size)
    except UnsatisfiableError as error:
        raise RangeError(str(error), size=size) from error


def _date_is_strong(asked: Asked) -> bool:
    """Tell whether a path never had another content with the same second of time."""
    state = asked.entry.state
    second = state.mtime_ns // NANOSECONDS
    history = asked.context.followed.projection.history(asked.entry.path, limit=HISTORY_MAX)
    return len(history) < HISTORY_MAX and all(
        entry.state.content == state.content
        for entry in history
        if entry.live and entry.state.mtime_ns // NANOSECONDS == second
    )


def _media_type(asked: Asked) -> str:
    return LINK if asked.entry.state.is_link else content_type_of(asked.name)


async def _open(asked: Asked, *, here_only: bool = False) -> OpenContent:
    state, contents, path = asked.entry.state, asked.context.contents, asked.entry.path
    wanted = Wanted(
        content=asked.content, size=state.size, mtime_ns=state.mtime_ns, paths=(path,), here_only=True
    )
    try:
        return await contents.open(wanted)
    except NotHeldError:
        others = asked.context.followed.projection.with_content(asked.content, limit=PLACES_MAX)
        paths = tuple(dict.fromkeys((path, *(entry.path for entry in others))))
        try:
            return await contents.open(replace(wanted, paths=paths, here_only=here_only))
        except UnavailableError as error:
            raise BusyError(str(error), retry_after=RETRY_SECONDS) from error
        except NotHeldError as error:
            if _stands(asked):
                reason = f"{path!r} is in the collection, and being written to wherever it stands: {error}"
                raise BusyError(f"{reason}; ask again", retry_after=RETRY_SECONDS) from error
            raise NotFoundError(str(error)) from error


def _stands(asked: Asked) -> bool:
    """Tell whether what a path has now was asked for: a mirror would take a 404 for a removal.

    A newer version may have been committed since the request came.
    """
    if asked.cache == CHANGING and "at" not in asked.request.query_params:
        return True
    head = asked.context.followed.projection.head(asked.entry.path)
    return head is not None and head.state.content == asked.content


def _waits(asked: Asked) -> bool:
    return any(name in asked.headers for name in WANTS_DIGEST)


async def _digests_without_bytes(asked: Asked) -> Digests | None:
    """Return the digests where they are known, or soon are; a HEAD never fails for want of the bytes."""
    known = asked.context.facts.digests(asked.content)
    if known is not None:
        return known
    try:
        opened = await _open(asked, here_only=not _waits(asked))
    except (BusyError, NotFoundError):
        return None
    try:
        return await opened.digests(wait=_waits(asked))
    finally:
        opened.close()


async def _tell_empty(status: int, headers: list[Header], send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
