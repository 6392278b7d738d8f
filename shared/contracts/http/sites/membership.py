"""Answers about sites that come and go. Pure."""

from datetime import datetime

from shared.model.base import FrozenModel


class SiteStanding(FrozenModel):
    """How a site stands, and what would be nowhere without it."""

    name: str
    standing: str
    """member, draining or removed."""
    since: datetime | None = None
    by: str = ""
    online: bool = False
    only_here_files: int = 0
    """Of which no site that stays and is there has said that it holds them."""
    only_here_bytes: int = 0
    only_here_shown: tuple[str, ...] = ()
    unfollowed_files: int = 0
    """Those of them that no other site is to hold, by the rules: they never drain."""
    reading: bool = False
    """Whether who answers has yet to read the log to its end: ask again."""
    unknown: str = ""
    """Why nobody knows what the site holds beside that; empty where all is known."""


class KeyRevoked(FrozenModel):
    """A key that is not believed any more."""

    site: str
    key: str
    since: datetime
    by: str
