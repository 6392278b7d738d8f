"""The door of a process: who asks, by token, by the identity provider's token, by a link, or by nothing."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import HTTPConnection

from shared.access.audit import Audit
from shared.access.book import AccessBook
from shared.access.credentials import bearer_of, link_of
from shared.access.grants import Grant, Identity
from shared.access.limits import Turnstile
from shared.access.link_identity import demand_link_use, identity_of_link, link_ended
from shared.access.links import (
    Link,
    LinkEndedError,
    LinkForgedError,
    check_use,
    key_of,
    open_link,
    said_time,
)
from shared.access.oidc import Keys, OidcRules, looks_like, read_session
from shared.access.rights import IdentityRights
from shared.access.settings import AccessSettings
from shared.access.token_text import NOBODYS, id_of, is_token
from shared.contracts.messages.access import TokenRecord
from shared.model.scope import INCLUDED, Scope
from shared.web.authorise import EVERYTHING, Caller, address_of
from shared.web.problem import ForbiddenError, ProblemError, TooManyError, UnauthenticatedError

READINESS = "/readyz"
METRICS = "/metrics"

OPEN = frozenset({"/health/", "/robots.txt", "/openapi/"})
"""Paths of OCS' archive that tell nothing of what is held: probes of load balancers ask them."""

SAYS_WHO = "/frames/zip/"
"""A path whose body may hold a token, from a form of a page that can send no header."""

ANYBODYS = ("/api/", "/data/", "/frames/", "/frame-", "/thumbnails/", "/profile/", "/vo/")
"""Where a caller without a token may come as far as the routes, if anything is for everybody."""

SHELL = "/"
SHELL_FILES = "/console/"
"""The page of the console and its files: the same for everybody, and nothing of the rack is in them. A
browser has to show the form for a token before it can say one."""

LOGIN = "/api/v1/login"
"""Where the page asks how people log in, and gives the code for a token: who asks has none yet."""

LINK_PATIENCE = 2.0
"""Seconds that a link waits for its key, which another gateway may have made a moment ago."""

LISTS = "/data/"
"""Below it, HEAD is not held back: rclone takes a file whose HEAD fails for gone, and deletes its copy."""

IPV6_NETWORK = 64
"""Bits that one subscriber has at least: its addresses are one caller."""

NO_TOKEN = "say a token: `Authorization: Bearer srk_...`; an admin makes one with `spicerack token create`"
NEW_TOKEN = "ask an admin for a new one"
BAD_TOKEN = f"this token is not known, was revoked or has expired: {NEW_TOKEN}"
UNSIGNED_TOKEN = "no operator has signed this token, and its collection heeds no other"
SESSION_ENDED = "this token of the identity provider has expired meanwhile: sign in again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """The identity provider."""

    rules: OidcRules
    keys: Keys


class Access:
    """Implements `shared.web.authorise.Authorise`."""

    def __init__(
        self,
        settings: AccessSettings,
        *,
        book: AccessBook,
        turnstile: Turnstile,
        audit: Audit,
        now: Callable[[], datetime],
        oidc: Oidc | None = None,
    ) -> None:
        self._settings = settings
        self._book = book
        self._turnstile = turnstile
        self._audit = audit
        self._now = now
        self._oidc = oidc

    async def admit(self, connection: HTTPConnection) -> Caller:
        """Return the caller. Raises ProblemError."""
        address = _network_of(address_of(connection))
        try:
            caller = await self._identify(connection, address)
            self._check_place(connection, caller)
            if self._is_counted(connection, caller):
                self._turnstile.enter(caller.name)
        except ProblemError as error:
            raise self._refused(connection, error, address) from error
        return caller

    async def known_by(self, connection: HTTPConnection, token: str) -> Caller:
        """Return the caller of a token that a request says in its body. Raises ProblemError."""
        await self._book.ready()
        try:
            return await self._by_bearer(token)
        except ProblemError as error:
            raise self._refused(connection, error, _network_of(address_of(connection))) from error

    def admit_at_once(self, connection: HTTPConnection) -> Caller | None:
        """Return the caller as `admit` does; None, and nothing noted, where it would wait or refuse."""
        try:
            caller = self._identify_at_once(connection)
            if caller is None:
                return None
            self._check_place(connection, caller)
            if self._is_counted(connection, caller):
                self._turnstile.enter(caller.name)
        except ProblemError:
            return None
        return caller

    def leave(self, connection: HTTPConnection, caller: Caller, status: int) -> None:
        """Hear how a request was answered."""
        if self._is_counted(connection, caller):
            self._turnstile.leave(caller.name)
        self._audit.note(connection, caller=caller.name, status=status)

    async def _identify(self, connection: HTTPConnection, address: str) -> Caller:
        bearer = bearer_of(connection.headers)
        if bearer is not None:
            await self._book.ready()
            return await self._by_bearer(bearer)
        link = link_of(connection.scope["query_string"].decode("latin-1"))
        if link is not None:
            demand_link_use(connection.scope["method"], connection.scope["path"])
            await self._book.ready()
            return await self._by_link(link, address_of(connection), address)
        if not self._settings.tokens:
            return Caller(address_of(connection))
        return await self._by_nothing(connection, address)

    def _identify_at_once(self, connection: HTTPConnection) -> Caller | None:
        bearer = bearer_of(connection.headers)
        if bearer is not None:
            is_providers = self._oidc is not None and looks_like(bearer)
            return self._by_token(bearer) if not is_providers and self._book.is_ready() else None
        if connection.scope["query_string"]:
            return None  # A link may be in it, whose key may have to be waited for.
        if not self._settings.tokens:
            return Caller(address_of(connection))
        if not connection.scope["path"].startswith(ANYBODYS) or not self._book.is_ready():
            return None
        return self._anybody(_network_of(address_of(connection)))

    async def _by_bearer(self, text: str) -> Caller:
        if self._oidc is not None and looks_like(text):
            session = await read_session(
                text,
                rules=self._oidc.rules,
                keys=self._oidc.keys,
                collection=self._settings.collection,
                now=self._now(),
            )
            return self._caller(
                session.identity, lambda: self._now() < session.ends, lambda: BadTokenError(SESSION_ENDED)
            )
        return self._by_token(text)

    def _by_token(self, text: str) -> Caller:
        id_ = id_of(text)
        records = self._book.tokens(id_) if id_ is not None else ()
        # As many comparisons for an id that nobody has as for one that somebody has.
        hashes = [record.hash for record in records] or [NOBODYS]
        fitting = [is_token(text, stored) for stored in hashes]
        good = [one for one, fits in zip(records, fitting, strict=False) if fits and one.is_good(self._now())]
        if not good:
            raise self._bad_token(text, id_)
        record = good[0]
        return self._caller(
            _identity_of(record), lambda: self._is_good(record), lambda: self._token_ended(record)
        )

    def _bad_token(self, text: str, id_: str | None) -> UnauthenticatedError:
        unsigned = self._book.unsigned(id_) if id_ is not None else ()
        for record in unsigned:
            if is_token(text, record.hash):
                return UnsignedTokenError(f"{UNSIGNED_TOKEN}: {NEW_TOKEN}")
        return BadTokenError(BAD_TOKEN)

    async def _by_link(self, text: str, address: str, network: str) -> Caller:
        await self._book.hear(lambda: self._has_key(text), within=LINK_PATIENCE)
        link = open_link(text, self._book.links[0].keys, self._now())
        if link.collection != self._settings.collection:
            raise LinkForgedError("this link is for another collection")
        check_use(link, address=address, now=self._now())
        if not self._link_is_good(link):
            raise link_ended(link, self._now())
        return self._caller(
            identity_of_link(link, network),
            lambda: self._now() < link.ends and self._link_is_good(link),
            lambda: link_ended(link, self._now()),
            lends=False,
        )

    async def _by_nothing(self, connection: HTTPConnection, address: str) -> Caller:
        path = connection.scope["path"]
        if path == READINESS or (path == METRICS and self._settings.open_metrics):
            return self._stranger(address)
        if path in (SHELL, LOGIN) or path.startswith(SHELL_FILES) or path in OPEN:
            return self._stranger(address)
        if not path.startswith(ANYBODYS):
            raise UnauthenticatedError(NO_TOKEN)
        await self._book.ready()
        if path == SAYS_WHO and not self._anonymous():
            return self._stranger(address)
        return self._anybody(address)

    def _stranger(self, address: str) -> Caller:
        """Return who may nothing but what needs no right."""
        return self._caller(
            Identity(_nobody_at(address), ()), lambda: True, _nobody_said, known=False, lends=False
        )

    def _anybody(self, address: str) -> Caller:
        grants = self._anonymous()
        if not grants:
            raise UnauthenticatedError(NO_TOKEN)
        return self._caller(
            Identity(_nobody_at(address), grants),
            lambda: self._anonymous() == grants,
            _nobody_said,
            known=False,
            lends=False,
        )

    def _anonymous(self) -> tuple[Grant, ...]:
        rules = self._book.rules(self._settings.collection)
        if not rules.anonymous_all and not rules.anonymous:
            return ()
        prefixes = () if rules.anonymous_all else rules.anonymous
        return (Grant(scopes=INCLUDED[Scope.READ], collection=self._settings.collection, prefixes=prefixes),)

    def _caller(
        self,
        identity: Identity,
        is_good: Callable[[], bool],
        ended: Callable[[], ProblemError],
        *,
        known: bool = True,
        lends: bool = True,
    ) -> Caller:
        rights = IdentityRights(
            identity=identity,
            is_good=is_good,
            ended=ended,
            visibility=self._book.visibility,
            now=self._now,
            own=self._settings.collection,
        )
        return Caller(identity.name, rights, known, lends)

    def _check_place(self, connection: HTTPConnection, caller: Caller) -> None:
        """Make sure that the caller may have figures, where it asks for them: that route knows no scopes."""
        if connection.scope["path"] == METRICS and not self._settings.open_metrics:
            caller.demand(Scope.METRICS, None)

    def _is_counted(self, connection: HTTPConnection, caller: Caller) -> bool:
        if caller.rights is EVERYTHING:
            return False
        scope = connection.scope
        return not (scope["method"] == "HEAD" and scope["path"].startswith(LISTS))

    def _refused(self, connection: HTTPConnection, error: ProblemError, address: str) -> ProblemError:
        """Note a refusal; return what is answered."""
        reason = REASONS.get(type(error), "")
        if isinstance(error, UnauthenticatedError) and reason:
            try:
                self._turnstile.fail(address)
            except TooManyError as many:
                error, reason = many, ""
        self._audit.note(connection, caller=address, status=error.kind.status, reason=reason)
        return error

    def _has_key(self, link: str) -> bool:
        return any(key.id == key_of(link) for key in self._book.links[0].keys)

    def _is_good(self, record: TokenRecord) -> bool:
        """Tell whether a token, once let in, is good still."""
        now = [one for one in self._book.tokens(record.id) if one.collection == record.collection]
        return bool(now) and now[0].hash == record.hash and now[0].is_good(self._now())

    def _token_ended(self, record: TokenRecord) -> ProblemError:
        if record.expires_at is not None and record.expires_at <= self._now():
            return BadTokenError(f"this token expired at {said_time(record.expires_at)}: {NEW_TOKEN}")
        return BadTokenError(f"this token was revoked a moment ago: {NEW_TOKEN}")

    def _link_is_good(self, link: Link) -> bool:
        if link.token is None:
            return True
        return any(record.is_good(self._now()) for record in self._book.tokens(link.token))


class BadTokenError(UnauthenticatedError):
    """A token was said, and is none of ours, or not good any more."""

    challenge = 'Bearer realm="spicerack", error="invalid_token"'


class UnsignedTokenError(BadTokenError):
    """A token was said that anybody may have written who has a user of the bus."""


REASONS: dict[type[ProblemError], str] = {
    BadTokenError: "bad-token",
    UnsignedTokenError: "unsigned-token",
    LinkForgedError: "link-forged",
    LinkEndedError: "link-ended",
    ForbiddenError: "forbidden",
}
"""What is said of a refusal in figures and the audit log, beside its status."""


def _nobody_said() -> UnauthenticatedError:
    """Return what is said where everybody might read what now needs a token."""
    return UnauthenticatedError(NO_TOKEN)


def _nobody_at(address: str) -> str:
    return f"anonymous from {address}"


def _identity_of(record: TokenRecord) -> Identity:
    grant = Grant(scopes=INCLUDED[record.scope], collection=record.collection, prefixes=record.prefixes)
    return Identity(f"{record.name} ({record.id})", (grant,), frozenset(record.groups), record.id)


def _network_of(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((int(found), IPV6_NETWORK), strict=False))
