"""The frames that exist for a caller (I12): every question about frames goes through here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, true

from services.archive.database.tables import frame, version
from services.archive.query.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Who looks, and when."""

    everything: bool
    """Whether proposals and dates count for nothing: an admin."""
    proposals: frozenset[str]
    """Whose frames are seen before they are public."""
    known: bool
    """Whether the caller said who it is."""
    now: datetime
    places: Places | None = None
    """Where the caller sees anything; None: everywhere."""

    def sees(self) -> ColumnElement[bool]:
        """Return the condition under which a frame exists for the caller. A stub exists for nobody."""
        there = frame.c.observation_date.is_not(None)
        if self.everything:
            return there
        if self.places is None:
            return and_(there, or_(self._public(), self._own()))
        # Of the newest version, since what is told of a frame is told of it.
        newest = version.alias("newest")
        of_frame = and_(newest.c.frame_id == frame.c.id, newest.c.rank == 0)
        covered = exists().where(of_frame, self.places.covers(newest.c.path))
        governed = exists().where(of_frame, self.places.governs(newest.c.path))
        return and_(there, covered, or_(self._public(), self._own(), governed))

    def tells(self) -> ColumnElement[bool]:
        """Return the condition under which a version of a frame that exists is told of: by its own standing.

        What was replaced by something public is its proposal's as long as it was.
        """
        if self.everything:
            return true()
        theirs = or_(version.c.public_date < self.now, self._has_proposal(version.c.proposal_id))
        if self.places is None:
            return theirs
        return and_(self.places.covers(version.c.path), or_(theirs, self.places.governs(version.c.path)))

    def listed(self) -> ColumnElement[bool]:
        """Return the condition under which a frame is in lists: it exists, and has bytes."""
        return and_(self.sees(), frame.c.shown)

    def own(self) -> ColumnElement[bool]:
        """Return the condition of OCS' `public=false`: what is the caller's own, or not public yet."""
        if self.everything:
            return not_(self._public())
        if not self.known:
            return false()
        return self._own() if self.proposals else true()

    def _public(self) -> ColumnElement[bool]:
        return frame.c.public_date < self.now

    def _own(self) -> ColumnElement[bool]:
        return self._has_proposal(frame.c.proposal_id)

    def _has_proposal(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        return column.in_(sorted(self.proposals)) if self.proposals else false()
