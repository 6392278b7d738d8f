"""Parameters of routes that change files: conditions, digests, times, and for how long to wait."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Header, Request, Response
from starlette.exceptions import HTTPException

from services.gateway.api.history.change_rows import change_row
from services.gateway.context import GatewayContext
from services.gateway.reading.conditions import DATES, MATCHES, ConditionError, etag_of, read_conditions
from services.gateway.writing.change import Change, Fate
from services.gateway.writing.digest_fields import (
    DigestError,
    parse_checksum,
    parse_digests,
    parse_older_digests,
    wrong_digest,
)
from shared.access.credentials import LINK_PARAMETER, link_of
from shared.contracts.http.changes import ChangeRow
from shared.model.entry import Kind
from shared.model.numbers import INT64_MAX, INT64_MIN
from shared.web.catalog.parameters import PREFIX
from shared.web.problem import BadRequestError, ChangedError, ConflictCopyError, MalformedError, RefusedError
from shared.web.revision import say_revision

FIELD_MAX = 2048
"""Characters of one field, e.g. thirty entity tags: all fields of a change and its path fit one head."""

WAIT_MAX = 30.0
"""Seconds that a request may wait: well below what proxies and this server give to an answer."""

SECOND_NS = 1_000_000_000

SECOND_DIGITS = 18
"""Before and after the point of a number of seconds: more are beyond any time, or no part of one."""

WAIT = re.compile(r"\s*wait\s*=\s*(\d{1,9})\s*", re.IGNORECASE)
"""RFC 7240, section 4.3."""

Field = Annotated[str | None, Header(max_length=FIELD_MAX)]


async def _conditions(
    request: Request, if_match: Field = None, if_none_match: Field = None, if_unmodified_since: Field = None
) -> dict[str, str]:
    del if_match, if_none_match, if_unmodified_since  # Named for the document: each may be said again.
    if "if" in request.headers:
        raise ChangedError("`If` is not weighed here, since there are no locks: say If-Match")
    try:
        return read_conditions({name: request.headers.getlist(name) for name in (*MATCHES, *DATES)})
    except ConditionError as error:
        raise BadRequestError(str(error)) from error


def no_conditions(instead: str) -> Callable[..., Awaitable[None]]:
    """Return what routes depend on that weigh no condition of the head: it would be passed over.

    Args:
        instead: where conditions are said.
    """

    async def check(request: Request) -> None:
        said = next((name for name in (*MATCHES, *DATES, "if") if name in request.headers), None)
        if said is not None:
            raise BadRequestError(f"{said} is not weighed here: {instead}")

    return check


Conditions = Annotated[dict[str, str], Depends(_conditions)]
"""What must stand at the path: `If-Match`, `If-None-Match`, `If-Unmodified-Since`."""


async def _digests(
    content_digest: Field = None,
    repr_digest: Field = None,
    oc_checksum: Field = None,
    digest: Field = None,
    content_md5: Field = None,
) -> dict[str, str]:
    newer = said_digests(content_digest=content_digest, repr_digest=repr_digest, checksum=oc_checksum)
    try:
        older = parse_older_digests(digest, content_md5)
    except DigestError as error:
        raise BadRequestError(str(error)) from error
    wrong = wrong_digest({name: older[name] for name in older.keys() & newer.keys()}, newer)
    if wrong is not None:
        raise BadRequestError(f"two digests by {wrong.algorithm} contradict each other")
    return {**older, **newer}


@dataclass(frozen=True, slots=True)
class PieceDigests:
    """What a request that brings a piece of an upload says of it, and of the whole; by algorithm."""

    piece: dict[str, str]
    whole: dict[str, str]


async def _piece_digests(
    content_digest: Field = None,
    repr_digest: Field = None,
    oc_checksum: Field = None,
    digest: Field = None,
    content_md5: Field = None,
) -> PieceDigests:
    return PieceDigests(
        piece=await _digests(content_digest=content_digest, content_md5=content_md5),
        whole=await _digests(repr_digest=repr_digest, oc_checksum=oc_checksum, digest=digest),
    )


OfPiece = Annotated[PieceDigests, Depends(_piece_digests)]
"""`Content-Digest` and `Content-MD5` are of the bytes of one request, the others of the whole file."""


def said_digests(
    *, content_digest: str | None = None, repr_digest: str | None = None, checksum: str | None = None
) -> dict[str, str]:
    """Return the digests that fields of a request say. Raises BadRequestError."""
    try:
        return {**parse_digests(content_digest, repr_digest), **parse_checksum(checksum)}
    except DigestError as error:
        raise BadRequestError(str(error)) from error


Digests = Annotated[dict[str, str], Depends(_digests)]
"""That the bytes must have, hexadecimal, by algorithm."""


async def _mtime(
    modified: Annotated[
        str | None,
        Header(
            alias="SpiceRack-Modified",
            max_length=64,
            description="The time that the file shall have: ISO 8601, or seconds since 1970 UTC.",
        ),
    ] = None,
    x_oc_mtime: Annotated[str | None, Header(max_length=64)] = None,
) -> int | None:
    text = x_oc_mtime if modified is None else modified
    return None if text is None else mtime_of(text.strip())


Modified = Annotated[int | None, Depends(_mtime)]
"""The time that a file shall have, nanoseconds since 1970 UTC."""


def mtime_of(text: str) -> int:
    """Return a time in nanoseconds since 1970 UTC, from seconds or ISO 8601. Raises MalformedError."""
    try:
        seconds = Decimal(text)
    except InvalidOperation:
        nanoseconds = _iso_ns(text)
    else:
        # Weighed before it is multiplied: `1e999999` would be written out.
        if not seconds.is_finite() or abs(seconds.adjusted()) > SECOND_DIGITS:
            seconds = Decimal("Infinity") if seconds else Decimal(0)
        nanoseconds = int(seconds * SECOND_NS) if seconds.is_finite() else INT64_MAX
    if not INT64_MIN < nanoseconds < INT64_MAX:
        raise MalformedError(f"the time {text!r} is none between 1678 and 2262")
    return nanoseconds


def _iso_ns(text: str) -> int:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise MalformedError(
            f"{text!r} is no time: write seconds since 1970, or 2026-03-04T05:06:07Z"
        ) from None
    since = (time if time.tzinfo else time.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * SECOND_NS + since.microseconds * 1000


def length_of(headers: Mapping[str, str]) -> int | None:
    """Return how long a body says it is."""
    said = headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else None


def length_of_whole(headers: Mapping[str, str]) -> int | None:
    """Return how long the body of a PUT says it is.

    Raises:
        BadRequestError: it is a part alone (RFC 9110, section 14.5), which would stand for the whole file.
        HTTPException: no body follows, and none is said to be empty: it would replace a file by nothing.
    """
    if "content-range" in headers:
        raise BadRequestError("a PUT takes whole files, no `Content-Range`: send a part by `uploads`")
    if "content-length" not in headers and "transfer-encoding" not in headers:
        raise HTTPException(411, "say `Content-Length`, 0 for an empty file, or send chunks")
    return length_of(headers)


@dataclass(frozen=True, slots=True)
class Waiting:
    """For how long the answer to a change waits for its commit, and by which link it was asked."""

    seconds: float | None
    link: str | None = None
    """Part of the addresses that the answer names: without it they would be closed to who follows them."""

    def address(self, where: str) -> str:
        """Return an address for the caller to go on with."""
        return where if self.link is None else f"{where}?{LINK_PARAMETER}={quote(self.link, safe='')}"

    async def answer(
        self, context: GatewayContext, response: Response, change: Change, *, new: bool = False
    ) -> ChangeRow:
        """Return the answer to a change that is in place.

        Args:
            context: of the gateway.
            response: gets the status and the headers.
            change: as it was made.
            new: whether it made something where nothing stood.

        Raises:
            ConflictCopyError: another site's change came first.
            RefusedError: it was written over before it was committed.
        """
        if self.seconds is not None:
            response.headers["Preference-Applied"] = f"wait={self.seconds:g}"
            change = await context.changes.wait(change.id, seconds=self.seconds)
        where = f"{PREFIX}/collections/{context.identity.collection}/changes/{change.id}"
        if change.fate is Fate.LOST:
            raise ConflictCopyError(_lost(change), copies=change.conflict_copies)
        if change.fate in (Fate.SUPERSEDED, Fate.FAILED):
            raise RefusedError(f"{change.detail}; {where} says more")
        if change.fate is Fate.WAITING:
            response.status_code = 202
            response.headers["Location"] = self.address(where)
        else:
            response.status_code = 201 if new else 200
            say_revision(response, change.revision or 0)
        if len(change.paths) == 1 and change.paths[0].kind is Kind.FILE:
            response.headers["ETag"] = etag_of(change.paths[0].content or "")
        if new and change.fate is Fate.COMMITTED:
            file = quote(change.paths[0].path)
            content = f"{PREFIX}/collections/{context.identity.collection}/content/{file}"
            response.headers["Location"] = self.address(content)
        return change_row(change)


def _lost(change: Change) -> str:
    """Return what became of a change that lost, for people."""
    if change.conflict_copies:
        return f"{change.detail}; it is kept as {', '.join(map(repr, change.conflict_copies))}"
    if all(one.content is None for one in change.paths):
        return f"{change.detail}; nothing was changed"
    return (
        f"{change.detail}; nothing was changed, and what was sent goes to the trash of this site where it is "
        "not what stands there"
    )


async def _waiting(request: Request, prefer: Field = None) -> Waiting:
    found = [match for part in (prefer or "").split(",") if (match := WAIT.fullmatch(part))]
    return Waiting(min(float(found[0][1]), WAIT_MAX) if found else None, link_of(request.url.query))


Wait = Annotated[Waiting, Depends(_waiting)]
"""`Prefer: wait=10` waits ten seconds for the commit."""
