"""How a site is, as its manager sees it."""

from services.manager.context import Core
from services.manager.state.reconcile import Action
from services.manager.tasks.publish import Speaker
from shared.contracts.messages.presence import ManagerPresence

PROBLEMS_SHOWN = 20
MISSING_SHOWN = 10
KEPT_SHOWN = 3
"""Presence is said every few seconds and must stay small."""


def presence_of(core: Core, speaker: Speaker) -> ManagerPresence:
    """Return what this site says of itself."""
    parts, notes, tally = core.parts, core.notes, speaker.tally
    position = parts.state.projection.position
    standing = core.hold
    return ManagerPresence(
        collection=parts.who.collection,
        site=parts.who.site,
        state=_state(core, speaker),
        revision=position.revision if tally.lowest is None else max(tally.lowest - 1, 0),
        head=position.revision,
        files=parts.state.index.count_files(),
        behind=tally.behind,
        wanted_bytes=tally.wanted_bytes,
        conflicts=parts.state.projection.conflicts(),
        problems=_problems(core, tally.to_send),
        missing=tuple(parts.state.unplaced(limit=MISSING_SHOWN)) if tally.behind else (),
        receive_only=parts.who.receive_only,
        hold=standing.hold.text if standing is not None else None,
        hold_reason=standing.hold.reason if standing is not None else None,
        effect=standing.effect if standing is not None else (),
        answered=notes.asked.answered,
        answered_revision=notes.asked.revision,
    )


def _state(core: Core, speaker: Speaker) -> str:
    if core.hold is not None:
        return "held"
    if speaker.tally.behind or speaker.tally.to_adopt:
        return "syncing"
    return "scanning" if core.notes.scanning else "idle"


def _kept_here(core: Core, to_send: int) -> str:
    dues = core.parts.state.index.due(Action.SEND, limit=KEPT_SHOWN)
    named = ", ".join(repr(due.path) for due in dues)
    more = f" and {to_send - len(dues)} more" if to_send > len(dues) else ""
    return f"changed here, and not published, since this site only receives: {named}{more}"


def _problems(core: Core, to_send: int) -> tuple[str, ...]:
    notes = core.notes
    lines = [notes.watching] if notes.watching else []
    lines += [
        f"{path}: {reason}" if path not in reason else reason for path, reason in notes.problems.items()
    ]
    lines += [reason if path in reason else f"{path}: {reason}" for path, reason in notes.refused.items()]
    if core.parts.who.receive_only and to_send:
        lines.append(_kept_here(core, to_send))
    if core.parts.state.projection.skipped:
        lines.append(f"{core.parts.state.projection.skipped} messages of the log were not believed")
    return tuple(lines[:PROBLEMS_SHOWN])
