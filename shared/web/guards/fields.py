"""Fields of a head that are said more than once: lists become one field, all others are refused. Pure.

Whoever reads a field by its name hears one of two, and what stands before this service may hear the other.
"""

from collections.abc import Iterable

from shared.web.guards.security_headers import Header

LISTS = frozenset(
    {
        *(b"if-match", b"if-none-match", b"content-digest", b"repr-digest", b"digest", b"prefer"),
        *(b"content-encoding", b"transfer-encoding", b"accept", b"accept-encoding", b"accept-language"),
    }
)
"""Fields whose values, with commas between them, are one (RFC 9110, section 5.3)."""

SINGLE = frozenset(
    {
        *(b"host", b"authorization", b"content-length", b"content-type", b"content-md5", b"content-range"),
        *(b"range", b"if-range", b"if-modified-since", b"if-unmodified-since", b"last-event-id", b"origin"),
        *(b"destination", b"depth", b"overwrite", b"if", b"oc-checksum", b"x-oc-mtime"),
        *(b"spicerack-modified", b"upload-offset", b"upload-length", b"upload-complete"),
    }
)
"""Fields that are heard here and have one value."""


class SaidTwiceError(ValueError):
    """A field that has one value is said twice; `str()` names it."""


def said_once(headers: Iterable[Header]) -> list[Header]:
    """Return the fields of a head, each list as one field at the place of its first.

    Raises:
        SaidTwiceError: a field that has one value has two.
    """
    found: list[Header] = []
    places: dict[bytes, int] = {}
    for name, value in headers:
        place = places.setdefault(name, len(found))
        if place == len(found):
            found.append((name, value))
        elif name in SINGLE:
            raise SaidTwiceError(name.decode("latin-1").title())
        elif name in LISTS:
            found[place] = (name, found[place][1] + b", " + value)
        else:
            found.append((name, value))
    return found
