"""The files of a site that are known to be rotten or unreadable, until they are read sound, or are others."""

from collections.abc import Iterable, Mapping

from services.manager.state.database.rows import IndexRow
from services.manager.state.database.site_values import BadFile
from services.manager.state.site_state import SiteState
from shared.contracts.messages.verification import Verdict, VerifiedFile

BAD = frozenset({Verdict.ROT, Verdict.UNREADABLE})


class RottenFiles:
    """Remembers them over restarts: it may be a month until a scrub comes by again."""

    def __init__(self, state: SiteState) -> None:
        self._state = state

    def take(self, files: Iterable[VerifiedFile]) -> None:
        """Take note of verdicts, good ones too."""
        before = {one.path: one for one in self._state.values.bad_files()}
        after = dict(before)
        for one in files:
            after.pop(one.path, None)
            row = self._state.index.row(one.path) if one.verdict in BAD else None
            if row is not None:
                after[one.path] = BadFile(
                    path=one.path, verdict=one.verdict, detail=one.detail, fingerprint=row.fingerprint
                )
        if after != before:
            self._state.values.keep_bad_files(after.values())

    def all(self) -> list[BadFile]:
        """Return those that stand as they were read, and are not about to be replaced."""
        bad = self._state.values.bad_files()
        rows = self._state.index.rows(one.path for one in bad) if bad else {}
        return [one for one in bad if _stands(one, rows)]

    def count(self, verdict: Verdict) -> int:
        """Return how many there are of one verdict."""
        return sum(one.verdict is verdict for one in self.all())


REMEDIES = {
    Verdict.ROT: "before anybody touches it, `spicerack verify --repair` and its path",
    Verdict.UNREADABLE: "look at the disk, then `spicerack verify` and its path",
}


def told(bad: Iterable[BadFile]) -> list[str]:
    """Return each in one line, with what a person can do."""
    return [f"{one.path}: {one.verdict.value}: {one.detail}; {REMEDIES[one.verdict]}" for one in bad]


def _stands(bad: BadFile, rows: Mapping[str, IndexRow]) -> bool:
    row = rows.get(bad.path)
    if row is None or row.fingerprint != bad.fingerprint:
        return False
    return row.base is None or not row.base.elsewhere
