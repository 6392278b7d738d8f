"""The presence of a site: its state, as its manager sees it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from services.manager.context import ManagerContext
from services.manager.look.problems import PUBLISHED, Problem
from services.manager.state.cut_short import told as told_short
from services.manager.state.rules.postponements import Postponed
from services.manager.state.rules.reconcile import Action
from services.manager.tasks.publish import PublishTask
from services.manager.verify.rotten import told as told_rotten
from shared.contracts.http.sites.status import NOT_COUNTED_ON
from shared.contracts.messages.presence import SECONDS_MAX, ManagerPresence, ScanProgress
from shared.contracts.messages.sites.replica_rules import WHOLE, Followed, rule_words
from shared.contracts.messages.transfers.want import NEEDS_MAX

PROBLEMS_SHOWN = 20
MISSING_SHOWN = 10
KEPT_SHOWN = 3
LACKING_SHOWN = 3
LACKING_LOOKED_AT = 100
"""Presence is said every few seconds and must stay small."""


def presence_of(context: ManagerContext, publish_task: PublishTask) -> ManagerPresence:
    """Return what this site says of itself."""
    observed, tally = context.observed, publish_task.tally
    position = context.state.projection.position
    standing = context.hold
    unpublished = [one for one in observed.problems.values() if not isinstance(one, PUBLISHED)]
    kept = _kept_back(context)
    return ManagerPresence(
        collection=context.identity.collection,
        site=context.identity.site,
        state=_state(context, publish_task),
        revision=position.revision if tally.lowest is None else max(tally.lowest - 1, 0),
        head=position.revision,
        files=context.state.index.count_files(),
        behind=tally.behind,
        wanted_bytes=tally.wanted_bytes,
        oldest_change_at=_made_at(context, tally.lowest),
        placed_commits=context.visible.count,
        placed_seconds=min(round(context.visible.sum, 1), SECONDS_MAX),
        scan=_scan(context),
        conflicts=context.state.projection.conflicts(),
        problems=_problems(context, tally.to_send),
        missing=tuple(context.state.unplaced(limit=MISSING_SHOWN)) if tally.behind else (),
        refused=len(context.publisher.waiting() & context.publisher.postponed.refused().keys()) + len(kept),
        refusals=tuple([*_refusals(context, limit=KEPT_SHOWN), *map(_newer_waits, kept)][:KEPT_SHOWN]),
        unpublished=len(unpublished),
        unpublished_shown=tuple(_told(unpublished, limit=KEPT_SHOWN)),
        ignored=observed.ignored.count,
        ignored_shown=observed.ignored.shown(),
        receive_only=context.state.receives_only,
        quarantine=context.directory_look.policy.rules,
        hold=standing.hold.text if standing is not None else None,
        hold_reason=standing.hold.reason if standing is not None else None,
        effect=standing.effect if standing is not None else (),
        key=context.key.public,
        pause=observed.pause,
        rule=context.state.rule.now.version,
        followed=_followed(context.state.rule.now.followed),
        answered=observed.asked.answered,
        answered_revision=observed.asked.revision,
        verifications=context.verifier.told(),
        scrub=context.scrubber.told(),
    )


def _followed(followed: Followed) -> Followed | None:
    """Return what a site follows; without the paths that a rule by meaning comes to, which are many."""
    if followed == WHOLE:
        return None
    return Followed(**rule_words(followed), stand_in=followed.stand_in)


def _state(context: ManagerContext, publish_task: PublishTask) -> str:
    if context.hold is not None:
        return "held"
    if context.observed.pause is not None:
        return "paused"
    if publish_task.tally.behind or publish_task.tally.to_adopt:
        return "syncing"
    return "scanning" if context.observed.scanning else "idle"


def _made_at(context: ManagerContext, revision: int | None) -> datetime | None:
    return None if revision is None else context.state.projection.commits.made_at(revision)


def _scan(context: ManagerContext) -> ScanProgress | None:
    if not context.observed.scanning:
        return None
    figures = context.directory_look.hashed
    return ScanProgress(seen=figures.seen, to_hash=figures.waiting)


def _kept_back(context: ManagerContext) -> list[str]:
    """Return paths where a change that this site never publishes keeps the head from being placed."""
    if not context.state.receives_only:
        return []
    return [due.path for due in context.state.index.stuck(limit=NEEDS_MAX)]


def _newer_waits(path: str) -> str:
    return (
        f"{path} was changed at this site, which only receives, and the collection has a newer content: "
        "remove the file here, or move it away, and that one is placed"
    )


def _kept_here(context: ManagerContext, to_send: int) -> str:
    dues = context.state.index.due(Action.SEND, limit=KEPT_SHOWN)
    named = ", ".join(repr(due.path) for due in dues)
    more = f" and {to_send - len(dues)} more" if to_send > len(dues) else ""
    return f"changed here, and not published, since this site only receives: {named}{more}"


def _told(problems: Iterable[Problem], *, limit: int) -> list[str]:
    """Return what the last looks found wrong, the first of it, each in one line."""
    some = islice(problems, limit)
    return [f"{one.path}: {one.reason}" if one.path not in one.reason else one.reason for one in some]


def _refusals(context: ManagerContext, *, limit: int) -> list[str]:
    """Return what the file system refuses, those longest refused first, each in one line."""
    refused = sorted(context.publisher.postponed.refused().items(), key=lambda item: (item[1].since, item[0]))
    return [_refusal(path, one) for path, one in refused[:limit]]


def _refusal(path: str, one: Postponed) -> str:
    reason = one.detail if path in one.detail else f"{path}: {one.detail}"
    times = "once" if one.tries == 1 else f"{one.tries} times"
    since, again = (f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for at in (one.since, one.next_try))
    return f"{reason} (refused {times} since {since}, next try {again}, or at the next `spicerack sync`)"


def _unseen(path: str) -> str:
    return (
        f"{path}: what stands here is not what was placed, and no look sees that anybody wrote to it: "
        "`spicerack verify --repair` and its path tell whether it rotted, and have it placed again"
    )


def _had_by_nobody(context: ManagerContext) -> list[str]:
    """Return a line on paths whose content nobody had that was asked; none where all was had."""
    head, some = context.state.projection.head, islice(context.publisher.lacking.items(), LACKING_LOOKED_AT)
    entries = {path: (head(path), revision) for path, revision in some}
    paths = [
        path for path, (one, revision) in entries.items() if one and one.live and one.revision == revision
    ]
    if not paths:
        return []
    named = ", ".join(map(repr, paths[:LACKING_SHOWN]))
    more = f" and {len(paths) - LACKING_SHOWN} more" if len(paths) > LACKING_SHOWN else ""
    return [
        f"no site that is there has the bytes of {named}{more}: bring back the site or disk that has them, "
        "put the file back from a backup at any site, or delete or replace the path"
    ]


def _problems(context: ManagerContext, to_send: int) -> tuple[str, ...]:
    observed = context.observed
    lines = [observed.watching] if observed.watching else []
    lines += told_rotten(context.rotten.all()[:PROBLEMS_SHOWN])
    lines += _told(observed.problems.values(), limit=PROBLEMS_SHOWN)
    lines += _refusals(context, limit=PROBLEMS_SHOWN)
    lines += [_unseen(path) for path in context.publisher.postponed.unseen()[:PROBLEMS_SHOWN]]
    lines += _had_by_nobody(context)
    lines += told_short(context.state, limit=PROBLEMS_SHOWN)
    lines += context.meaning.lines
    lines += observed.copies.lines
    lines += observed.surplus.lines
    lines += [observed.rules_doubt] if observed.rules_doubt else []
    lines += [f"{observed.leaving}: {NOT_COUNTED_ON}"] if observed.leaving else []
    lines += observed.uncarried.lines()
    lines += context.state.own_attributes.lines()
    if context.state.receives_only and to_send:
        lines.append(_kept_here(context, to_send))
    if context.state.projection.skipped:
        lines.append(f"{context.state.projection.skipped} messages of the log were not believed")
    return tuple(lines[:PROBLEMS_SHOWN])
