"""Whole small answers kept in memory, told before anything else is done for a request.

A request passes seven layers of guards and bounds, a router and a handler: many times what it takes to read
and send a file of 5 kB. What is kept here was made by all of them once, and is a fact that only its owner
changes. The guards that judge the request itself still hold: what asks for more than a plain GET (conditions,
ranges, an origin, a body), or by another name, goes the long way; and the caller is admitted, may read, and
sees the path, or is told what the long way tells.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.authorise import Authorise, Caller
from shared.web.authorise import Scope as Needed
from shared.web.guard import Names, host_of, is_own
from shared.web.problem import ProblemError
from shared.web.revision import HEADER
from shared.web.security_headers import with_security_headers

PLAIN = frozenset(
    {
        *(b"host", b"user-agent", b"accept", b"accept-encoding", b"accept-language", b"connection", b"te"),
        *(b"authorization", b"cookie", b"priority", b"spicerack-request", b"traceparent", b"tracestate"),
    }
)
"""Headers that change nothing of an answer to who may have it."""

HOSTS_MAX = 64
"""Names of ours that are remembered: a service has a few."""

REVISION = HEADER.lower().encode()

ENTRY_BYTES = 2048
"""Of an answer beside its body: paths and headers. Without them endless empty files would fit."""

OK = 200
MILLISECONDS = 1000.0

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class HotAnswer:
    """One answer with status 200."""

    collection: str
    path: str
    """Of the file: whoever may not see it is not told."""
    headers: list[Header]
    """But for revision and timing."""
    body: bytes

    @property
    def weight(self) -> int:
        """Bytes of memory, about."""
        return ENTRY_BYTES + len(self.body)


class HotAnswers:
    """Answers by the path that was asked for, those asked for last, within a bound of bytes."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._kept: OrderedDict[str, HotAnswer] = OrderedDict()
        self._asked: dict[str, set[str]] = {}
        """By the path of a file: all that was asked for and answered with it."""
        self.bytes = 0
        self.revision: bytes = b"0"
        """Of the projection that the answers are from."""

    def get(self, asked: str) -> HotAnswer | None:
        """Return what is kept for a path."""
        found = self._kept.get(asked)
        if found is not None:
            self._kept.move_to_end(asked)
        return found

    def keep(self, asked: str, hot: HotAnswer) -> None:
        """Keep an answer, and forget those asked for longest ago where there are too many bytes."""
        self._drop(asked)
        self._kept[asked] = hot
        self._asked.setdefault(hot.path, set()).add(asked)
        self.bytes += hot.weight
        while self.bytes > self._bytes_max:
            self._drop(next(iter(self._kept)))

    def drop(self, path: str) -> None:
        """Forget every answer that tells a file: it is not what it was."""
        for asked in tuple(self._asked.get(path, ())):
            self._drop(asked)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self._asked.clear()
        self.bytes = 0

    def _drop(self, asked: str) -> None:
        found = self._kept.pop(asked, None)
        if found is None:
            return
        self.bytes -= found.weight
        self._asked[found.path].discard(asked)
        if not self._asked[found.path]:
            del self._asked[found.path]


class HotFirst:
    """Tells hot answers; passes on all else."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hot: HotAnswers,
        names: Names,
        authorise: Authorise,
        monotonic: Callable[[], float],
    ) -> None:
        self._app = app
        self._hot = hot
        self._names = names
        self._authorise = authorise
        self._monotonic = monotonic
        self._own_hosts: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["query_string"]:
            hot = self._hot.get(scope["path"])
            if hot is not None and self._is_plain(scope["headers"]):
                await self._tell(hot, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_plain(self, headers: list[Header]) -> bool:
        host = None
        for name, value in headers:
            if name not in PLAIN:
                return False
            if name == b"host":
                host = value
        return host is not None and (host in self._own_hosts or self._learns(host))

    def _learns(self, host: bytes) -> bool:
        if not is_own(host_of(host.decode("latin-1")), self._names):
            return False
        if len(self._own_hosts) < HOSTS_MAX:
            self._own_hosts.add(host)
        return True

    async def _tell(self, hot: HotAnswer, scope: Scope, receive: Receive, send: Send) -> None:
        begun = self._monotonic()
        connection = HTTPConnection(scope)
        caller: Caller | None = None
        status = 0
        try:
            caller = await self._authorise.admit(connection)
            caller.demand(Needed.READ, hot.collection)
            caller.demand_sight(hot.collection, hot.path)
            status = OK
            took = (self._monotonic() - begun) * MILLISECONDS
            told = (
                *hot.headers,
                (REVISION, self._hot.revision),
                (b"server-timing", b"total;dur=%.1f" % took),
            )
            headers = with_security_headers(told, path=scope["path"], scheme=scope["scheme"])
            await send({"type": "http.response.start", "status": OK, "headers": headers})
            await send({"type": "http.response.body", "body": hot.body, "more_body": False})
            return
        except ProblemError:
            status = (
                OK  # It is refused, and noted, where all are: a refusal that differs would tell of the file.
            )
        finally:
            if caller is not None:
                self._authorise.leave(connection, caller, status)
        await self._app(scope, receive, send)
