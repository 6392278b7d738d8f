"""The caller that a link makes, what it may be used for, and what is said when it holds no more."""

from datetime import datetime

from shared.access.grants import Grant, Identity
from shared.access.links import Link, LinkEndedError, LinkMethod, link_user, time_is_over
from shared.model.globs import parse_glob
from shared.model.scope import Scope
from shared.web.problem import ForbiddenError

LINK_SCOPES = {LinkMethod.GET: Scope.READ, LinkMethod.PUT: Scope.WRITE}
"""What each method of a link gives; who may write by a link may not read by it."""


def identity_of_link(link: Link, network: str) -> Identity:
    """Return who uses a link: each network by itself, since a link has many users."""
    prefixes = tuple(_narrowed(link))
    grants = (
        Grant(
            scopes=frozenset(LINK_SCOPES[method] for method in link.methods),
            collection=link.collection,
            prefixes=prefixes,
            only=tuple(parse_glob(pattern) for pattern in link.patterns),
        ),
    )
    nowhere = bool(link.within) and not prefixes
    name = link_user(link.by, network)
    return Identity(
        name,
        () if nowhere else grants,
        frozenset(link.groups),
        link.token,
        sees_hidden=link.sees_hidden,
    )


LINK_USES = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "PUT", "PATCH"})
"""Methods that read, or hand a file in."""

LINK_POSTS = ("/uploads", "/archive")
"""Ends of the paths of routes that do so by POST."""


def demand_link_use(method: str, path: str) -> None:
    """Make sure that a link is used to read, or to hand files in. Raises ForbiddenError."""
    if method in LINK_USES or (method == "POST" and path.endswith(LINK_POSTS)):
        return
    raise ForbiddenError("a link reads, or hands files in: nothing is removed, moved or committed by one")


def _narrowed(link: Link) -> list[str]:
    """Return the places of a link that are within those of who asked for it."""
    if not link.prefixes or not link.within:
        return [*(link.prefixes or link.within)]
    pairs = [(mine, theirs) for mine in link.prefixes for theirs in link.within]
    narrow = [mine for mine, theirs in pairs if f"{mine}/".startswith(f"{theirs}/")]
    return list(
        dict.fromkeys([*narrow, *(theirs for mine, theirs in pairs if f"{theirs}/".startswith(f"{mine}/"))])
    )


def link_ended(link: Link, now: datetime) -> LinkEndedError:
    """Return what is said of a link that holds no more: its own time is over, or its maker's token ended."""
    if now >= link.ends:
        return time_is_over(link)
    return LinkEndedError(f"the token that this link was made with is gone: ask {link.by} for a new one")
