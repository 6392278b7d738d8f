"""The date from which everybody may see a frame, by ordered rules (OCS' defaults). Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.contracts.messages.access import FrameRules

NEVER = 999 * 365
"""Days: as OCS says that a frame stays private."""

LAST = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDates:
    """The rules, for frames whose header says no date; the first that fits counts."""

    calibration_types: tuple[str, ...] = ("BIAS", "DARK", "SKYFLAT", "EXPERIMENTAL")
    public_proposals: tuple[str, ...] = ("EPO", "calib", "standard", "pointing")
    """Parts of names of proposals whose frames are public at once."""
    private_proposals: tuple[str, ...] = ("LCOEngineering",)
    """Parts of names of proposals whose frames are never public."""
    private_files: tuple[str, ...] = ("-t00", "-x00")
    """Parts of names of files that are never public."""
    days: int = 365
    """Until any other frame is."""

    def of(self, *, observed: datetime, configuration_type: str, proposal: str, basename: str) -> datetime:
        """Return from when on a frame is public."""
        if configuration_type in self.calibration_types or _has(proposal, self.public_proposals):
            return observed
        if _has(proposal, self.private_proposals) or _has(basename, self.private_files):
            return _after(observed, NEVER)
        return _after(observed, self.days)


def rules_of(dates: PublicDates) -> FrameRules:
    """Return the rules as the bus has them. Raises pydantic's ValidationError: there are too many words."""
    return FrameRules(
        calibration_types=dates.calibration_types,
        public_proposals=dates.public_proposals,
        private_proposals=dates.private_proposals,
        private_files=dates.private_files,
        days=dates.days,
    )


def dates_of(rules: FrameRules) -> PublicDates:
    """Return the rules that the bus has."""
    return PublicDates(
        calibration_types=rules.calibration_types,
        public_proposals=rules.public_proposals,
        private_proposals=rules.private_proposals,
        private_files=rules.private_files,
        days=rules.days,
    )


def _has(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts if part)


def _after(observed: datetime, days: int) -> datetime:
    try:
        return observed + timedelta(days=days)
    except OverflowError:
        return LAST
