"""The decision who sees a frame: its proposal before its public date, everybody after it. Pure.

Gateways judge paths by it, archives the rows of their database: one word on a frame at every door.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from shared.access.public_dates import PublicDates

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The public date of what has none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A frame before the public: whose it is, and until when."""

    proposal: str
    """Empty: nobody's."""
    public_date: datetime

    def hides(self, groups: AbstractSet[str], now: datetime) -> bool:
        """Tell whether the frame does not exist for who is in these groups."""
        return not (self.public_date < now or (self.proposal != "" and self.proposal in groups))


UNTOLD = Standing("", NEVER)
"""Of bytes that nobody has described: they may be anybody's, so nobody sees them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The part of an account of a frame that its standing follows from."""

    observed: datetime | None
    """Begin, UTC; None: not told."""
    configuration_type: str
    proposal: str
    public_date: datetime | None
    """None: by the rules."""


def standing_of(account: Account, dates: PublicDates, *, basename: str) -> Standing:
    """Return the standing that an account gives a frame; one without any date is never public."""
    public = account.public_date
    if public is None and account.observed is not None:
        public = dates.of(
            observed=account.observed,
            configuration_type=account.configuration_type,
            proposal=account.proposal,
            basename=basename,
        )
    return Standing(account.proposal, public or NEVER)


class Standings(Protocol):
    """The standings of the frames of one collection, as far as a process knows them."""

    def of_path(self, dates: PublicDates, path: str) -> Standing | None:
        """Return the standing of what stands, or stood last, at a path; None where no frame does."""
        ...

    def of_content(self, dates: PublicDates, path: str, content: str) -> Standing | None:
        """Return the standing of bytes at a path, of any time; None where they are no frame."""
        ...


class NothingTold:
    """The standings of a process that hears of no descriptions: everything may be a frame of somebody."""

    def of_path(self, dates: PublicDates, path: str) -> Standing | None:
        """Return UNTOLD."""
        del dates, path
        return UNTOLD

    def of_content(self, dates: PublicDates, path: str, content: str) -> Standing | None:
        """Return UNTOLD."""
        del dates, path, content
        return UNTOLD


NOTHING_TOLD = NothingTold()


@dataclass(frozen=True, slots=True)
class FrameSight:
    """The rule of a collection of frames, ready to be asked."""

    dates: PublicDates
    standings: Standings

    def hides(self, path: str, content: str | None, groups: AbstractSet[str], now: datetime) -> bool:
        """Tell whether a path, or bytes at it, do not exist for who is in these groups."""
        standing = self.standing(path, content)
        return standing is not None and standing.hides(groups, now)

    def standing(self, path: str, content: str | None = None) -> Standing | None:
        """Return the standing of a path, or of bytes at it."""
        if content is None:
            return self.standings.of_path(self.dates, path)
        return self.standings.of_content(self.dates, path, content)
