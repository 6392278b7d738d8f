"""Headers by which browsers are told what not to do with an answer; a route's own win. Pure."""

from collections.abc import Iterable

Header = tuple[bytes, bytes]

ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    # A link in a URL is a secret: it is told to no other page.
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)

POLICY: Header = (
    b"content-security-policy",
    b"default-src 'none'; frame-ancestors 'none'; form-action 'none'; sandbox",
)
"""A file of a collection may be a page: its scripts would ask in the name of who looks at it."""

TLS_ALONE: Header = (b"strict-transport-security", b"max-age=31536000")
"""RFC 6797; said over TLS alone."""

DOCUMENTATION = "/docs"
"""The page of the framework, which loads its scripts from elsewhere."""


def with_security_headers(headers: Iterable[Header], *, path: str, scheme: str) -> list[Header]:
    """Return the headers of an answer, and those that it lacks."""
    given = list(headers)
    names = {name.lower() for name, _ in given}
    wanted = [*ALWAYS]
    if path != DOCUMENTATION:
        wanted.append(POLICY)
    if scheme == "https":
        wanted.append(TLS_ALONE)
    return [*given, *(header for header in wanted if header[0] not in names)]
