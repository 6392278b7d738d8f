"""What a manager tells Prometheus."""

from functools import partial

from prometheus_client import CollectorRegistry

from services.manager.behind import Behind
from services.manager.brake import HoldReason
from services.manager.core import Core
from services.manager.speaking import Speaker
from shared.observability.metrics import gauge


class ManagerMetrics:
    """Gauges that are read from the manager when they are scraped."""

    def __init__(self, registry: CollectorRegistry, *, core: Core, speaker: Speaker, behind: Behind) -> None:
        who = core.parts.who
        labels = ("collection", "site")
        figures = {
            "site_behind_files": ("Paths at which the head is not placed.", lambda: speaker.tally.behind),
            "site_behind_seconds": (
                "Time since the site had everything, or since its manager started; 0 while it has.",
                lambda: behind.seconds,
            ),
            "site_wanted_bytes": ("Bytes of the files not placed.", lambda: speaker.tally.wanted_bytes),
            "site_unsent_changes": ("Local changes not yet decided.", lambda: speaker.tally.to_send),
            "site_head_revision": (
                "Revision that the log was folded to.",
                lambda: core.parts.state.projection.position.revision,
            ),
            "site_files": ("Files in the site's index.", core.parts.state.index.count_files),
            "site_held": (
                "1 while the site is held until a person has looked.",
                lambda: core.hold is not None,
            ),
            "site_conflict_copies": ("Conflict copies that are live.", core.parts.state.projection.conflicts),
            "site_problems": ("Paths that cannot be read or placed.", lambda: _problems(core)),
            "site_scanning": ("1 while the directory is looked at.", lambda: core.notes.scanning),
        }
        for name, (documentation, read) in figures.items():
            made = gauge(registry, name, documentation, labels)
            made.labels(who.collection, who.site).set_function(read)
        held = gauge(registry, "site_hold", "1 for the reason that a site is held for.", (*labels, "reason"))
        for reason in HoldReason:
            one = held.labels(who.collection, who.site, reason.value)
            one.set_function(partial(_held_for, core, reason))


def _held_for(core: Core, reason: HoldReason) -> bool:
    return core.hold is not None and core.hold.hold.reason is reason


def _problems(core: Core) -> int:
    return len(core.notes.problems) + len(core.notes.refused)
