"""The door to answers that are kept in memory: who may have one is told without waiting for anything.

A request passes seven layers of guards and bounds, a router and a handler: many times what it takes to send
a file of 5 kB. The guards that judge the request itself hold here, too: what asks for more than a plain GET
(conditions, ranges, an origin, a body), or by another name, goes the long way; and the caller is admitted,
may read, and sees the path. Nothing is refused here: who is not answered is told what the long way tells.
"""

from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import HTTPConnection

from shared.web.authorise import EVERYTHING, AdmitsAtOnce, Authorise, Caller, Scope
from shared.web.guards.guard import Names, host_of, is_own
from shared.web.guards.security_headers import Header
from shared.web.hot.answers import HotAnswer, HotAnswers
from shared.web.hot.files import HotFile, Telling
from shared.web.problem import ProblemError
from shared.web.revision import HEADER

PLAIN = frozenset(
    {
        *(b"host", b"user-agent", b"accept", b"accept-encoding", b"accept-language", b"connection", b"te"),
        *(b"authorization", b"cookie", b"priority", b"spicerack-request", b"traceparent", b"tracestate"),
    }
)
"""Headers that change nothing of an answer to who may have it."""

RANGE = b"range"

HOSTS_MAX = 64
"""Names of ours that are remembered: a service has a few."""

REVISION = HEADER.lower().encode()

AT_ONCE = (b"server-timing", b"total;dur=0.0")
"""Of an answer that is ready: less than half of the tenth of a millisecond that is told."""

OK = 200
MILLISECONDS = 1000.0


@dataclass(frozen=True, slots=True)
class Entered:
    """A request for a hot file, whose caller was let in and has to be let out."""

    file: HotFile
    telling: Telling
    connection: HTTPConnection
    caller: Caller


class HotDoor:
    """Finds the answers that are kept for requests."""

    def __init__(
        self, hot: HotAnswers, *, names: Names, authorise: Authorise, monotonic: Callable[[], float]
    ) -> None:
        """Wire it.

        Args:
            hot: what is kept.
            names: by which it is asked.
            authorise: tells who asks. One that always has to wait leaves every request to the long way.
            monotonic: seconds, for `Server-Timing`.
        """
        self._hot = hot
        self._names = names
        self._authorise = authorise if isinstance(authorise, AdmitsAtOnce) else None
        self._monotonic = monotonic
        self._own_hosts: set[bytes] = set()
        self._defaults: list[Header] = []
        self._beginning = b""
        self._beginning_of: tuple[int, bytes] | None = None

    def find(self, scope: MutableMapping[str, Any]) -> HotAnswer | None:
        """Return what is kept for a request that asks plainly, and whose caller may have it."""
        found = self.ask(scope)
        return None if found is None else found[0]

    def ask(self, scope: MutableMapping[str, Any]) -> tuple[HotAnswer, bool] | None:
        """Return what `find` does, and whether who asks in these words may everything, noted nowhere."""
        if scope["method"] != "GET" or scope["query_string"]:
            return None
        hot = self._hot.get(scope["path"])
        if hot is None or not self._is_plain(scope["headers"]):
            return None
        caller = self._admitted(scope, hot)
        return None if caller is None else (hot, caller.rights is EVERYTHING)

    def ask_again(self, scope: MutableMapping[str, Any], *, free: bool) -> HotAnswer | None:
        """Return what `find` does for a request that differs in its path alone from one that was answered.

        Args:
            scope: of the request.
            free: whether its caller may everything, as `ask` said. All others are judged anew each time.
        """
        hot = self._hot.get(scope["path"])
        return hot if hot is not None and (free or self._admitted(scope, hot) is not None) else None

    def enter(self, scope: MutableMapping[str, Any]) -> Entered | None:
        """Let the caller of a hot file in, who is told by the `telling`, and then has to `leave`."""
        if scope["method"] != "GET" or scope["query_string"]:
            return None
        file = self._hot.files.get(scope["path"])
        if file is None:
            return None
        rest, said = _without_range(scope["headers"])
        if len(said) > 1 or not self._is_plain(rest):
            return None
        admitted = self._let_in(scope, file)
        if admitted is None:
            return None
        telling = file.telling_of(said[0].decode("latin-1") if said else None)
        if telling is None:
            self._let_out(*admitted)
            return None
        return Entered(file, telling, *admitted)

    def allows(self, entered: Entered) -> bool:
        """Tell whether a caller may still have the file that it is being told."""
        return _may_have(entered.caller, entered.file)

    def leave(self, entered: Entered) -> None:
        """Let a caller out."""
        self._let_out(entered.connection, entered.caller)

    def moment(self, begun: float) -> tuple[Header, Header]:
        """Return the headers that are of the moment: the revision, and the time since `begun`."""
        took = (self._monotonic() - begun) * MILLISECONDS
        return (REVISION, self._hot.revision), (b"server-timing", b"total;dur=%.1f" % took)

    def now(self) -> float:
        """Return the time that `moment` counts from."""
        return self._monotonic()

    def beginning(self, defaults: list[Header]) -> bytes:
        """Return how an answer begins that takes no time: the headers of the server, and of the moment.

        Args:
            defaults: of the server: another list whenever they change.
        """
        revision = self._hot.revision
        if self._beginning_of != (id(defaults), revision):
            headers = (*defaults, (REVISION, revision), AT_ONCE)
            lines = (name + b": " + value + b"\r\n" for name, value in headers)
            self._beginning = b"".join((b"HTTP/1.1 200 OK\r\n", *lines))
            self._defaults = defaults  # Kept, so that no other list has its identity.
            self._beginning_of = (id(defaults), revision)
        return self._beginning

    def _admitted(self, scope: MutableMapping[str, Any], hot: HotAnswer) -> Caller | None:
        """Return who asks, where it may have the answer."""
        admitted = self._let_in(scope, hot)
        if admitted is None:
            return None
        self._let_out(*admitted)
        return admitted[1]

    def _let_in(
        self, scope: MutableMapping[str, Any], hot: HotAnswer | HotFile
    ) -> tuple[HTTPConnection, Caller] | None:
        """Admit who asks, where it may have the answer."""
        if self._authorise is None:
            return None
        connection = HTTPConnection(scope)
        caller = self._authorise.admit_at_once(connection)
        if caller is None:
            return None
        if not _may_have(caller, hot):
            self._let_out(connection, caller)
            return None
        return connection, caller

    def _let_out(self, connection: HTTPConnection, caller: Caller) -> None:
        if self._authorise is not None:
            self._authorise.leave(connection, caller, OK)

    def _is_plain(self, headers: Iterable[Header]) -> bool:
        host = said = None
        for name, value in headers:
            if name not in PLAIN:
                return False
            if name == b"host":
                if host is not None:
                    return False  # The guard refuses it.
                host = value
            elif name == b"authorization":
                if said is not None:
                    return False  # As above.
                said = value
        return host is not None and (host in self._own_hosts or self._learns(host))

    def _learns(self, host: bytes) -> bool:
        if not is_own(host_of(host.decode("latin-1")), self._names):
            return False
        if len(self._own_hosts) < HOSTS_MAX:
            self._own_hosts.add(host)
        return True


def _may_have(caller: Caller, hot: HotAnswer | HotFile) -> bool:
    try:
        caller.demand(Scope.READ, hot.collection)
        caller.demand_sight(hot.collection, hot.path)
    except ProblemError:
        return False
    return True


def _without_range(headers: Iterable[Header]) -> tuple[list[Header], list[bytes]]:
    """Return the headers but for `Range`, and what it says, as often as it is said."""
    rest = [header for header in headers if header[0] != RANGE]
    return rest, [value for name, value in headers if name == RANGE]
