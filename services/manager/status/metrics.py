"""What a manager tells Prometheus."""

from collections.abc import Iterable
from functools import partial

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from services.manager.context import Core
from services.manager.look.brake import HoldReason
from services.manager.status.behind import Behind
from services.manager.tasks.publish import Speaker
from shared.observability.metrics import PREFIX, gauge


class ManagerMetrics(Collector):
    """Figures that are read from the manager when they are scraped."""

    def __init__(self, registry: CollectorRegistry, *, core: Core, speaker: Speaker, behind: Behind) -> None:
        self._core = core
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
            "site_checkpoints_ignored": (
                "Checkpoints that were not believed when the fold began.",
                lambda: core.notes.begun.ignored,
            ),
            "site_scanning": ("1 while the directory is looked at.", lambda: core.notes.scanning),
            "site_unhashed_files": (
                "Files that the look under way has still to hash.",
                lambda: core.parts.looking.hashed.waiting,
            ),
        }
        for name, (documentation, read) in figures.items():
            made = gauge(registry, name, documentation, labels)
            made.labels(who.collection, who.site).set_function(read)
        held = gauge(registry, "site_hold", "1 for the reason that a site is held for.", (*labels, "reason"))
        for reason in HoldReason:
            one = held.labels(who.collection, who.site, reason.value)
            one.set_function(partial(_held_for, core, reason))
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return the counters, and the histogram."""
        who, hashed = self._core.parts.who, self._core.parts.looking.hashed
        counters = {
            "site_hashed_files": ("Files hashed: new, or not as the index has them.", hashed.files),
            "site_hashed_bytes": ("Bytes of the files hashed.", hashed.bytes),
            "site_full_batches": (
                "Batches that could not hold all that was to be said: one look became several revisions.",
                self._core.parts.state.full_batches,
            ),
        }
        for name, (documentation, value) in counters.items():
            family = CounterMetricFamily(f"{PREFIX}_{name}", documentation, labels=("collection", "site"))
            family.add_metric((who.collection, who.site), value)
            yield family
        visible = HistogramMetricFamily(
            f"{PREFIX}_site_visible_seconds",
            "Time from the batch of a change to the report that it is in place at this site.",
            labels=("collection", "site"),
        )
        seconds = self._core.parts.visible
        visible.add_metric((who.collection, who.site), list(seconds.buckets()), seconds.sum)
        yield visible


def _held_for(core: Core, reason: HoldReason) -> bool:
    return core.hold is not None and core.hold.hold.reason is reason


def _problems(core: Core) -> int:
    return len(core.notes.problems) + len(core.notes.refused)
