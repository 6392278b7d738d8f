"""Sites that go and come back: since when one is away, and whether what it holds was read again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.contracts.messages.presence import ManagerPresence
from shared.contracts.messages.verification import Verification, VerificationState

ASK_AGAIN = 60.0
"""Seconds after which a site that tells nothing of a verification is asked anew: it was started again."""

FAILED_AGAIN = 3600.0
"""Seconds after one that found rot or failed: a person repairs what rotted meanwhile."""


KEEP_EVERY = 60.0
"""Seconds of an absence that a manager's end may take from what is known of it."""


@dataclass(slots=True)
class Absences:
    """For how long sites have given no sign of life while this one looked.

    It is counted over restarts, and what a restart takes is not counted: nobody looked meanwhile.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    _looked: dict[str, float] = field(default_factory=dict)
    _kept: dict[str, float] = field(default_factory=dict)

    def begin(self, known: Mapping[str, float]) -> None:
        """Go on with what was kept."""
        self.seconds, self._kept = dict(known), dict(known)

    def look(self, there: bool, site: str, now: float) -> float:
        """Return for how many seconds a site has been away; 0 where it is there.

        Args:
            there: whether it gives a sign of life.
            site: its name.
            now: by this host's monotonic clock.
        """
        if there:
            self.seconds.pop(site, None)
            self._looked.pop(site, None)
            return 0.0
        self.seconds[site] = self.seconds.get(site, 0.0) + now - self._looked.get(site, now)
        self._looked[site] = now
        return self.seconds[site]

    def to_keep(self) -> Mapping[str, float] | None:
        """Return what is to be kept now; None where what was kept tells enough."""
        moved = (abs(since - self._kept.get(site, 0.0)) for site, since in self.seconds.items())
        if self.seconds.keys() == self._kept.keys() and max(moved, default=0.0) < KEEP_EVERY:
            return None
        self._kept = dict(self.seconds)
        return self._kept


@dataclass(slots=True)
class _Asked:
    """The verification that a site was asked for."""

    number: int
    at: float


@dataclass(slots=True)
class Returns:
    """Sites that are back, and are to read all that they hold before anybody gives anything up for them."""

    asked: dict[str, _Asked] = field(default_factory=dict)

    def forget(self, site: str) -> None:
        """Forget what a site was asked, which is gone again."""
        self.asked.pop(site, None)

    def note(self, site: str, number: int, now: float) -> None:
        """Note that a site was asked."""
        self.asked[site] = _Asked(number, now)

    def is_verified(self, site: str, presence: ManagerPresence) -> bool:
        """Tell whether a site has read all that it holds, and all of it is sound."""
        told = self._told(site, presence)
        return told is not None and told.state is VerificationState.DONE and not (told.rot or told.unreadable)

    def is_to_be_asked(self, site: str, presence: ManagerPresence, now: float) -> bool:
        """Tell whether it is time to ask a site."""
        asked, told = self.asked.get(site), self._told(site, presence)
        if asked is None:
            return True
        if told is None:
            return now >= asked.at + ASK_AGAIN
        ended = told.state not in (VerificationState.WAITING, VerificationState.RUNNING)
        return ended and now >= asked.at + FAILED_AGAIN

    def _told(self, site: str, presence: ManagerPresence) -> Verification | None:
        asked = self.asked.get(site)
        numbers = presence.verifications if asked is not None else ()
        return next((one for one in numbers if asked is not None and one.ask == asked.number), None)
