"""The guard that refuses requests before any handler sees them. Pure.

A web page in a browser on this host, or in this network, can send requests here. It cannot read the answers
of another origin, but a change needs no answer. So a change says a header that a browser sends across
origins only after it has asked, which is never granted here; a foreign `Origin` is refused; and `Host` has
to be a name that nobody else can give to our address (DNS rebinding: the page's own name then leads here).
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from shared.contracts.http.problem import Problem
from shared.web import problem
from shared.web.limits import JSON, WebLimits

REQUEST_HEADER = "spicerack-request"
"""Any value in it says that a program of ours, or a person with curl, asks. Pages cannot send it."""

READS = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND"})
"""Methods that change nothing."""

UNASKED = frozenset({"POST"})
"""Changing methods that a browser sends to another origin without asking it first (https://fetch.spec.whatwg.org,
"CORS-safelisted method"). The others it sends after an OPTIONS alone, which grants nothing here."""

IDENTITY = "identity"
"""The one `Content-Encoding` of a request (RFC 9110, section 8.4) that is what its bytes are."""

HOSTS_MAX = 256
"""Names that are remembered as ours or not: parsing one costs as much as the other guards together."""

SAFE_SUFFIXES = (".localhost", ".svc", ".svc.cluster.local", ".internal")
"""Names that nobody can register: of this host, of a Kubernetes cluster, of a private network (RFC 6761)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Whom a service answers to."""

    hosts: tuple[str, ...] = ()
    """Names beside addresses, single labels and SAFE_SUFFIXES; `*` is any, for a proxy that checks them."""
    origins: tuple[str, ...] = ()
    """Origins beside the service's own whose pages may ask, e.g. `https://rack.example.org`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the guard looks at. Names of headers are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def changes(self) -> bool:
        """Whether the request may change anything."""
        return self.method not in READS

    @property
    def has_body(self) -> bool:
        """Whether a body follows."""
        return "transfer-encoding" in self.headers or self.headers.get("content-length", "0") != "0"


def refusal(head: Head, *, names: Names, limits: WebLimits) -> Problem | None:
    """Return why a request is refused; None where it is not."""
    return (
        _wrong_host(head, names)
        or _foreign_origin(head, names)
        or _unmarked(head, limits)
        or _wrong_body(head, limits)
    )


def _wrong_host(head: Head, names: Names) -> Problem | None:
    host = host_of(head.headers.get("host", ""))
    if is_own(host, names):
        return None
    return problem.MISDIRECTED.problem(
        f"{host!r} is no name of this service: ask by its address, or name it in SPICERACK_HTTP_NAMES"
    )


def _foreign_origin(head: Head, names: Names) -> Problem | None:
    origin = head.headers.get("origin")
    if origin is None or origin in names.origins:
        return None
    if origin.partition("://")[2].lower() == head.headers.get("host", "").lower():
        return None
    return problem.FORBIDDEN.problem(
        f"pages of {origin!r} may not ask this service: name the origin in SPICERACK_HTTP_ORIGINS if they may"
    )


def _unmarked(head: Head, limits: WebLimits) -> Problem | None:
    if head.method not in UNASKED or REQUEST_HEADER in head.headers:
        return None
    rule = limits.body_rule(head.path)
    if rule.reads:
        return None
    if rule.is_mark and JSON in rule.media_types and _media(head) == JSON:
        # A browser sends JSON to another origin only after it has asked, as it does with our header.
        return None
    if head.headers.get("authorization", "").lower().startswith(("bearer ", "token ")):
        return None
    return problem.FORBIDDEN.problem(
        "a change has to say the header 'SpiceRack-Request: 1', or a bearer token: web pages cannot"
    )


def _media(head: Head) -> str:
    return head.headers.get("content-type", "").partition(";")[0].strip().lower()


def _wrong_body(head: Head, limits: WebLimits) -> Problem | None:
    if not head.changes and not head.has_body:
        return None
    coding = head.headers.get("content-encoding", IDENTITY).strip().lower()
    if head.changes and head.has_body and coding != IDENTITY:
        return problem.MEDIA.problem(
            f"bodies are taken as they are, not as {coding!r}: send the bytes without `Content-Encoding`"
        )
    rule = limits.body_rule(head.path)
    media = _media(head)
    said = "content-type" in head.headers or (head.has_body and head.changes)
    if head.changes and said and rule.media_types and media not in rule.media_types:
        return problem.MEDIA.problem(
            f"a body here is {' or '.join(rule.media_types)}, not {media or 'unnamed'}"
        )
    length = head.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length) > rule.bytes_max:
        return problem.TOO_LARGE.problem(f"the body has {length} bytes: {rule.bytes_max} are taken here")
    return None


def host_of(value: str) -> str:
    """Return the name in a `Host` header: without its port, without brackets, in small letters."""
    if value.startswith("["):
        return value[1:].partition("]")[0].lower()
    return value.partition(":")[0].lower().removesuffix(".")


@lru_cache(HOSTS_MAX)
def is_own(host: str, names: Names) -> bool:
    """Tell whether a name leads here by nobody's doing but the operator's."""
    if "*" in names.hosts or host in names.hosts:
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(SAFE_SUFFIXES))
    return True
