"""The middleware of every application: the guard, bounds on bodies, time and count, `Server-Timing`.

Each is a plain ASGI application (https://asgi.readthedocs.io/en/latest/specs/www.html): no body is gathered.
"""

import asyncio
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.contracts.http.problem import Problem
from shared.web import problem
from shared.web.guards.fields import SaidTwiceError, said_once
from shared.web.guards.guard import READS, Head, Names, refusal
from shared.web.guards.in_flight import InFlight
from shared.web.guards.security_headers import with_security_headers
from shared.web.health_routes import HEALTH_PATHS
from shared.web.limits import RATE_SECONDS, BodyRule, WebLimits
from shared.web.problem_handlers import RETRY_AFTER, answer
from shared.web.timing import Timings

STATE = "state"

REPLACED = "\N{REPLACEMENT CHARACTER}"
"""What bytes that are no UTF-8 are read as."""

ASKED_METHOD = "spicerack.method"
"""In a request's scope: the method that was asked with, where it is handled as another."""


class Timed:
    """Says in each answer how long it took (https://www.w3.org/TR/server-timing/), and what pages may not."""

    def __init__(self, app: ASGIApp, *, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._monotonic = monotonic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        timings = scope.setdefault(STATE, {})["timings"] = Timings(self._monotonic)

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = (*message["headers"], (b"server-timing", timings.header().encode()))
                message["headers"] = with_security_headers(
                    headers, path=scope["path"], scheme=scope["scheme"]
                )
            await send(message)

        await self._app(scope, receive, send_timed)


class Guarded:
    """Refuses what `guard` refuses. Health is answered to whoever asks: it says nothing of what is held."""

    def __init__(self, app: ASGIApp, *, names: Names, limits: WebLimits) -> None:
        self._app = app
        self._names = names
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        why = None
        if scope["type"] == "http" and scope["path"] not in HEALTH_PATHS:
            why = _unreadable(scope) or _said_twice(scope) or self._refusal(scope)
        await (self._app if why is None else answer(why))(scope, receive, send)

    def _refusal(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        head = Head(method=scope["method"], path=scope["path"], headers=headers)
        return _coded(headers) or refusal(head, names=self._names, limits=self._limits)


def _said_twice(scope: Scope) -> Problem | None:
    """Have each field of a head said once; return why it is refused where one cannot be."""
    try:
        scope["headers"] = said_once(scope["headers"])
    except SaidTwiceError as error:
        return problem.MALFORMED_REQUEST.problem(
            f"`{error}` is said twice: say it once (RFC 9110, section 5.3)"
        )
    return None


def _coded(headers: Headers) -> Problem | None:
    """Return why a body in another coding than chunks is refused: its coded bytes would be the file."""
    codings = ",".join(headers.getlist("transfer-encoding")).strip().lower()
    if codings in ("", "chunked"):
        return None
    return problem.MALFORMED_REQUEST.problem(
        f"`Transfer-Encoding` is {codings!r}: bodies are taken as they are, in chunks or with their length"
    )


def _unreadable(scope: Scope) -> Problem | None:
    """Return why a path that is none, or no UTF-8, is refused: such bytes were read as one letter.

    A whole address as the target names a host beside `Host`. Where the connection takes it apart, it is none.
    """
    if not scope["path"].startswith("/"):
        return problem.MALFORMED_REQUEST.problem("the target is no path: ask as `GET /path`, and say `Host`")
    raw = scope.get("raw_path")
    if REPLACED not in scope["path"] or raw is None:
        return None
    try:
        unquote_to_bytes(raw.partition(b"?")[0]).decode()
    except UnicodeDecodeError:
        return problem.MALFORMED_REQUEST.problem("the path is no UTF-8: names here are")
    return None


class Counted:
    """Bounds the requests that are handled at a time, but for those about health."""

    def __init__(self, app: ASGIApp, *, in_flight: InFlight) -> None:
        self._app = app
        self._in_flight = in_flight

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] in HEALTH_PATHS:
            await self._app(scope, receive, send)
            return
        if self._in_flight.is_full:
            said = f"{self._in_flight.limit} requests are handled already: ask again"
            await answer(problem.UNAVAILABLE.problem(said), RETRY_AFTER)(scope, receive, send)
            return
        with self._in_flight.one():
            await self._app(scope, receive, send)


class BoundedBody:
    """Bounds the bytes and the time of a body while it is read, whatever its head said."""

    def __init__(self, app: ASGIApp, *, limits: WebLimits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, _Body(receive, self._limits, scope["path"]).receive, send)


class _Body:
    """One body on its way in."""

    def __init__(self, receive: Receive, limits: WebLimits, path: str) -> None:
        self._receive = receive
        self._limits = limits
        self._path = path
        self._known_rule: BodyRule | None = None
        self._taken = 0
        self._deadline: float | None = None
        self._whole = False
        self._waited = 0.0
        """Seconds for which this body was waited for, of the window that runs."""
        self._brought = 0
        """Bytes that came in it."""

    @property
    def _rule(self) -> BodyRule:
        """Of this body; sought when somebody asks for the body, which few requests have."""
        if self._known_rule is None:
            self._known_rule = self._limits.body_rule(self._path)
        return self._known_rule

    async def receive(self) -> Message:
        """Return the next piece. Raises HTTPException: it is too much, or too late."""
        if self._whole:
            return await self._receive()  # The disconnect, which may be far away.
        now = asyncio.get_running_loop().time()
        self._deadline = self._deadline or now + self._rule.seconds
        try:
            async with asyncio.timeout_at(min(now + self._patience(), self._deadline)):
                message = await self._receive()
        except TimeoutError as error:
            waited = min(self._patience(), self._rule.seconds)
            what = "more of the body" if self._taken else "the body"
            raise HTTPException(408, f"{what} did not arrive in {waited:g} s: send it again") from error
        self._taken += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        self._demand_rate(len(message.get("body", b"")), waited=asyncio.get_running_loop().time() - now)
        if self._taken > self._rule.bytes_max:
            raise HTTPException(413, f"the body has over {self._rule.bytes_max} bytes")
        return message

    def _demand_rate(self, size: int, *, waited: float) -> None:
        """Make sure that a body does not trickle. What this process itself takes its time for is not counted.

        Raises:
            HTTPException: it does.
        """
        self._waited += waited
        self._brought += size
        if self._waited < RATE_SECONDS or self._whole:
            return
        if self._brought < self._rule.least_rate * self._waited:
            raise HTTPException(
                408,
                f"{self._brought} bytes of the body came in {self._waited:.0f} s, and "
                f"{self._rule.least_rate:g} a second are the least: send it in pieces that go on after a "
                "break (a resumable upload)",
            )
        self._waited, self._brought = 0.0, 0

    def _patience(self) -> float:
        """Return for how long the next piece is waited for. Seconds."""
        if not self._taken:
            return self._rule.first_seconds
        return self._rule.seconds if self._rule.pause_seconds is None else self._rule.pause_seconds


class BoundedTime:
    """Answers 503 where the head of an answer takes too long. What streams after it is not bounded.

    Where a body may be long in coming, the time counts from its end on.
    """

    def __init__(self, app: ASGIApp, *, limits: WebLimits) -> None:
        self._app = app
        self._limits = limits
        self._seconds = limits.request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        rule = None if scope["method"] in READS else self._limits.body_rule(scope["path"])
        slow = rule is not None and rule.pause_seconds is not None
        after = (rule.answer_seconds if rule is not None else None) or self._seconds
        try:
            async with asyncio.timeout(self._seconds + (rule.seconds if rule and slow else 0.0)) as bound:

                async def receive_bound() -> Message:
                    message = await receive()
                    ended = message["type"] == "http.request" and not message.get("more_body", False)
                    if slow and ended and bound.when() is not None and not bound.expired():
                        bound.reschedule(asyncio.get_running_loop().time() + after)
                    return message

                async def send_unbound(message: Message) -> None:
                    if not bound.expired():
                        bound.reschedule(None)
                    await send(message)

                await self._app(scope, receive_bound, send_unbound)
        except TimeoutError:
            if not bound.expired():
                raise
            why = problem.UNAVAILABLE.problem(f"no answer within {self._seconds:g} s: ask again, or for less")
            await answer(why, RETRY_AFTER)(scope, receive, send)


class HeadAsGet:
    """Answers HEAD as GET, whose body the server leaves out (RFC 9110, section 9.3.2)."""

    def __init__(self, app: ASGIApp, *, but_for: tuple[str, ...] = ()) -> None:
        self._app = app
        self._but_for = but_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope.get("method") == "HEAD" and not scope["path"].startswith(self._but_for or ("\0",)):
            scope = {**scope, "method": "GET", ASKED_METHOD: "HEAD"}
        await self._app(scope, receive, send)
