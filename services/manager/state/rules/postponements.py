"""Paths that are not asked for just now, since placing them failed: why, since when, and until when. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from shared.contracts.messages.transfers.report import Reason, Unplaced
from shared.model.backoff import Backoff
from shared.model.base import FrozenModel
from shared.model.numbers import Count, Revision
from shared.model.paths import RelativePath

KEPT_MAX = 1000
"""Refusals that outlive the process: as many as one report names. The others are found out again."""

UNSEEN_TRIES = 3
"""After so many in a row, each of which had a look follow it, it is no change that looks see."""

CHANGED_LONGEST = 60.0
"""Seconds: what another change keeps from being placed is known after the site's next look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """One path that could not be placed."""

    revision: int
    reason: Reason
    detail: str
    since: datetime
    """UTC, of the first failure in a row."""
    tries: int
    """Failures in a row."""
    next_try: datetime
    """UTC, for people."""
    until: float
    """Of the event loop's clock, in seconds."""
    staged: bool = False
    """Whether the content is at this site, verified, and only not in place."""


class KeptRefusal(FrozenModel):
    """What of a refusal outlives the process."""

    path: RelativePath
    revision: Revision
    reason: Reason
    detail: str
    since: datetime
    tries: Count
    next_try: datetime
    staged: bool = False


KEPT: TypeAdapter[tuple[KeptRefusal, ...]] = TypeAdapter(tuple[KeptRefusal, ...])


class Postponements:
    """All of them, by path. The pause of a path grows until it is placed; its reason may change meanwhile."""

    def __init__(self, backoff: Backoff, kept: Iterable[KeptRefusal] = ()) -> None:
        """Begin with what an earlier process knew: it is tried at once, and the pause goes on growing."""
        self._backoff = backoff
        self._changed = replace(backoff, longest=min(backoff.longest, CHANGED_LONGEST))
        self._paths = {one.path: _revived(one) for one in kept}

    def postpone(self, unplaced: Unplaced, *, now: float, at: datetime) -> None:
        """Take note that a path could not be placed, at `now` of the loop's clock and `at` of UTC."""
        before = self._paths.get(unplaced.path)
        tries = before.tries + 1 if before is not None else 1
        backoff = self._backoff if unplaced.reason.lasting else self._changed
        delay = backoff.delay(tries)
        same = before is not None and before.reason.lasting == unplaced.reason.lasting
        self._paths[unplaced.path] = Postponed(
            revision=unplaced.revision,
            reason=unplaced.reason,
            detail=unplaced.detail,
            since=before.since if before is not None and same else at,
            tries=tries,
            next_try=at + timedelta(seconds=delay),
            until=now + delay,
            staged=unplaced.kept,
        )

    def placed(self, path: str) -> bool:
        """Take note that a path was placed; tell whether it had been refused."""
        before = self._paths.pop(path, None)
        return before is not None and before.reason.lasting

    def lost_staged(self, path: str) -> None:
        """Take note that what was staged for a path is not there any more."""
        if path in self._paths:
            self._paths[path] = replace(self._paths[path], staged=False)

    def forget(self, paths: Iterable[str]) -> None:
        """Forget paths at which nothing is to be placed any more."""
        for path in paths:
            self._paths.pop(path, None)

    def try_now(self, paths: Iterable[str] | None = None) -> None:
        """Let some paths, or all, be asked for at once: what was wrong may be mended."""
        for path in list(self._paths) if paths is None else paths:
            if path in self._paths:
                self._paths[path] = replace(self._paths[path], until=0.0)

    def waiting(self, now: float) -> frozenset[str]:
        """Return the paths that are not asked for now."""
        return frozenset(path for path, one in self._paths.items() if one.until > now)

    def expired(self, now: float) -> list[str]:
        """Return the paths that are asked for again."""
        return [path for path, one in self._paths.items() if one.until <= now]

    def dues(self) -> list[float]:
        """Return when paths are asked for again."""
        return [one.until for one in self._paths.values()]

    def refused(self) -> Mapping[str, Postponed]:
        """Return what the file system refused, by path; what was changed meanwhile is not among them."""
        return {path: one for path, one in self._paths.items() if one.reason.lasting}

    def unseen(self) -> list[str]:
        """Return paths where a change was met again and again that no look has seen: nobody made it."""
        changed = (path for path, one in self._paths.items() if not one.reason.lasting)
        return sorted(path for path in changed if self._paths[path].tries >= UNSEEN_TRIES)

    def of(self, path: str) -> Postponed | None:
        """Return what is known of a path that could not be placed."""
        return self._paths.get(path)

    def kept(self) -> tuple[KeptRefusal, ...]:
        """Return what outlives the process, the oldest first."""
        oldest = sorted(self.refused().items(), key=lambda item: (item[1].since, item[0]))[:KEPT_MAX]
        return tuple(
            KeptRefusal(
                path=path,
                revision=one.revision,
                reason=one.reason,
                detail=one.detail,
                since=one.since,
                tries=one.tries,
                next_try=one.next_try,
                staged=one.staged,
            )
            for path, one in oldest
        )


def _revived(kept: KeptRefusal) -> Postponed:
    return Postponed(
        revision=kept.revision,
        reason=kept.reason,
        detail=kept.detail,
        since=kept.since,
        tries=kept.tries,
        next_try=kept.next_try,
        until=0.0,
        staged=kept.staged,
    )
