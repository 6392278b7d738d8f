"""The target of a request: the host that one in absolute form names (RFC 9112, section 3.2.2). Pure."""

import re

Header = tuple[bytes, bytes]

HOST = b"host"

ABSOLUTE = re.compile(rb"https?://([^/?#@]+)(/[^\s]*|\?[^\s]*)?", re.IGNORECASE)
"""A target that names its host; user and password before it are no part of what is asked for here."""


class TargetError(Exception):
    """A target is neither a path nor a whole address. The parser turns it into a 400."""


def with_its_host(target: bytes, headers: list[Header]) -> list[Header]:
    """Return the headers of a request whose target is no path: `Host` is the one that the target names.

    What stands before this service goes by the target: a guard that went by the field judged another host.

    Raises:
        TargetError: it names none.
    """
    found = ABSOLUTE.fullmatch(target)
    if found is None:
        raise TargetError
    rest = [header for header in headers if header[0] != HOST]
    # As many as were said: two are refused behind this, and one that lacks was named by the target.
    return [*[(HOST, found[1])] * max(len(headers) - len(rest), 1), *rest]
