"""Refusals of the sites' file systems, as their workers reported them. Pure."""

from dataclasses import dataclass

from shared.contracts.messages.transfers.report import Applied, Reason
from shared.contracts.messages.transfers.want import Want

REFUSED_MAX = 1000
"""Paths remembered, for people who ask: as many as one report names. Decisions follow wants, not these."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One path that a site asks for."""

    site: str
    path: str
    reason: Reason
    detail: str


class Refusals:
    """The newest refusal of each path, until it is placed or not asked for any more."""

    def __init__(self) -> None:
        self._refused: dict[tuple[str, str], Refused] = {}

    def heard(self, report: Applied) -> None:
        """Take in what a worker reported."""
        for placed in report.placed:
            self._refused.pop((report.site, placed.path), None)
        for item in report.unplaced:
            key = (report.site, item.path)
            if item.reason.lasting and (key in self._refused or len(self._refused) < REFUSED_MAX):
                self._refused[key] = Refused(report.site, item.path, item.reason, item.detail)

    def wanted(self, want: Want) -> None:
        """Forget what a site neither asks for nor names as not placed."""
        gone = [
            key
            for key in self._refused
            if key[0] == want.site and key[1] not in want.held_at and key[1] not in want.not_placed
        ]
        for key in gone:
            del self._refused[key]

    def all(self) -> tuple[Refused, ...]:
        """Return all of them, by site and path."""
        return tuple(self._refused[key] for key in sorted(self._refused))
