"""Metrics of a manager, for Prometheus."""

from collections.abc import Iterable
from functools import partial

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import HoldReason
from services.manager.status.behind import Behind
from services.manager.tasks.publish import PublishTask
from shared.contracts.messages.verification import Verdict
from shared.observability.metrics import PREFIX, gauge


class ManagerMetrics(Collector):
    """Figures that are read from the manager when they are scraped."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        context: ManagerContext,
        publish_task: PublishTask,
        behind: Behind,
    ) -> None:
        self._context = context
        identity = context.identity
        labels = ("collection", "site")
        figures = {
            "site_behind_files": (
                "Paths at which the head is not placed.",
                lambda: publish_task.tally.behind,
            ),
            "site_behind_seconds": (
                "Time since the site had everything, or since its manager started; 0 while it has.",
                lambda: behind.seconds,
            ),
            "site_wanted_bytes": ("Bytes of the files not placed.", lambda: publish_task.tally.wanted_bytes),
            "site_unsent_changes": ("Local changes not yet decided.", lambda: publish_task.tally.to_send),
            "site_head_revision": (
                "Revision that the log was folded to.",
                lambda: context.state.projection.position.revision,
            ),
            "site_files": ("Files in the site's index.", context.state.index.count_files),
            "site_held": (
                "1 while the site is held until a person has looked.",
                lambda: context.hold is not None,
            ),
            "site_paused": (
                "1 while a person has paused the site.",
                lambda: context.observed.pause is not None,
            ),
            "site_conflict_copies": ("Conflict copies that are live.", context.state.projection.conflicts),
            "site_problems": ("Paths that cannot be read or placed.", lambda: _problems(context)),
            "site_checkpoints_ignored": (
                "Checkpoints that were not believed when the fold began.",
                lambda: context.observed.begun.ignored,
            ),
            "site_rotten_files": (
                "Files known to hold other bytes than were placed, though nobody has written to them.",
                lambda: context.rotten.count(Verdict.ROT),
            ),
            "site_unreadable_files": (
                "Files that a verification or a scrub could not read.",
                lambda: context.rotten.count(Verdict.UNREADABLE),
            ),
            "site_scrub_ended_timestamp_seconds": (
                "When the site had last read all its files once more; 0 before the first time.",
                lambda: _ended(context),
            ),
            "site_copies_lacking_files": (
                "Files of which too few copies are, since sites are gone, and nobody can take them.",
                lambda: context.observed.copies.unmended,
            ),
            "site_stands_in_files": (
                "Files that the site holds beside its rule, in the place of sites that are gone.",
                lambda: context.observed.copies.files,
            ),
            "site_scanning": ("1 while the directory is looked at.", lambda: context.observed.scanning),
            "site_unhashed_files": (
                "Files that the look under way has still to hash.",
                lambda: context.directory_look.hashed.waiting,
            ),
        }
        for name, (documentation, read) in figures.items():
            made = gauge(registry, name, documentation, labels)
            made.labels(identity.collection, identity.site).set_function(read)
        held = gauge(registry, "site_hold", "1 for the reason that a site is held for.", (*labels, "reason"))
        for reason in HoldReason:
            one = held.labels(identity.collection, identity.site, reason.value)
            one.set_function(partial(_held_for, context, reason))
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return the counters, and the histogram."""
        identity, hashed = self._context.identity, self._context.directory_look.hashed
        scrubber = self._context.scrubber
        counters = {
            "site_scrubbed_files": ("Files that the scrub has read.", scrubber.read_files),
            "site_scrubbed_bytes": ("Bytes that the scrub has read.", scrubber.read_bytes),
            "site_refused_releases": (
                "Releases of this site that were asked for without the order of an operator that they need.",
                self._context.observed.releases_refused,
            ),
            "site_hashed_files": ("Files hashed: new, or not as the index has them.", hashed.files),
            "site_hashed_bytes": ("Bytes of the files hashed.", hashed.bytes),
            "site_full_batches": (
                "Batches that could not hold all that was to be said: one look became several revisions.",
                self._context.state.full_batches,
            ),
        }
        for name, (documentation, value) in counters.items():
            family = CounterMetricFamily(f"{PREFIX}_{name}", documentation, labels=("collection", "site"))
            family.add_metric((identity.collection, identity.site), value)
            yield family
        visible = HistogramMetricFamily(
            f"{PREFIX}_site_visible_seconds",
            "Time from the batch of a change to the report that it is in place at this site.",
            labels=("collection", "site"),
        )
        seconds = self._context.visible
        visible.add_metric((identity.collection, identity.site), list(seconds.buckets()), seconds.sum)
        yield visible


def _held_for(context: ManagerContext, reason: HoldReason) -> bool:
    return context.hold is not None and context.hold.hold.reason is reason


def _ended(context: ManagerContext) -> float:
    ended = context.state.values.scrub().ended_at
    return ended.timestamp() if ended is not None else 0.0


def _problems(context: ManagerContext) -> int:
    return len(context.observed.problems) + len(context.publisher.postponed.refused())
